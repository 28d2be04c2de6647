package io.nearfield.connect.iceberg;

import io.nearfield.connect.api.NearfieldException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.OverwriteFiles;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.SortOrder;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.exceptions.ValidationException;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.io.CloseableIterable;

/**
 * A small table of a dataset with one row for each name, each a file of its own, so that one is put
 * in place of another, or taken away, in one commit. Thread-safe.
 */
final class NamedRows {

  static final String NAME = "name";

  private final LakeCatalog catalog;
  private final String dataset;
  private final String table;
  private final Schema columns;

  /**
   * @param columns with a string called {@value #NAME}
   */
  NamedRows(LakeCatalog catalog, String dataset, String table, Schema columns) {
    this.catalog = catalog;
    this.dataset = dataset;
    this.table = table;
    this.columns = columns;
  }

  List<Record> all() {
    List<Record> rows = read(Expressions.alwaysTrue());
    rows.sort(Comparator.comparing(row -> (String) row.getField(NAME)));
    return rows;
  }

  Optional<Record> find(String name) {
    return read(called(name)).stream().findFirst();
  }

  /**
   * Writes a row.
   *
   * @param replace whether a row of the same name gives way
   * @return false if one is there and does not
   */
  boolean put(Record row, boolean replace) {
    Table rows =
        catalog.loadOrCreate(
            dataset,
            table,
            columns,
            PartitionSpec.builderFor(columns).identity(NAME).build(),
            SortOrder.unsorted(),
            properties());
    String name = (String) row.getField(NAME);
    boolean[] done = new boolean[1];
    CommitRetry.run(
        "save '" + name + "' in table " + table + " of dataset '" + dataset + "'",
        () -> {
          rows.refresh();
          done[0] = replace || find(name).isEmpty();
          if (done[0]) {
            DataFile file = RowFiles.write(rows, List.of(row).iterator());
            commit(rows, name, rows.newOverwrite().addFile(file), file);
          }
        });
    return done[0];
  }

  /** Takes the row away; false if it is not there. */
  boolean remove(String name) {
    if (find(name).isEmpty()) {
      return false;
    }
    Table rows = catalog.load(dataset, table);
    CommitRetry.run(
        "delete '" + name + "' from table " + table + " of dataset '" + dataset + "'",
        () -> {
          rows.refresh();
          commit(rows, name, rows.newOverwrite(), null);
        });
    return true;
  }

  private static void commit(Table rows, String name, OverwriteFiles change, DataFile written) {
    change
        .overwriteByRowFilter(called(name))
        .conflictDetectionFilter(called(name))
        .validateNoConflictingData()
        .validateNoConflictingDeletes();
    if (rows.currentSnapshot() != null) {
      change.validateFromSnapshot(rows.currentSnapshot().snapshotId());
    }
    try {
      change.commit();
    } catch (ValidationException e) {
      if (written != null) {
        rows.io().deleteFile(written.location());
      }
      throw new CommitFailedException(e, "%s", e.getMessage());
    }
  }

  private List<Record> read(Expression where) {
    List<Record> found = new ArrayList<>();
    Table rows = catalog.find(dataset, table).orElse(null);
    if (rows == null) {
      return found;
    }
    try (CloseableIterable<Record> records = IcebergGenerics.read(rows).where(where).build()) {
      records.forEach(found::add);
    } catch (IOException e) {
      throw new NearfieldException("Cannot read table " + rows.name() + ": " + e.getMessage(), e);
    }
    return found;
  }

  private static Expression called(String name) {
    return Expressions.equal(NAME, name);
  }

  private static Map<String, String> properties() {
    return Schemas.plain();
  }
}
