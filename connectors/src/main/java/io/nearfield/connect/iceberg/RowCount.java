package io.nearfield.connect.iceberg;

import io.nearfield.connect.api.NearfieldException;
import java.io.IOException;
import java.util.List;
import java.util.OptionalLong;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotSummary;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.BaseDeleteLoader;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.io.CloseableIterable;

/**
 * How many rows a table has at a snapshot, as a reader would find them.
 *
 * <p>The figures in a snapshot's summary say it where nothing is marked as deleted. Where something
 * is, they do not: a deleted place counts on after its data file was rewritten without the row, and
 * twice if two files name it. So the delete files that still belong to a data file are read, once
 * for each such file; of its rows nothing is read.
 */
final class RowCount {

  private RowCount() {}

  /** Reads one column where rows are deleted by value, since which those are, they alone tell. */
  static long of(Table table, Snapshot snapshot) {
    return told(table, snapshot).orElseGet(() -> read(table, snapshot));
  }

  /** The same without reading rows; nothing if some are deleted by value. */
  static OptionalLong told(Table table, Snapshot snapshot) {
    if (snapshot == null) {
      return OptionalLong.of(0);
    }
    if (number(snapshot, SnapshotSummary.TOTAL_EQ_DELETES_PROP) > 0) {
      return OptionalLong.empty();
    }
    if (number(snapshot, SnapshotSummary.TOTAL_DELETE_FILES_PROP) == 0) {
      return OptionalLong.of(number(snapshot, SnapshotSummary.TOTAL_RECORDS_PROP));
    }
    long rows = 0;
    BaseDeleteLoader loader = new BaseDeleteLoader(file -> table.io().newInputFile(file));
    try (CloseableIterable<FileScanTask> tasks =
        table.newScan().useSnapshot(snapshot.snapshotId()).planFiles()) {
      for (FileScanTask task : tasks) {
        rows += task.file().recordCount() - deleted(loader, task);
      }
    } catch (IOException e) {
      throw unreadable(table, e);
    }
    return OptionalLong.of(rows);
  }

  private static long deleted(BaseDeleteLoader loader, FileScanTask task) {
    List<DeleteFile> deletes = task.deletes();
    return deletes.isEmpty()
        ? 0
        : loader.loadPositionDeletes(deletes, task.file().location()).cardinality();
  }

  private static long read(Table table, Snapshot snapshot) {
    long rows = 0;
    String column = table.schema().columns().get(0).name();
    try (CloseableIterable<Record> found =
        IcebergGenerics.read(table).useSnapshot(snapshot.snapshotId()).select(column).build()) {
      for (Record ignored : found) {
        rows++;
      }
    } catch (IOException e) {
      throw unreadable(table, e);
    }
    return rows;
  }

  private static long number(Snapshot snapshot, String property) {
    return Long.parseLong(snapshot.summary().getOrDefault(property, "0"));
  }

  private static NearfieldException unreadable(Table table, IOException e) {
    return new NearfieldException(
        "Cannot count the rows of table " + table.name() + ": " + e.getMessage(), e);
  }
}
