package io.nearfield.spark.embed;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** Model folders as other tools export them. */
public final class ModelFolders {

  private ModelFolders() {}

  /** The built-in text model as a folder, with a maximum length of its own. */
  public static Path miniLm(Path folder, int maxLength) throws IOException {
    Files.createDirectories(folder.resolve("1_Pooling"));
    copy("all-minilm-l6-v2-q.onnx", folder.resolve("model.onnx"));
    copy("all-minilm-l6-v2-q-tokenizer.json", folder.resolve("tokenizer.json"));
    Files.writeString(
        folder.resolve("config.json"),
        "{\"model_type\": \"bert\", \"hidden_size\": 384, \"max_position_embeddings\": 512}");
    Files.writeString(
        folder.resolve("sentence_bert_config.json"), "{\"max_seq_length\": " + maxLength + "}");
    Files.writeString(
        folder.resolve("1_Pooling/config.json"),
        "{\"word_embedding_dimension\": 384, \"pooling_mode_mean_tokens\": true}");
    Files.writeString(
        folder.resolve("modules.json"),
        """
        [{"idx": 0, "name": "0", "path": "", "type": "sentence_transformers.models.Transformer"},
         {"idx": 1, "name": "1", "path": "1_Pooling", "type": "sentence_transformers.models.Pooling"},
         {"idx": 2, "name": "2", "path": "2_Normalize", "type": "sentence_transformers.models.Normalize"}]
        """);
    return folder;
  }

  private static void copy(String resource, Path file) throws IOException {
    try (InputStream in = ModelFolders.class.getResourceAsStream("/" + resource)) {
      Files.copy(in, file);
    }
  }
}
