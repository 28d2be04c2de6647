package io.nearfield.jobs.cli;

import io.nearfield.connect.api.Generation;
import io.nearfield.connect.api.IndexRef;
import io.nearfield.connect.iceberg.IndexTable;
import io.nearfield.connect.iceberg.Lake;
import io.nearfield.jobs.render.GenerationFacts;
import io.nearfield.jobs.render.GenerationView;
import io.nearfield.jobs.render.Json;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which generation of an index a command changes, and how it tells what came of it. */
final class GenerationChoice {

  @Mixin private IndexChoice index;

  @Option(
      names = "--generation",
      required = true,
      paramLabel = "N",
      description = "Which generation.")
  private long number;

  /** Changes a generation of an index. */
  interface Change {
    void of(IndexTable index, long number);
  }

  /**
   * Does it and prints the generation as it is then.
   *
   * @param verb completes "Cannot ... generation": {@code "activate"}
   */
  int change(RootCommand root, String verb, Change change) {
    Numbers.requireAtLeast(1, number, verb + " generation " + number, "--generation");
    try (Lake lake = root.openLake()) {
      IndexRef ref = index.of(lake);
      IndexTable table = lake.index(ref);
      change.of(table, number);
      Generation now = table.generation(number);
      root.console()
          .out()
          .println(
              root.json()
                  ? Json.line(GenerationView.json(ref, now))
                  : GenerationFacts.head(ref, now));
      if (table.active().isEmpty()) {
        root.console()
            .err()
            .println("Nothing serves now; activate one: nearfield generations activate");
      }
    }
    return ExitStatus.OK;
  }
}
