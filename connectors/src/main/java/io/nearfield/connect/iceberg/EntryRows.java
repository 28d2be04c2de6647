package io.nearfield.connect.iceberg;

import io.nearfield.connect.api.AttributeType;
import io.nearfield.connect.api.IndexEntry;
import io.nearfield.connect.api.NearfieldException;
import io.nearfield.index.format.CorruptIndexException;
import io.nearfield.index.format.VectorBytes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableScan;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.types.Types;

/** Reads the rows of an index table; only the wanted partitions and columns are touched. */
final class EntryRows {

  private EntryRows() {}

  /** The types of filter columns, as the table has them by now. */
  static Map<String, AttributeType> types(Table table, List<String> filterColumns) {
    Map<String, AttributeType> types = new LinkedHashMap<>();
    for (String name : filterColumns) {
      Types.NestedField field = table.schema().findField(IndexTable.column(name));
      if (field != null) {
        Columns.type(field.type()).ifPresent(type -> types.put(name, type));
      }
    }
    return types;
  }

  /** Of the snapshot with this id, or of the current one for -1. */
  static CloseableIterable<IndexEntry> entries(
      Table table, long snapshot, List<String> filterColumns, long generation, int partition) {
    return read(
        table,
        snapshot,
        filterColumns,
        Expressions.and(
            Expressions.equal("generation", generation),
            Expressions.equal("partition", partition)));
  }

  static CloseableIterable<EntryLocation> locations(Table table, long snapshot, long generation) {
    return locations(table, snapshot, Expressions.equal("generation", generation));
  }

  /** How many rows a generation has, from the metadata alone. */
  static long count(Table table, long snapshot, long generation) {
    TableScan scan = table.newScan().filter(Expressions.equal("generation", generation));
    try (CloseableIterable<FileScanTask> files =
        (snapshot < 0 ? scan : scan.useSnapshot(snapshot)).planFiles()) {
      long rows = 0;
      for (FileScanTask file : files) {
        rows += file.file().recordCount();
      }
      return rows;
    } catch (IOException e) {
      throw new NearfieldException(
          "Cannot list the files of table " + table.name() + ": " + e.getMessage(), e);
    }
  }

  static Optional<IndexEntry> entry(
      Table table, List<String> filterColumns, long generation, String entityId) {
    return entry(table, -1, filterColumns, Expressions.equal("generation", generation), entityId);
  }

  static Optional<IndexEntry> entry(
      Table table,
      long snapshot,
      List<String> filterColumns,
      long generation,
      int partition,
      String entityId) {
    return entry(
        table,
        snapshot,
        filterColumns,
        Expressions.and(
            Expressions.equal("generation", generation), Expressions.equal("partition", partition)),
        entityId);
  }

  /** First finds the row by its small columns, then reads the one cell it lies in. */
  private static Optional<IndexEntry> entry(
      Table table, long snapshot, List<String> filterColumns, Expression where, String entityId) {
    Expression byId = Expressions.and(where, Expressions.equal("entity_id", entityId));
    Optional<EntryLocation> location = first(table, locations(table, snapshot, byId));
    return location.flatMap(
        at ->
            first(
                table,
                read(
                    table,
                    snapshot,
                    filterColumns,
                    Expressions.and(
                        byId,
                        Expressions.equal("partition", at.partition()),
                        Expressions.equal("cell", at.cell())))));
  }

  /** The same for several ids at once; those that are not there are missing. */
  static List<IndexEntry> entries(
      Table table, List<String> filterColumns, long generation, Collection<String> entityIds) {
    Expression byIds =
        Expressions.and(
            Expressions.equal("generation", generation),
            Expressions.in("entity_id", entityIds.toArray()));
    Set<Integer> partitions = new HashSet<>();
    Set<Integer> cells = new HashSet<>();
    for (EntryLocation at : all(table, locations(table, -1, byIds))) {
      partitions.add(at.partition());
      cells.add(at.cell());
    }
    if (cells.isEmpty()) {
      return List.of();
    }
    return all(
        table,
        read(
            table,
            -1,
            filterColumns,
            Expressions.and(
                byIds,
                Expressions.in("partition", partitions.toArray()),
                Expressions.in("cell", cells.toArray()))));
  }

  private static CloseableIterable<EntryLocation> locations(
      Table table, long snapshot, Expression where) {
    IcebergGenerics.ScanBuilder scan =
        IcebergGenerics.read(table).where(where).select("entity_id", "cell", "partition");
    return CloseableIterable.transform(
        (snapshot < 0 ? scan : scan.useSnapshot(snapshot)).build(),
        row ->
            new EntryLocation(
                (String) row.getField("entity_id"),
                (Integer) row.getField("cell"),
                (Integer) row.getField("partition")));
  }

  private static CloseableIterable<IndexEntry> read(
      Table table, long snapshot, List<String> filterColumns, Expression where) {
    List<String> columns = new ArrayList<>(List.of("cell", "entity_id", "code", "vector"));
    Map<String, String> columnOf = new LinkedHashMap<>();
    for (String name : types(table, filterColumns).keySet()) {
      columnOf.put(name, IndexTable.column(name));
    }
    columns.addAll(columnOf.values());
    IcebergGenerics.ScanBuilder scan = IcebergGenerics.read(table).where(where).select(columns);
    return CloseableIterable.transform(
        (snapshot < 0 ? scan : scan.useSnapshot(snapshot)).build(),
        row -> entry(table, row, columnOf));
  }

  private static IndexEntry entry(Table table, Record row, Map<String, String> columnOf) {
    String entityId = (String) row.getField("entity_id");
    Integer cell = (Integer) row.getField("cell");
    byte[] vector = bytes(row.getField("vector"));
    byte[] code = bytes(row.getField("code"));
    if (entityId == null || cell == null || vector == null || code == null) {
      throw new NearfieldException(
          "Cannot read an entry of table "
              + table.name()
              + ": entity_id, cell, code or vector is null (entity '"
              + entityId
              + "')");
    }
    Map<String, Object> attributes = new HashMap<>();
    columnOf.forEach(
        (name, column) -> {
          Object value = Columns.fromRecord(row.getField(column));
          if (value != null) {
            attributes.put(name, value);
          }
        });
    return new IndexEntry(cell, entityId, code, floats(table, entityId, vector), attributes);
  }

  private static float[] floats(Table table, String entityId, byte[] vector) {
    try {
      return VectorBytes.fromBytes(vector);
    } catch (CorruptIndexException e) {
      throw new NearfieldException(
          "Cannot read entry '"
              + entityId
              + "' of table "
              + table.name()
              + ": "
              + e.getMessage()
              + "; roll back to another generation or build the index again",
          e);
    }
  }

  private static byte[] bytes(Object value) {
    if (value instanceof ByteBuffer buffer) {
      byte[] bytes = new byte[buffer.remaining()];
      buffer.duplicate().get(bytes);
      return bytes;
    }
    return (byte[]) value;
  }

  private static <T> List<T> all(Table table, CloseableIterable<T> rows) {
    try (rows) {
      List<T> all = new ArrayList<>();
      rows.forEach(all::add);
      return all;
    } catch (IOException e) {
      throw new NearfieldException("Cannot read table " + table.name() + ": " + e.getMessage(), e);
    }
  }

  private static <T> Optional<T> first(Table table, CloseableIterable<T> rows) {
    try (rows) {
      for (T row : rows) {
        return Optional.of(row);
      }
      return Optional.empty();
    } catch (IOException e) {
      throw new NearfieldException("Cannot read table " + table.name() + ": " + e.getMessage(), e);
    }
  }
}
