package io.nearfield.connect.onnx;

import java.util.List;

/**
 * A text model with a transformer graph, ready to load.
 *
 * @param name for people
 * @param model the graph
 * @param graph how it is fed and read
 * @param tokenizerJson the content of {@code tokenizer.json}
 * @param tokenizerWhere the tokenizer's file, for messages
 * @param settings pooling and so on
 * @param notes what was assumed
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record TextPlan(
    String name,
    ModelFile model,
    TextGraph graph,
    byte[] tokenizerJson,
    String tokenizerWhere,
    TextSettings settings,
    List<String> notes)
    implements ModelPlan {

  @Override
  public String canonical() {
    return "text model="
        + model.hash()
        + " output="
        + graph.output().name()
        + " tokenizer="
        + Sha256.of(tokenizerJson)
        + " "
        + settings.canonical();
  }

  @Override
  public int declaredDimension() {
    return (int) graph.output().lastSize();
  }

  @Override
  public LoadedModel load(int threads) {
    return load(threads, Device.CPU);
  }

  /** Opens the tokenizer, for the caller to close. */
  TextTokenizer tokenizer() {
    return TextTokenizer.open(tokenizerJson, tokenizerWhere, settings.maxTokens(), true);
  }

  @Override
  public LoadedModel load(int threads, Device device) {
    TextTokenizer tokenizer = tokenizer();
    try {
      return TextModel.load(this, tokenizer, OnnxSession.open(model, threads, device), device);
    } catch (RuntimeException e) {
      tokenizer.close();
      throw e;
    }
  }
}
