package io.nearfield.jobs.render;

import io.nearfield.connect.api.Run;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The record of a run for people and for scripts. */
public final class RunView {

  private RunView() {}

  public static Table table(List<Run> runs) {
    Table table =
        new Table()
            .column("run", Table.Kind.NAME)
            .column("started", Table.Kind.NAME)
            .column("took", Table.Kind.NUMBER)
            .column("type", Table.Kind.NAME)
            .column("target", Table.Kind.NAME)
            .column("state", Table.Kind.NAME)
            .column("figures", Table.Kind.TEXT);
    for (Run run : runs) {
      table.row(
          run.id(),
          run.startedAt().truncatedTo(ChronoUnit.SECONDS).toString(),
          took(run),
          run.type(),
          run.target(),
          run.state(),
          run.message() == null ? figures(run) : run.message());
    }
    return table;
  }

  /** Everything, a line each. */
  public static List<String> lines(Run run) {
    List<String> lines = new ArrayList<>();
    lines.add("%s: %s of %s, %s".formatted(run.id(), run.type(), run.target(), run.state()));
    lines.add(
        "Began %s, took %s".formatted(run.startedAt().truncatedTo(ChronoUnit.SECONDS), took(run)));
    if (run.message() != null) {
      lines.add(run.message());
    }
    new TreeMap<>(run.config()).forEach((name, value) -> lines.add("  " + name + " = " + value));
    new TreeMap<>(run.figures())
        .forEach((name, value) -> lines.add("  " + name + ": " + Figures.number(value)));
    return lines;
  }

  public static Map<String, Object> json(Run run) {
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

  private static String took(Run run) {
    return Figures.duration(Duration.between(run.startedAt(), run.finishedAt()));
  }

  private static String figures(Run run) {
    return new TreeMap<>(run.figures())
        .entrySet().stream()
            .map(figure -> figure.getKey() + " " + Figures.number(figure.getValue()))
            .collect(Collectors.joining(", "));
  }
}
