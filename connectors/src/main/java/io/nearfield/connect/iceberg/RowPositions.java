package io.nearfield.connect.iceberg;

import io.nearfield.connect.api.NearfieldException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.apache.iceberg.MetadataColumns;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.types.Types;

/** Where rows lie: which data file, and at which place in it. */
final class RowPositions {

  private RowPositions() {}

  /** A row with its place. */
  record Placed(Record row, String file, long position) {}

  /** The rows that match, with some of their columns. */
  static List<Placed> find(Table table, Expression where, Collection<String> columns) {
    List<Types.NestedField> fields = new ArrayList<>(table.schema().select(columns).columns());
    fields.add(MetadataColumns.FILE_PATH);
    fields.add(MetadataColumns.ROW_POSITION);
    List<Placed> found = new ArrayList<>();
    try (CloseableIterable<Record> rows =
        IcebergGenerics.read(table).where(where).project(new Schema(fields)).build()) {
      for (Record row : rows) {
        found.add(
            new Placed(
                row,
                row.getField(MetadataColumns.FILE_PATH.name()).toString(),
                (Long) row.getField(MetadataColumns.ROW_POSITION.name())));
      }
    } catch (IOException e) {
      throw new NearfieldException("Cannot read table " + table.name() + ": " + e.getMessage(), e);
    }
    return found;
  }
}
