package io.nearfield.jobs.cli;

import io.nearfield.connect.iceberg.Lake;
import io.nearfield.jobs.render.Json;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** {@code nearfield views delete}. */
@Command(
    name = "delete",
    description = "Deletes a view; the entities in it stay.",
    footerHeading = "%nExample:%n",
    footer = "  nearfield views delete --dataset shop --view cheap")
final class ViewsDeleteCommand implements Callable<Integer> {

  @ParentCommand private ViewsCommand views;

  @Mixin private DatasetChoice dataset;

  @Option(names = "--view", required = true, paramLabel = "NAME", description = "Which view.")
  private String name;

  @Override
  public Integer call() {
    RootCommand root = views.root();
    try (Lake lake = root.openLake()) {
      String in = dataset.in(lake);
      lake.views(in).delete(name);
      root.console()
          .out()
          .println(
              root.json()
                  ? Json.line(Json.object("dataset", in, "view", name, "deleted", true))
                  : "Deleted: view " + in + "." + name);
    }
    return ExitStatus.OK;
  }
}
