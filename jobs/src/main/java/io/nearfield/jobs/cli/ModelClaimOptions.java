package io.nearfield.jobs.cli;

import io.nearfield.spark.features.ModelClaim;
import picocli.CommandLine.Option;

/** Which model made the vectors that are handed in. */
final class ModelClaimOptions {

  @Option(
      names = "--model-name",
      paramLabel = "NAME",
      description =
          "The model that made them; refused if it is not the set's. Required if 'embed' writes the"
              + " set.")
  private String name;

  @Option(
      names = "--model-hash",
      paramLabel = "HASH",
      description = "Its hash or at least the first six digits, as 'features show --json' has it.")
  private String hash;

  ModelClaim claim() {
    return new ModelClaim(name, hash);
  }
}
