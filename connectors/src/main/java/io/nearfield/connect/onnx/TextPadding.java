package io.nearfield.connect.onnx;

import java.util.Arrays;

/**
 * Makes every text equally long, for models that were trained so.
 *
 * @param length in tokens
 * @param id the token that fills up
 */
record TextPadding(int length, long id) {

  /** Tokens filled up at the end; those that are long enough already stay as they are. */
  TextTokenizer.Tokens pad(TextTokenizer.Tokens tokens) {
    int used = tokens.ids().length;
    if (used >= length) {
      return tokens;
    }
    long[] ids = Arrays.copyOf(tokens.ids(), length);
    Arrays.fill(ids, used, length, id);
    return new TextTokenizer.Tokens(ids, Arrays.copyOf(tokens.typeIds(), length), used);
  }

  String canonical() {
    return length + "x" + id;
  }
}
