package io.nearfield.jobs.cli;

import io.nearfield.connect.api.Run;
import io.nearfield.connect.iceberg.Lake;
import io.nearfield.jobs.render.Figures;
import io.nearfield.jobs.render.Json;
import io.nearfield.jobs.render.Table;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** {@code nearfield runs}. */
@Command(
    name = "runs",
    description = "Shows what was run over a dataset, newest first.",
    footerHeading = "%nExample:%n",
    footer = "  nearfield runs --dataset shop --limit 5")
final class RunsCommand implements Callable<Integer> {

  @ParentCommand private RootCommand root;

  @Option(names = "--dataset", required = true, paramLabel = "NAME", description = "Which dataset.")
  private String dataset;

  @Option(
      names = "--limit",
      paramLabel = "N",
      defaultValue = "20",
      description = "How many at most. Default: ${DEFAULT-VALUE}.")
  private int limit;

  @Override
  public Integer call() {
    Numbers.requireAtLeast(1, limit, "show " + limit + " runs", "--limit");
    try (Lake lake = root.openLake()) {
      lake.requireDataset(dataset);
      List<Run> runs =
          lake.runs(dataset).stream()
              .sorted(Comparator.comparing(Run::startedAt).reversed())
              .limit(limit)
              .toList();
      if (root.json()) {
        runs.forEach(run -> root.console().out().println(Json.line(json(run))));
      } else if (runs.isEmpty()) {
        root.console().err().println("No runs over " + dataset + " yet");
      } else {
        root.console().printWhole(table(runs));
      }
    }
    return ExitStatus.OK;
  }

  private static Table table(List<Run> runs) {
    Table table =
        new Table()
            .column("started", Table.Kind.NAME)
            .column("took", Table.Kind.NUMBER)
            .column("type", Table.Kind.NAME)
            .column("target", Table.Kind.NAME)
            .column("state", Table.Kind.NAME)
            .column("figures", Table.Kind.TEXT);
    for (Run run : runs) {
      table.row(
          run.startedAt().truncatedTo(ChronoUnit.SECONDS).toString(),
          Figures.duration(Duration.between(run.startedAt(), run.finishedAt())),
          run.type(),
          run.target(),
          run.state(),
          run.message() == null ? figures(run) : run.message());
    }
    return table;
  }

  private static String figures(Run run) {
    return new TreeMap<>(run.figures())
        .entrySet().stream()
            .map(figure -> figure.getKey() + " " + Figures.number(figure.getValue()))
            .collect(Collectors.joining(", "));
  }

  private static Object json(Run run) {
    return Json.object(
        "id", run.id(),
        "type", run.type(),
        "target", run.target(),
        "state", run.state(),
        "config", run.config(),
        "figures", run.figures(),
        "message", run.message(),
        "startedAt", run.startedAt(),
        "finishedAt", run.finishedAt());
  }
}
