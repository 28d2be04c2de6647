package io.nearfield.jobs.cli;

import io.nearfield.connect.api.IndexRef;
import io.nearfield.connect.iceberg.Lake;
import picocli.CommandLine.Option;

/** Which index a command is about. */
final class IndexChoice {

  @Option(
      names = "--index",
      required = true,
      paramLabel = "IDX",
      description = "Which index: its name, or dataset.name.")
  private String index;

  @Option(names = "--dataset", paramLabel = "NAME", description = "The dataset of the index.")
  private String dataset;

  IndexRef of(Lake lake) {
    return lake.resolveIndex(index, dataset);
  }
}
