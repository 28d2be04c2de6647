package io.nearfield.jobs.cli;

import io.nearfield.connect.api.Generation;
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

/** {@code nearfield generations show}. */
@Command(
    name = "show",
    description =
        "Shows what is known of a generation: its grade, how well training fits, how full its"
            + " lists are, what it covers.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  nearfield generations show --index products",
      "  nearfield generations show --index products --generation 3 --json"
    })
final class GenerationsShowCommand implements Callable<Integer> {

  @ParentCommand private GenerationsCommand generations;

  @Mixin private IndexChoice index;

  @Option(
      names = "--generation",
      paramLabel = "N",
      description = "Which generation. Default: the one that serves.")
  private Long number;

  @Override
  public Integer call() {
    if (number != null) {
      Numbers.requireAtLeast(1, number, "show generation " + number, "--generation");
    }
    RootCommand root = generations.root();
    try (Lake lake = root.openLake()) {
      IndexRef ref = index.of(lake);
      IndexTable table = lake.index(ref);
      Generation shown = number == null ? table.requireActive() : table.generation(number);
      if (root.json()) {
        root.console().out().println(Json.line(GenerationView.json(ref, shown)));
      } else {
        GenerationFacts.of(ref, shown).forEach(root.console().out()::println);
      }
    }
    return ExitStatus.OK;
  }
}
