package io.nearfield.jobs.cli;

import io.nearfield.connect.api.DeadLetter;
import io.nearfield.connect.iceberg.Lake;
import io.nearfield.jobs.render.Figures;
import io.nearfield.jobs.render.Json;
import io.nearfield.jobs.render.Table;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** {@code nearfield dead-letters}. */
@Command(
    name = "dead-letters",
    description = "Shows the inputs that were refused, where they came from and why, newest first.",
    footerHeading = "%nExample:%n",
    footer = {
      "  nearfield dead-letters --dataset shop --stage ingest --limit 5",
      "",
      "What the live job refuses is not in the tables: read the Kafka topic",
      "nearfield.DATASET.INDEX.dead-letters."
    })
final class DeadLettersCommand implements Callable<Integer> {

  /** Who writes dead letters into the table. */
  enum Stage {
    INGEST,
    EMBED,
    FEATURES
  }

  @ParentCommand private RootCommand root;

  @Option(names = "--dataset", required = true, paramLabel = "NAME", description = "Which dataset.")
  private String dataset;

  @Option(
      names = "--stage",
      paramLabel = "STAGE",
      description = "Only those of this stage: ingest, embed or features.")
  private Stage stage;

  @Option(
      names = "--limit",
      paramLabel = "N",
      defaultValue = "50",
      description = "How many at most. Default: ${DEFAULT-VALUE}.")
  private int limit;

  @Override
  public Integer call() {
    Numbers.requireAtLeast(1, limit, "show " + limit + " dead letters", "--limit");
    try (Lake lake = root.openLake()) {
      lake.requireDataset(dataset);
      List<DeadLetter> all =
          lake.deadLetters(dataset).stream()
              .filter(letter -> stage == null || stage.name().equalsIgnoreCase(letter.stage()))
              .sorted(Comparator.comparing(DeadLetter::at).reversed())
              .toList();
      List<DeadLetter> shown = all.stream().limit(limit).toList();
      if (root.json()) {
        shown.forEach(letter -> root.console().out().println(Json.line(json(letter))));
        return ExitStatus.OK;
      }
      if (all.isEmpty()) {
        root.console()
            .err()
            .println(
                "Nothing was refused in "
                    + dataset
                    + (stage == null ? "" : " at stage " + stage.name().toLowerCase(Locale.ROOT)));
        return ExitStatus.OK;
      }
      root.console().printWhole(table(shown));
      if (shown.size() < all.size()) {
        root.console()
            .err()
            .println(
                Figures.count(all.size() - shown.size())
                    + " more: nearfield dead-letters --limit N");
      }
    }
    return ExitStatus.OK;
  }

  private static Table table(List<DeadLetter> letters) {
    Table table =
        new Table()
            .column("at", Table.Kind.NAME)
            .column("stage", Table.Kind.NAME)
            .column("reason", Table.Kind.NAME)
            .column("source", Table.Kind.NAME)
            .column("message", Table.Kind.TEXT);
    for (DeadLetter letter : letters) {
      table.row(
          letter.at().truncatedTo(ChronoUnit.SECONDS).toString(),
          letter.stage(),
          letter.reason(),
          letter.source(),
          letter.message());
    }
    return table;
  }

  private static Object json(DeadLetter letter) {
    return Json.object(
        "at", letter.at(),
        "stage", letter.stage(),
        "source", letter.source(),
        "id", letter.entityId(),
        "reason", letter.reason(),
        "message", letter.message(),
        "attempts", letter.attempts());
  }
}
