package io.nearfield.jobs.cli;

import io.nearfield.connect.iceberg.Lake;
import io.nearfield.jobs.render.Json;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** {@code nearfield runs delete}. */
@Command(
    name = "delete",
    description = "Deletes the record of a run; what it made stays.",
    footerHeading = "%nExample:%n",
    footer = "  nearfield runs delete --dataset shop --run best-build")
final class RunsDeleteCommand implements Callable<Integer> {

  @ParentCommand private RunsCommand runs;

  @Mixin private DatasetChoice dataset;

  @Option(names = "--run", required = true, paramLabel = "ID", description = "Which run.")
  private String id;

  @Override
  public Integer call() {
    RootCommand root = runs.root();
    try (Lake lake = root.openLake()) {
      String in = dataset.in(lake);
      lake.runRecords(in).delete(id);
      root.console()
          .out()
          .println(
              root.json()
                  ? Json.line(Json.object("dataset", in, "run", id, "deleted", true))
                  : "Deleted: the record of run " + id);
    }
    return ExitStatus.OK;
  }
}
