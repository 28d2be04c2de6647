package io.nearfield.jobs.cli;

import io.nearfield.connect.iceberg.Lake;
import io.nearfield.jobs.render.Json;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** {@code nearfield semantic delete}. */
@Command(
    name = "delete",
    description = "Deletes a semantic index; the feature set that it searches stays.",
    footerHeading = "%nExample:%n",
    footer = "  nearfield semantic delete --dataset photos --name my-index")
final class SemanticDeleteCommand implements Callable<Integer> {

  @ParentCommand private SemanticCommand semantic;

  @Mixin private DatasetChoice dataset;

  @Option(names = "--name", required = true, paramLabel = "NAME", description = "Which one.")
  private String name;

  @Override
  public Integer call() {
    RootCommand root = semantic.root();
    try (Lake lake = root.openLake()) {
      String in = dataset.in(lake);
      lake.semanticIndexes(in).delete(name);
      root.console()
          .out()
          .println(
              root.json()
                  ? Json.line(Json.object("dataset", in, "semanticIndex", name, "deleted", true))
                  : "Deleted: semantic index " + in + "." + name);
    }
    return ExitStatus.OK;
  }
}
