package io.nearfield.jobs.cli;

import io.nearfield.flink.StateOptions;
import io.nearfield.flink.StateOptions.Backend;
import java.time.Duration;
import picocli.CommandLine.Option;

/** How {@code nearfield live} keeps its state and its entries. */
final class LiveStateFlags {

  @Option(
      names = "--state-backend",
      paramLabel = "NAME",
      defaultValue = "hashmap",
      description =
          "Where changes since the base are kept: hashmap (on the heap) or rocksdb (on disk, with"
              + " incremental checkpoints). Default: ${DEFAULT-VALUE}.")
  private String backend;

  @Option(
      names = "--live-memory",
      paramLabel = "SIZE",
      converter = SizeConverter.class,
      description =
          "What the entries of all subtasks may take up on the heap, such as 512m or 4g, the old"
              + " and the new generation's together while they are swapped. Default: no limit.")
  private Long memory;

  @Option(
      names = "--change-retention",
      paramLabel = "AGE",
      defaultValue = "7d",
      converter = AgeConverter.class,
      description =
          "How long a change, deletes too, is remembered after a generation covers it, such as 12h"
              + " or 7d. Default: ${DEFAULT-VALUE}.")
  private Duration retention;

  @Option(
      names = "--generation-poll",
      paramLabel = "AGE",
      defaultValue = "5s",
      converter = AgeConverter.class,
      description = "How often a new generation is looked for. Default: ${DEFAULT-VALUE}.")
  private Duration poll;

  StateOptions options(int parallelism) {
    return StateOptions.defaults()
        .withBackend(Backend.parse(backend))
        .withMemoryPerSubtask(memory == null ? 0 : memory / parallelism)
        .withRetention(retention)
        .withGenerationPoll(poll);
  }
}
