package io.nearfield.spark.build;

import org.apache.iceberg.DataOperations;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.util.SnapshotUtil;

/** What a table's snapshots tell about the time between two of them. */
final class TableHistory {

  private TableHistory() {}

  /** Whether nothing but new rows came to a table from one snapshot to a later one. */
  static boolean onlyGrew(Table table, long from, long to) {
    if (from == to) {
      return true;
    }
    if (table.snapshot(from) == null
        || table.snapshot(to) == null
        || !SnapshotUtil.isAncestorOf(table, to, from)) {
      return false;
    }
    for (Snapshot snapshot : SnapshotUtil.ancestorsBetween(table, to, from)) {
      if (!DataOperations.APPEND.equals(snapshot.operation())) {
        return false;
      }
    }
    return true;
  }
}
