package io.nearfield.connect.onnx;

import ai.onnx.proto.OnnxMl;
import com.google.protobuf.TextFormat;
import java.nio.file.Path;

/**
 * Tiny models of two towers: a text's vector is the mean of its words', of which {@code red},
 * {@code green} and {@code blue} have one; a picture's is its mean colour. Special tokens are
 * zeros.
 */
final class TestTowers {

  static final String TOKENIZER =
      TestFolder.TOKENIZER.replace(
          "\"one\": 1, \"two\": 2, \"three\": 3", "\"red\": 1, \"green\": 2, \"blue\": 3");

  static final String CONFIG =
      "{\"model_type\": \"clip\", \"text_config\": {\"max_position_embeddings\": 77}}";

  static final String PREPROCESSOR =
      """
      {"size": {"shortest_edge": 8}, "crop_size": {"height": 8, "width": 8}, "resample": 3,
       "do_rescale": true, "rescale_factor": 0.00392156862745098,
       "image_mean": [0, 0, 0], "image_std": [1, 1, 1]}
      """;

  private static final String TABLE =
      """
      initializer { name: "table" data_type: 1 dims: 8 dims: 3 float_data: [
        0.1, 0.1, 0.1,  1, 0, 0,  0, 1, 0,  0, 0, 1,  1, 1, 0,  1, 1, 1,  0, 0, 0,  0, 0, 0] }
      """;

  private TestTowers() {}

  /** Everything but the graphs. */
  static TestFolder folder(Path folder) {
    return new TestFolder(folder)
        .with("tokenizer.json", TOKENIZER)
        .with("config.json", CONFIG)
        .with("preprocessor_config.json", PREPROCESSOR);
  }

  /** A folder with a file for each tower. */
  static TestFolder split(Path folder) {
    return folder(folder)
        .with("onnx/text_model.onnx", text("text_embeds", "tokens"))
        .with("onnx/vision_model.onnx", vision("image_embeds", 3));
  }

  /** {@code tokens}: how many tokens it takes, a number or a name. */
  static byte[] text(String output, String tokens) {
    return model(textInput(tokens) + textNodes(output) + port("output", output, "", "\"n\"", "3"));
  }

  /** A vision tower with vectors of {@code dimension} numbers; a negative one is not declared. */
  static byte[] vision(String output, int dimension) {
    return model(
        pictureInput()
            + pictureNodes(output, Math.abs(dimension))
            + port("output", output, "", "\"n\"", dimension < 0 ? "\"d\"" : "" + dimension));
  }

  /** Both towers in one graph, with the similarities that such exports have beside the vectors. */
  static byte[] both() {
    return model(
        textInput("tokens")
            + pictureInput()
            + textNodes("text_embeds")
            + pictureNodes("image_embeds", 3)
            + "node { op_type: \"Transpose\" input: \"text_embeds\" output: \"turned\" }\n"
            + "node { op_type: \"MatMul\" input: \"image_embeds\" input: \"turned\""
            + " output: \"logits_per_image\" }\n"
            + port("output", "logits_per_image", "", "\"images\"", "\"texts\"")
            + port("output", "text_embeds", "", "\"texts\"", "3")
            + port("output", "image_embeds", "", "\"images\"", "3"));
  }

  private static String textInput(String tokens) {
    String size = tokens.matches("\\d+") ? tokens : "\"" + tokens + "\"";
    return TABLE + port("input", "input_ids", "int", "\"texts\"", size);
  }

  private static String textNodes(String output) {
    return """
    node { op_type: "Gather" input: "table" input: "input_ids" output: "words" }
    node { op_type: "ReduceMean" input: "words" output: "%s"
      attribute { name: "axes" type: INTS ints: 1 } attribute { name: "keepdims" type: INT i: 0 } }
    """
        .formatted(output);
  }

  private static String pictureInput() {
    return port("input", "pixel_values", "", "\"images\"", "3", "8", "8");
  }

  private static String pictureNodes(String output, int dimension) {
    StringBuilder weights = new StringBuilder();
    for (int i = 0; i < 3 * dimension; i++) {
      weights.append(i == 0 ? "" : ", ").append(i / dimension == i % dimension ? 1 : 0);
    }
    return """
    initializer { name: "projection" data_type: 1 dims: 3 dims: %d float_data: [%s] }
    node { op_type: "GlobalAveragePool" input: "pixel_values" output: "mean" }
    node { op_type: "Flatten" input: "mean" output: "colour" }
    node { op_type: "MatMul" input: "colour" input: "projection" output: "%s" }
    """
        .formatted(dimension, weights, output);
  }

  private static String port(String kind, String name, String type, String... sizes) {
    StringBuilder shape = new StringBuilder();
    for (String size : sizes) {
      shape.append(size.startsWith("\"") ? "dim { dim_param: " : "dim { dim_value: ");
      shape.append(size).append(" } ");
    }
    return "%s { name: \"%s\" type { tensor_type { elem_type: %d shape { %s} } } }\n"
        .formatted(kind, name, type.equals("int") ? 7 : 1, shape);
  }

  private static byte[] model(String graph) {
    try {
      return TextFormat.parse(
              "ir_version: 6 opset_import { version: 11 } graph { name: \"towers\"\n" + graph + "}",
              OnnxMl.ModelProto.class)
          .toByteArray();
    } catch (TextFormat.ParseException e) {
      throw new IllegalStateException(e);
    }
  }
}
