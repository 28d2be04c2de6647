package io.nearfield.jobs.cli;

import io.nearfield.connect.api.Run;
import io.nearfield.connect.iceberg.Lake;
import io.nearfield.jobs.render.Json;
import io.nearfield.jobs.render.RunView;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code nearfield runs}. */
@Command(
    name = "runs",
    description =
        "Shows what was run over a dataset, newest first; or shows, renames or deletes the record of"
            + " one run.",
    synopsisSubcommandLabel = "[COMMAND]",
    subcommands = {RunsShowCommand.class, RunsRenameCommand.class, RunsDeleteCommand.class},
    footerHeading = "%nExamples:%n",
    footer = {
      "  nearfield runs --dataset shop --limit 5",
      "  nearfield runs --dataset shop --type build --state FAILED",
      "  nearfield runs show --dataset shop --run first-build"
    })
final class RunsCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @ParentCommand private RootCommand root;

  @Option(names = "--dataset", paramLabel = "NAME", description = "Which dataset. Required.")
  private String dataset;

  @Option(
      names = "--type",
      paramLabel = "TYPE",
      description = "Only runs of this type: ingest, embed, build, ...")
  private String type;

  @Option(
      names = "--state",
      paramLabel = "STATE",
      description = "Only runs that ended so: SUCCEEDED or FAILED.")
  private String state;

  @Option(
      names = "--limit",
      paramLabel = "N",
      defaultValue = "20",
      description = "How many at most. Default: ${DEFAULT-VALUE}.")
  private int limit;

  @Override
  public Integer call() {
    if (dataset == null) {
      throw new ParameterException(spec.commandLine(), "Missing required option: '--dataset=NAME'");
    }
    Numbers.requireAtLeast(1, limit, "show " + limit + " runs", "--limit");
    try (Lake lake = root.openLake()) {
      lake.requireDataset(dataset);
      List<Run> runs =
          lake.runs(dataset).stream()
              .filter(run -> type == null || type.equalsIgnoreCase(run.type()))
              .filter(run -> state == null || state.equalsIgnoreCase(run.state()))
              .sorted(Comparator.comparing(Run::startedAt).reversed())
              .limit(limit)
              .toList();
      if (root.json()) {
        runs.forEach(run -> root.console().out().println(Json.line(RunView.json(run))));
      } else if (runs.isEmpty()) {
        root.console().err().println("No runs over " + dataset + " yet");
      } else {
        root.console().printWhole(RunView.table(runs));
      }
    }
    return ExitStatus.OK;
  }

  RootCommand root() {
    return root;
  }
}
