package io.nearfield.jobs.cli;

import io.nearfield.connect.iceberg.Lake;
import io.nearfield.jobs.render.Json;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** {@code nearfield runs rename}. */
@Command(
    name = "rename",
    description =
        "Gives the record of a run a name of your own, by which it is found from then on.",
    footerHeading = "%nExample:%n",
    footer = "  nearfield runs rename --dataset shop --run first-build --to best-build")
final class RunsRenameCommand implements Callable<Integer> {

  @ParentCommand private RunsCommand runs;

  @Mixin private DatasetChoice dataset;

  @Option(names = "--run", required = true, paramLabel = "ID", description = "Which run.")
  private String id;

  @Option(names = "--to", required = true, paramLabel = "NAME", description = "Its new name.")
  private String to;

  @Override
  public Integer call() {
    RootCommand root = runs.root();
    try (Lake lake = root.openLake()) {
      String in = dataset.in(lake);
      lake.runRecords(in).rename(id, to);
      root.console()
          .out()
          .println(
              root.json()
                  ? Json.line(Json.object("dataset", in, "run", to, "was", id))
                  : "Renamed: run " + id + " is " + to + " now");
    }
    return ExitStatus.OK;
  }
}
