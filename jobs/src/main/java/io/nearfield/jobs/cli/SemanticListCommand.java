package io.nearfield.jobs.cli;

import io.nearfield.connect.iceberg.Lake;
import io.nearfield.connect.query.SemanticIndex;
import io.nearfield.jobs.render.Json;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.ParentCommand;

/** {@code nearfield semantic list}. */
@Command(
    name = "list",
    description = "Lists the semantic indexes of a dataset.",
    footerHeading = "%nExample:%n",
    footer = "  nearfield semantic list --dataset photos")
final class SemanticListCommand implements Callable<Integer> {

  @ParentCommand private SemanticCommand semantic;

  @Mixin private DatasetChoice dataset;

  @Override
  public Integer call() {
    RootCommand root = semantic.root();
    try (Lake lake = root.openLake()) {
      String in = dataset.in(lake);
      List<SemanticIndex> all =
          lake.semanticIndexes(in).all().stream().map(SemanticIndex::ofJson).toList();
      if (all.isEmpty() && !root.json()) {
        root.console()
            .err()
            .println("No semantic indexes of " + in + " yet; make one with 'semantic create'");
      }
      for (SemanticIndex index : all) {
        root.console()
            .out()
            .println(
                root.json()
                    ? Json.line(SemanticShowCommand.json(in, index))
                    : SemanticShowCommand.sentence(in, index));
      }
    }
    return ExitStatus.OK;
  }
}
