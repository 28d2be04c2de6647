package io.nearfield.jobs.cli;

import io.nearfield.jobs.render.Json;
import io.nearfield.jobs.render.MaintainView;
import io.nearfield.jobs.spark.SparkSteps;
import io.nearfield.spark.maintain.MaintainOptions;
import io.nearfield.spark.maintain.MaintainReport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** {@code nearfield maintain}. */
@Command(
    name = "maintain",
    description =
        "Compacts the tables of a dataset and frees the disk: small files, rows that delete files"
            + " hide, old snapshots, files of no snapshot. May run while a live job and other"
            + " commands write.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  nearfield maintain --dataset shop --dry-run",
      "  nearfield maintain --dataset shop",
      "  nearfield maintain --dataset shop --table index_products --max-delete-files 0"
    })
final class MaintainCommand implements Callable<Integer> {

  @ParentCommand private RootCommand root;

  @Option(names = "--dataset", required = true, paramLabel = "NAME", description = "Whose tables.")
  private String dataset;

  @Option(
      names = "--table",
      paramLabel = "TABLE",
      description = "This table alone, such as features_titles; may be repeated. Default: all.")
  private List<String> tables = new ArrayList<>();

  @Option(
      names = "--target-size",
      paramLabel = "SIZE",
      defaultValue = "128m",
      converter = SizeConverter.class,
      description = "The size that data files are to have. Default: ${DEFAULT-VALUE}.")
  private long targetSize;

  @Option(
      names = "--max-delete-files",
      paramLabel = "N",
      defaultValue = "8",
      description =
          "A data file that more delete files concern is written anew without the rows they hide."
              + " Default: ${DEFAULT-VALUE}.")
  private int mostDeleteFiles;

  @Option(
      names = "--older-than",
      paramLabel = "AGE",
      defaultValue = "5d",
      converter = AgeConverter.class,
      description =
          "Snapshots older than this go, such as 12h or 7d; whoever still reads one fails."
              + " Default: ${DEFAULT-VALUE}.")
  private Duration olderThan;

  @Option(
      names = "--orphans-older-than",
      paramLabel = "AGE",
      defaultValue = "3d",
      converter = AgeConverter.class,
      description =
          "Files of no snapshot go when they are older, at least 1d; younger ones may belong to a"
              + " writer that has not committed. Default: ${DEFAULT-VALUE}.")
  private Duration orphansOlderThan;

  @Option(names = "--dry-run", description = "Only says what would be done.")
  private boolean dryRun;

  @Override
  public Integer call() {
    MaintainOptions options =
        MaintainOptions.of(dataset)
            .withTables(tables)
            .rewriting(targetSize, mostDeleteFiles)
            .expiring(olderThan, orphansOlderThan);
    MaintainReport report;
    try (SparkSteps steps = SparkSteps.open(root.lakeOptions(), root.console().progress())) {
      report = steps.maintain(dryRun ? options.dry() : options);
    }
    if (root.json()) {
      root.console().out().println(Json.line(MaintainView.json(dataset, report)));
    } else {
      MaintainView.lines(report, root.console().width()).forEach(root.console().out()::println);
    }
    report.tables().stream()
        .filter(table -> table.failure() != null)
        .forEach(table -> root.console().err().println("nearfield: " + table.failure()));
    return report.undone() == 0 ? ExitStatus.OK : ExitStatus.FAILURE;
  }
}
