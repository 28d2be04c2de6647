package io.nearfield.spark.maintain;

import io.nearfield.connect.api.NearfieldException;
import io.nearfield.connect.api.Progress;
import io.nearfield.connect.iceberg.Lake;
import io.nearfield.spark.maintain.MaintainReport.TableReport;
import io.nearfield.spark.run.RunRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.iceberg.Table;
import org.apache.spark.sql.SparkSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Compacts the tables of a dataset and frees the disk of what nobody will read: small data files,
 * rows that delete files hide, old snapshots, files of no snapshot. No row changes, and it may run
 * while a live job, an ingest, an embed or a build commits: where one of them is faster, that part
 * is left for the next run.
 *
 * <pre>{@code
 * MaintainReport report =
 *     new MaintainAction(spark, lake, Progress.SILENT).run(MaintainOptions.of("shop"));
 * }</pre>
 */
public final class MaintainAction {

  private static final Logger LOG = LoggerFactory.getLogger(MaintainAction.class);

  private final SparkSession spark;
  private final Lake lake;
  private final Progress progress;

  public MaintainAction(SparkSession spark, Lake lake, Progress progress) {
    this.spark = spark;
    this.lake = lake;
    this.progress = progress;
  }

  /**
   * Maintains, and records the run unless it is a dry one.
   *
   * @throws NearfieldException if the dataset or a table is not there
   */
  public MaintainReport run(MaintainOptions options) {
    lake.requireDataset(options.dataset());
    if (options.dryRun()) {
      return maintain(options);
    }
    return new RunRecord(
            lake, options.dataset(), "maintain", String.join(",", options.tables()), words(options))
        .of(
            () -> maintain(options),
            report ->
                Map.of(
                    "tables", (double) report.tables().size(),
                    "rewritten-files", (double) report.rewrittenFiles(),
                    "expired-snapshots", (double) report.expiredSnapshots(),
                    "orphans", (double) report.orphans(),
                    "undone", (double) report.undone(),
                    "seconds", report.seconds()));
  }

  private static Map<String, String> words(MaintainOptions options) {
    Map<String, String> words = new HashMap<>();
    words.put("target-size", Long.toString(options.targetBytes()));
    words.put("max-delete-files", Integer.toString(options.mostDeleteFiles()));
    words.put("older-than", options.snapshotsOlderThan().toString());
    words.put("orphans-older-than", options.orphansOlderThan().toString());
    return words;
  }

  private MaintainReport maintain(MaintainOptions options) {
    Instant started = Instant.now();
    List<String> names =
        options.tables().isEmpty() ? lake.tables(options.dataset()) : options.tables();
    List<TableReport> reports = new ArrayList<>();
    progress.begin("maintaining tables", names.size());
    for (String name : names) {
      reports.add(maintain(lake.table(options.dataset(), name), name, options, started));
      progress.at(reports.size());
    }
    progress.end(reports.size() + " tables");
    return new MaintainReport(
        options.dryRun(), reports, Duration.between(started, Instant.now()).toMillis() / 1000.0);
  }

  private TableReport maintain(Table table, String name, MaintainOptions options, Instant now) {
    MaintainTable one = new MaintainTable(spark, table, options, now);
    TableHealth before = TableHealth.of(table, options);
    if (options.dryRun()) {
      return new TableReport(
          name,
          before,
          before,
          Math.max(before.smallFiles() < 5 ? 0 : before.smallFiles(), before.burdenedFiles()),
          one.expirable().size(),
          one.orphans(),
          null);
    }
    Steps steps = new Steps(name);
    long[] rewritten = new long[1];
    if (table.currentSnapshot() != null) {
      steps.tryTo("compact", () -> rewritten[0] = one.compact());
      if (before.positionDeletes() > 0) {
        steps.tryTo("compact deletes of", one::compactDeletes);
      }
      table.refresh();
    }
    long[] expired = new long[1];
    steps.tryTo(
        "expire snapshots of",
        () -> {
          Set<Long> old = one.expirable();
          if (!old.isEmpty()) {
            one.expire(old);
            expired[0] = old.size();
          }
        });
    long[] orphans = new long[1];
    steps.tryTo("delete strays of", () -> orphans[0] = one.orphans());
    table.refresh();
    return new TableReport(
        name,
        before,
        TableHealth.of(table, options),
        rewritten[0],
        expired[0],
        orphans[0],
        steps.failure);
  }

  /** Steps that do not depend on each other: one that others outran leaves the rest to be done. */
  private static final class Steps {
    private final String table;
    private String failure;

    Steps(String table) {
      this.table = table;
    }

    void tryTo(String what, Runnable step) {
      try {
        step.run();
      } catch (RuntimeException e) {
        LOG.warn("Cannot {} table {} now", what, table, e);
        failure = "Cannot " + what + " table '" + table + "' now: " + e.getMessage();
      }
    }
  }
}
