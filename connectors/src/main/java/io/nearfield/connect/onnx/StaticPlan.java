package io.nearfield.connect.onnx;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.List;

/**
 * A Model2Vec folder, ready to load: {@code model.safetensors} with a vector per token, {@code
 * tokenizer.json}, {@code config.json}. It needs no graph and is fast; it knows words, not their
 * order.
 *
 * @param name for people
 * @param weights the table's file
 * @param weightsPath the same, for messages
 * @param tokenizerJson the content of {@code tokenizer.json}
 * @param tokenizer the tokenizer's file
 * @param normalize whether vectors are made of length 1
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record StaticPlan(
    String name,
    SafetensorsFile weights,
    Path weightsPath,
    byte[] tokenizerJson,
    Path tokenizer,
    boolean normalize)
    implements ModelPlan {

  /** How many tokens of a text count, as in the Model2Vec library. */
  static final int MAX_TOKENS = 512;

  static StaticPlan of(String name, Path folder, byte[] tokenizerJson) {
    Path path = folder.resolve("model.safetensors");
    JsonFile config = JsonFile.readIfPresent(folder.resolve("config.json"));
    return new StaticPlan(
        name,
        SafetensorsFile.read(path),
        path,
        tokenizerJson,
        folder.resolve("tokenizer.json"),
        config != null && config.flag("normalize", false));
  }

  /** Whether a folder's config.json says that it is such a model. */
  static boolean describes(Path folder) {
    JsonFile config = JsonFile.readIfPresent(folder.resolve("config.json"));
    return config != null && config.text("model_type", "").equals("model2vec");
  }

  /** The id of the token that stands for what the vocabulary lacks, or -1. */
  int unknownToken() {
    JsonNode model = JsonFile.readIfPresent(tokenizer).root().path("model");
    if (model.path("unk_id").isInt()) {
      return model.path("unk_id").intValue();
    }
    return model.path("vocab").path(model.path("unk_token").asText("")).asInt(-1);
  }

  @Override
  public String canonical() {
    return "static text model="
        + weights.hash()
        + " tokenizer="
        + Sha256.of(tokenizerJson)
        + " normalize="
        + normalize
        + " max-tokens="
        + MAX_TOKENS;
  }

  @Override
  public int declaredDimension() {
    int[] shape = weights.shape("embeddings");
    return shape.length == 2 ? shape[1] : -1;
  }

  @Override
  public List<String> notes() {
    return List.of();
  }

  @Override
  public LoadedModel load(int threads) {
    StaticTable table = StaticTable.of(weights, weightsPath);
    return new StaticModel(
        identity(table.dimension()),
        table,
        TextTokenizer.open(tokenizerJson, tokenizer.toString(), MAX_TOKENS, false),
        unknownToken(),
        normalize);
  }
}
