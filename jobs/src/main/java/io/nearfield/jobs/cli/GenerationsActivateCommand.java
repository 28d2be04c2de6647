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

/** {@code nearfield generations activate}. */
@Command(
    name = "activate",
    description =
        "Lets a retired generation serve; in the same commit the one that serves now is retired."
            + " Generations that were rejected or never graded cannot serve.",
    footerHeading = "%nExample:%n",
    footer = "  nearfield generations activate --index products --generation 3")
final class GenerationsActivateCommand implements Callable<Integer> {

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
    Numbers.requireAtLeast(1, number, "activate generation " + number, "--generation");
    RootCommand root = generations.root();
    try (Lake lake = root.openLake()) {
      IndexRef ref = index.of(lake);
      IndexTable table = lake.index(ref);
      table.rollback(number);
      root.console()
          .out()
          .println(
              root.json()
                  ? Json.line(GenerationView.json(ref, table.requireActive()))
                  : GenerationFacts.head(ref, table.requireActive()));
    }
    return ExitStatus.OK;
  }
}
