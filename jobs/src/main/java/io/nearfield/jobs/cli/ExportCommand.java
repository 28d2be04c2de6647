package io.nearfield.jobs.cli;

import io.nearfield.connect.api.IndexRef;
import io.nearfield.jobs.render.ExportView;
import io.nearfield.jobs.spark.SparkSteps;
import io.nearfield.spark.export.ExportFormat;
import io.nearfield.spark.export.ExportOptions;
import io.nearfield.spark.export.ExportOptions.Mode;
import io.nearfield.spark.export.ExportOptions.Selection;
import io.nearfield.spark.export.ExportReport;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** {@code nearfield export}. */
@Command(
    name = "export",
    description =
        "Writes items, with vectors or without, to files for others to read, at once and with a"
            + " manifest. Run again it does nothing unless something is new.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  nearfield export --dataset shop --to out/shop --format jsonl --feature-set words",
      "  nearfield export --dataset shop --to out/cheap --format csv --filter 'price < 20'",
      "  nearfield export --dataset shop --to out/words --format npy --feature-set words",
      "  nearfield export --dataset shop --to out/products --format faiss --index products",
      "  nearfield export --dataset shop --to out/nightly --format parquet --name nightly --since last",
      "",
      "With --since last each run writes what changed into a new folder below DIR: 000001, 000002, ...",
      "The first one holds everything. Exit status: 0 done or nothing new, 1 failed, 2 asked wrongly."
    })
final class ExportCommand implements Callable<Integer> {

  @ParentCommand private RootCommand root;

  @Option(names = "--dataset", required = true, paramLabel = "NAME", description = "Whose items.")
  private String dataset;

  @Option(
      names = "--to",
      required = true,
      paramLabel = "DIR",
      description = "The folder to write: a path or any Hadoop file system URI.")
  private String to;

  @Option(
      names = "--format",
      required = true,
      paramLabel = "FORMAT",
      description =
          "parquet, jsonl, csv, sheet (CSV whose texts no spreadsheet takes for formulas), npy,"
              + " fvecs or faiss.")
  private ExportFormat format;

  @Option(
      names = "--feature-set",
      paramLabel = "FS",
      split = ",",
      description = "Whose vectors go with the items; repeat for more.")
  private List<String> featureSets = new ArrayList<>();

  @Option(
      names = "--filter",
      paramLabel = "EXPR",
      description = "Only items that pass, as in 'search'. In single quotes.")
  private String filter;

  @Option(names = "--index", paramLabel = "IDX", description = "Which index, for faiss.")
  private String index;

  @Option(
      names = "--name",
      paramLabel = "NAME",
      defaultValue = "export",
      description =
          "What this export is called; runs of one name follow each other. Default:"
              + " ${DEFAULT-VALUE}.")
  private String name;

  /** What an export goes on from. */
  enum Since {
    LAST
  }

  @Option(
      names = "--since",
      paramLabel = "last",
      description = "Only what changed since the last export of this name; with what was removed.")
  private Since since;

  @Option(
      names = "--replace",
      description = "Puts all anew in place of an earlier export of this name.")
  private boolean replace;

  @Option(
      names = "--max-rows-per-file",
      paramLabel = "N",
      description = "Cuts files of parquet, jsonl and csv. Default: one file per task.")
  private Long maxRows;

  @Option(
      names = "--nothing-new-status",
      paramLabel = "N",
      defaultValue = "0",
      description =
          "The exit status if there was nothing to export, 0 to 125: 99 makes Airflow skip what"
              + " follows. Default: ${DEFAULT-VALUE}.")
  private int nothingNewStatus;

  @Override
  public Integer call() {
    if (maxRows != null) {
      Numbers.requireAtLeast(
          1, maxRows, "cut files after " + maxRows + " rows", "--max-rows-per-file");
    }
    Numbers.requireBetween(
        0, 125, nothingNewStatus, "exit with " + nothingNewStatus, "--nothing-new-status");
    if (since != null && replace) {
      throw new IllegalArgumentException(
          "Cannot export changes in place of everything: give --since or --replace");
    }
    IndexRef ref = index == null ? null : new IndexRef(dataset, bare(index));
    ExportOptions options =
        new ExportOptions(
            dataset,
            name,
            to,
            new Selection(format, featureSets, filter, ref),
            since != null ? Mode.CHANGES : replace ? Mode.REPLACE : Mode.EVERYTHING,
            maxRows == null ? 0 : maxRows);
    try (SparkSteps steps = SparkSteps.open(root.lakeOptions(), root.console().progress())) {
      ExportReport report = steps.export(options);
      ExportView.print(report, root.console(), root.json());
      return report.nothingNew() ? nothingNewStatus : ExitStatus.OK;
    }
  }

  /** An index may be named with its dataset. */
  private String bare(String given) {
    return given.startsWith(dataset + ".") ? given.substring(dataset.length() + 1) : given;
  }
}
