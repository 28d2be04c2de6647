package io.nearfield.spark.embed;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A model folder that knows the words {@code w0} to {@code w499} and refuses a text without any of
 * them; it opens and runs in no time.
 */
final class WordModel {

  static final int WORDS = 500;
  private static final int DIMENSION = 8;
  private static Path shared;

  private WordModel() {}

  /** One folder for all tests of this process. */
  static synchronized Path folder() {
    if (shared == null) {
      try {
        shared = write(Files.createTempDirectory(Path.of("target").toAbsolutePath(), "words"), 0);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return shared;
  }

  /** Another model for every other {@code shift}. */
  static Path write(Path folder, int shift) throws IOException {
    Files.createDirectories(folder);
    Files.writeString(
        folder.resolve("config.json"), "{\"model_type\": \"model2vec\", \"normalize\": false}");
    String vocabulary =
        IntStream.range(0, WORDS)
            .mapToObj(i -> "\"w" + i + "\": " + (i + 1))
            .collect(Collectors.joining(", "));
    Files.writeString(
        folder.resolve("tokenizer.json"),
        "{\"version\": \"1.0\", \"truncation\": null, \"padding\": null, \"added_tokens\": [],"
            + " \"normalizer\": null, \"pre_tokenizer\": {\"type\": \"WhitespaceSplit\"},"
            + " \"post_processor\": null, \"decoder\": null, \"model\": {\"type\": \"WordLevel\","
            + " \"unk_token\": \"?\", \"vocab\": {\"?\": 0, "
            + vocabulary
            + "}}}");
    int bytes = (WORDS + 1) * DIMENSION * Float.BYTES;
    String header =
        "{\"embeddings\": {\"dtype\": \"F32\", \"shape\": [%d, %d], \"data_offsets\": [0, %d]}}"
            .formatted(WORDS + 1, DIMENSION, bytes);
    ByteBuffer table =
        ByteBuffer.allocate(8 + header.length() + bytes).order(ByteOrder.LITTLE_ENDIAN);
    table.putLong(header.length()).put(header.getBytes(StandardCharsets.UTF_8));
    for (int i = 0; i < (WORDS + 1) * DIMENSION; i++) {
      table.putFloat((float) Math.sin(i + 0.25 * shift) + 2);
    }
    Files.write(folder.resolve("model.safetensors"), table.array());
    return folder;
  }
}
