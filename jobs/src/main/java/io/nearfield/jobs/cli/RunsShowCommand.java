package io.nearfield.jobs.cli;

import io.nearfield.connect.api.Run;
import io.nearfield.connect.iceberg.Lake;
import io.nearfield.jobs.render.Json;
import io.nearfield.jobs.render.RunView;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** {@code nearfield runs show}. */
@Command(
    name = "show",
    description = "Shows one run: its options, figures and outcome.",
    footerHeading = "%nExample:%n",
    footer = "  nearfield runs show --dataset shop --run first-build")
final class RunsShowCommand implements Callable<Integer> {

  @ParentCommand private RunsCommand runs;

  @Mixin private DatasetChoice dataset;

  @Option(names = "--run", required = true, paramLabel = "ID", description = "Which run.")
  private String id;

  @Override
  public Integer call() {
    RootCommand root = runs.root();
    try (Lake lake = root.openLake()) {
      Run run = lake.runRecords(dataset.in(lake)).require(id);
      if (root.json()) {
        root.console().out().println(Json.line(RunView.json(run)));
      } else {
        RunView.lines(run).forEach(root.console().out()::println);
      }
    }
    return ExitStatus.OK;
  }
}
