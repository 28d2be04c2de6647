package io.nearfield.spark.embed;

import ai.onnx.proto.OnnxMl;
import com.google.protobuf.TextFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A model folder of two towers: words {@code red}, {@code green}, {@code blue}; mean colours. */
final class TowerModel {

  private static final String TEXT =
      """
      initializer { name: "table" data_type: 1 dims: 4 dims: 3 float_data: [
        0.1, 0.1, 0.1,  1, 0, 0,  0, 1, 0,  0, 0, 1] }
      input { name: "input_ids" type { tensor_type { elem_type: 7
        shape { dim { dim_param: "n" } dim { dim_param: "tokens" } } } } }
      node { op_type: "Gather" input: "table" input: "input_ids" output: "words" }
      node { op_type: "ReduceMean" input: "words" output: "text_embeds"
        attribute { name: "axes" type: INTS ints: 1 } attribute { name: "keepdims" type: INT i: 0 } }
      output { name: "text_embeds" type { tensor_type { elem_type: 1
        shape { dim { dim_param: "n" } dim { dim_value: 3 } } } } }
      """;

  private static final String VISION =
      """
      input { name: "pixel_values" type { tensor_type { elem_type: 1 shape {
        dim { dim_param: "n" } dim { dim_value: 3 } dim { dim_value: 8 } dim { dim_value: 8 } } } } }
      node { op_type: "GlobalAveragePool" input: "pixel_values" output: "mean" }
      node { op_type: "Flatten" input: "mean" output: "image_embeds" }
      output { name: "image_embeds" type { tensor_type { elem_type: 1
        shape { dim { dim_param: "n" } dim { dim_value: 3 } } } } }
      """;

  private TowerModel() {}

  static Path write(Path folder) throws IOException {
    Files.createDirectories(folder.resolve("onnx"));
    Files.write(folder.resolve("onnx/text_model.onnx"), graph(TEXT));
    Files.write(folder.resolve("onnx/vision_model.onnx"), graph(VISION));
    Files.writeString(
        folder.resolve("config.json"),
        "{\"model_type\": \"clip\", \"text_config\": {\"max_position_embeddings\": 77}}");
    Files.writeString(
        folder.resolve("preprocessor_config.json"),
        """
        {"size": {"shortest_edge": 8}, "crop_size": 8, "resample": 3,
         "image_mean": [0, 0, 0], "image_std": [1, 1, 1]}
        """);
    Files.writeString(
        folder.resolve("tokenizer.json"),
        """
        {"version": "1.0", "truncation": null, "padding": null, "added_tokens": [],
         "normalizer": null, "pre_tokenizer": {"type": "WhitespaceSplit"},
         "post_processor": null, "decoder": null, "model": {"type": "WordLevel",
         "unk_token": "?", "vocab": {"?": 0, "red": 1, "green": 2, "blue": 3}}}
        """);
    return folder;
  }

  private static byte[] graph(String graph) throws IOException {
    return TextFormat.parse(
            "ir_version: 6 opset_import { version: 11 } graph { name: \"tower\"\n" + graph + "}",
            OnnxMl.ModelProto.class)
        .toByteArray();
  }
}
