package io.nearfield.connect.onnx;

/**
 * How words become one vector, apart from the graph and the tokenizer.
 *
 * @param pooling how token vectors become one; not used if the graph pools itself
 * @param normalize whether the vector is made of length 1
 * @param maxTokens how many tokens of a text are kept, special ones included
 * @param lowerCase whether the text is lower-cased before it is tokenized
 * @param prompts what is put in front
 * @param padding what every text is made as long as, or null
 */
record TextSettings(
    Pooling pooling,
    boolean normalize,
    int maxTokens,
    boolean lowerCase,
    Prompts prompts,
    TextPadding padding) {

  TextSettings(
      Pooling pooling, boolean normalize, int maxTokens, boolean lowerCase, Prompts prompts) {
    this(pooling, normalize, maxTokens, lowerCase, prompts, null);
  }

  /** The tokens as the graph is fed them. */
  TextTokenizer.Tokens padded(TextTokenizer.Tokens tokens) {
    return padding == null ? tokens : padding.pad(tokens);
  }

  /** All settings in one line, for the identity. */
  String canonical() {
    return "pooling="
        + pooling.label()
        + " normalize="
        + normalize
        + " max-tokens="
        + maxTokens
        + " lower-case="
        + lowerCase
        + " item-prompt="
        + Sha256.of(prompts.item())
        + " query-prompt="
        + Sha256.of(prompts.query())
        + (padding == null ? "" : " padding=" + padding.canonical());
  }
}
