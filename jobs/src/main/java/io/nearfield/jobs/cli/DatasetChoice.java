package io.nearfield.jobs.cli;

import io.nearfield.connect.iceberg.Lake;
import picocli.CommandLine.Option;

/** Which dataset a command is about. */
final class DatasetChoice {

  @Option(names = "--dataset", required = true, paramLabel = "NAME", description = "Which dataset.")
  private String dataset;

  /** Its name, once it is known to be there. */
  String in(Lake lake) {
    lake.requireDataset(dataset);
    return dataset;
  }
}
