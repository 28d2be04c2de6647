package io.nearfield.connect.iceberg;

import io.nearfield.connect.api.NearfieldException;
import java.io.IOException;
import java.util.OptionalLong;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotSummary;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.io.CloseableIterable;

/** How many rows a table has. */
final class RowCount {

  private RowCount() {}

  /** Of a snapshot, by its summary; reads one column where equality deletes hide that. */
  static long of(Table table, Snapshot snapshot) {
    return told(snapshot).orElseGet(() -> read(table, snapshot));
  }

  /** What the summary tells: nothing if there are equality deletes, which hide any number. */
  static OptionalLong told(Snapshot snapshot) {
    if (snapshot == null) {
      return OptionalLong.of(0);
    }
    return number(snapshot, SnapshotSummary.TOTAL_EQ_DELETES_PROP) > 0
        ? OptionalLong.empty()
        : OptionalLong.of(
            number(snapshot, SnapshotSummary.TOTAL_RECORDS_PROP)
                - number(snapshot, SnapshotSummary.TOTAL_POS_DELETES_PROP));
  }

  private static long read(Table table, Snapshot snapshot) {
    long rows = 0;
    try (CloseableIterable<Record> all =
        IcebergGenerics.read(table)
            .useSnapshot(snapshot.snapshotId())
            .select(table.schema().columns().get(0).name())
            .build()) {
      for (Record ignored : all) {
        rows++;
      }
      return rows;
    } catch (IOException e) {
      throw new NearfieldException(
          "Cannot count the rows of table " + table.name() + ": " + e.getMessage(), e);
    }
  }

  private static long number(Snapshot snapshot, String property) {
    return Long.parseLong(snapshot.summary().getOrDefault(property, "0"));
  }
}
