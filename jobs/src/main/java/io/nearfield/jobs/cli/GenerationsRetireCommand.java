package io.nearfield.jobs.cli;

import io.nearfield.connect.api.IndexRef;
import io.nearfield.connect.iceberg.IndexTable;
import io.nearfield.connect.iceberg.Lake;
import io.nearfield.jobs.render.GenerationFacts;
import io.nearfield.jobs.render.GenerationView;
import io.nearfield.jobs.render.Json;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** {@code nearfield generations retire}. */
@Command(
    name = "retire",
    description =
        "Takes a generation out of service. If it was the active one, nothing serves until another"
            + " is activated. One that a killed build left behind is rejected, so that its rows can"
            + " go.",
    footerHeading = "%nExample:%n",
    footer = "  nearfield generations retire --index products --generation 3")
final class GenerationsRetireCommand implements Callable<Integer> {

  @ParentCommand private GenerationsCommand generations;

  @Mixin private IndexChoice index;

  @Option(
      names = "--generation",
      required = true,
      paramLabel = "N",
      description = "Which generation.")
  private long number;

  @Override
  public Integer call() {
    Numbers.requireAtLeast(1, number, "retire generation " + number, "--generation");
    RootCommand root = generations.root();
    try (Lake lake = root.openLake()) {
      IndexRef ref = index.of(lake);
      IndexTable table = lake.index(ref);
      table.retire(number);
      root.console()
          .out()
          .println(
              root.json()
                  ? Json.line(GenerationView.json(ref, table.generation(number)))
                  : GenerationFacts.head(ref, table.generation(number)));
      if (table.active().isEmpty()) {
        root.console()
            .err()
            .println("Nothing serves now; activate one: nearfield generations activate");
      }
    }
    return ExitStatus.OK;
  }
}
