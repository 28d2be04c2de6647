package io.nearfield.jobs.render;

import io.nearfield.spark.maintain.MaintainReport;
import io.nearfield.spark.maintain.MaintainReport.TableReport;
import io.nearfield.spark.maintain.TableHealth;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What maintenance did, or would do. */
public final class MaintainView {

  private MaintainView() {}

  /** A row for each table that had or has anything in it, and a line for all. */
  public static List<String> lines(MaintainReport report, int width) {
    Table table =
        new Table()
            .column("table", Table.Kind.NAME)
            .column("files", Table.Kind.NUMBER)
            .column("delete files", Table.Kind.NUMBER)
            .column("snapshots", Table.Kind.NUMBER)
            .column("rewritten", Table.Kind.NUMBER)
            .column("expired", Table.Kind.NUMBER)
            .column("strays", Table.Kind.NUMBER);
    for (TableReport one : report.tables()) {
      table.row(
          one.table(),
          change(one.before().dataFiles(), one.after().dataFiles()),
          change(deletes(one.before()), deletes(one.after())),
          change(one.before().snapshots(), one.after().snapshots()),
          Figures.count(one.rewrittenFiles()),
          Figures.count(one.expiredSnapshots()),
          Figures.count(one.orphans()));
    }
    List<String> lines = new ArrayList<>(table.lines(width));
    lines.add(
        "%s: %s, %s, %s"
            .formatted(
                report.dryRun() ? "Would be rewritten and deleted" : "Rewritten and deleted",
                Figures.count(report.rewrittenFiles(), "file"),
                Figures.count(report.expiredSnapshots(), "snapshot"),
                Figures.count(report.orphans(), "stray file")));
    return lines;
  }

  /** The same for programs. */
  public static Map<String, Object> json(String dataset, MaintainReport report) {
    return Json.object(
        "dataset", dataset,
        "dryRun", report.dryRun(),
        "tables", report.tables().stream().map(MaintainView::json).toList(),
        "seconds", report.seconds());
  }

  private static Map<String, Object> json(TableReport report) {
    return Json.object(
        "table", report.table(),
        "before", json(report.before()),
        "after", json(report.after()),
        "rewrittenFiles", report.rewrittenFiles(),
        "expiredSnapshots", report.expiredSnapshots(),
        "orphans", report.orphans(),
        "failure", report.failure());
  }

  private static Map<String, Object> json(TableHealth health) {
    return Json.object(
        "dataFiles", health.dataFiles(),
        "smallFiles", health.smallFiles(),
        "bytes", health.bytes(),
        "positionDeleteFiles", health.positionDeletes(),
        "equalityDeleteFiles", health.equalityDeletes(),
        "snapshots", health.snapshots());
  }

  private static long deletes(TableHealth health) {
    return health.positionDeletes() + health.equalityDeletes();
  }

  private static String change(long before, long after) {
    return before == after
        ? Figures.count(before)
        : Figures.count(before) + " > " + Figures.count(after);
  }
}
