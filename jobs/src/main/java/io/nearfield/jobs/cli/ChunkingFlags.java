package io.nearfield.jobs.cli;

import io.nearfield.connect.document.DocumentLimits;
import io.nearfield.connect.onnx.Models;
import io.nearfield.spark.ingest.Chunking;
import picocli.CommandLine.Option;

/** How long texts are cut, and what reading a document may take. */
final class ChunkingFlags {

  private static final int MEGABYTE = 1 << 20;

  @Option(
      names = "--chunk-tokens",
      paramLabel = "N",
      description =
          "The most tokens of a chunk. 0 cuts nothing: each file is one item. If it is given, the"
              + " texts of rows are cut too. Default: "
              + Chunking.DEFAULT_TOKENS
              + ", for files.")
  private Integer tokens;

  @Option(
      names = "--chunk-overlap",
      paramLabel = "N",
      description =
          "The most tokens that a chunk shares with the one before. Default: a fifth of"
              + " --chunk-tokens.")
  private Integer overlap;

  @Option(
      names = "--chunk-model",
      paramLabel = "MODEL",
      description =
          "Whose tokenizer counts: a model as for 'embed', or 'words' for words. Default: "
              + Models.DEFAULT_TEXT
              + ".")
  private String model = Models.DEFAULT_TEXT;

  @Option(
      names = "--max-document-size",
      paramLabel = "MIB",
      defaultValue = "100",
      description = "Refuses larger documents. Default: ${DEFAULT-VALUE} MiB.")
  private int mostMegabytes;

  @Option(
      names = "--parse-timeout",
      paramLabel = "SECONDS",
      defaultValue = "60",
      description = "Refuses documents that take longer to read. Default: ${DEFAULT-VALUE}.")
  private int seconds;

  @Option(
      names = "--parse-memory",
      paramLabel = "MIB",
      defaultValue = "512",
      description =
          "Memory of the process that reads documents, one for each task. Default:"
              + " ${DEFAULT-VALUE} MiB.")
  private int heapMegabytes;

  Chunking chunking() {
    Numbers.requireBetween(
        1,
        1024,
        mostMegabytes,
        "take documents of " + mostMegabytes + " MiB",
        "--max-document-size");
    Numbers.requireBetween(
        1, 86_400, seconds, "read documents in " + seconds + " seconds", "--parse-timeout");
    Numbers.requireBetween(
        64, 65_536, heapMegabytes, "read documents in " + heapMegabytes + " MiB", "--parse-memory");
    int most = tokens == null ? Chunking.DEFAULT_TOKENS : tokens;
    int shared =
        overlap != null ? overlap : most * Chunking.DEFAULT_OVERLAP / Chunking.DEFAULT_TOKENS;
    Chunking chunking =
        Chunking.defaults()
            .withTokens(most, shared)
            .withModel(model)
            .withLimits(
                DocumentLimits.defaults()
                    .withMostBytes((long) mostMegabytes * MEGABYTE)
                    .withSeconds(seconds)
                    .withHeapMegabytes(heapMegabytes));
    return tokens == null || tokens == 0 ? chunking : chunking.withRows();
  }
}
