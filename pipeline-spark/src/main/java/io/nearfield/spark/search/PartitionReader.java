package io.nearfield.spark.search;

import io.nearfield.connect.iceberg.IndexTable;
import io.nearfield.connect.iceberg.Lake;
import io.nearfield.index.TrainedIndex;
import io.nearfield.index.format.VectorBytes;
import io.nearfield.index.search.PartitionIndex;
import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.iceberg.SerializableTable;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.io.CloseableIterable;

/**
 * Opens one index partition of one generation inside a task, from the table's files. It carries the
 * table's metadata as of its making, so that tasks need no catalog and all see one snapshot.
 *
 * <p>Serializable; a task holds as much memory as the entries of the partition that it opens.
 */
public final class PartitionReader implements Serializable {

  private static final long serialVersionUID = 1L;

  private final Table table;
  private final long generation;
  private final Set<String> attributes;

  private PartitionReader(Table table, long generation, Set<String> attributes) {
    this.table = table;
    this.generation = generation;
    this.attributes = attributes;
  }

  /**
   * A reader of a generation.
   *
   * @param attributes the filter columns that lookups need; the others are not read
   */
  public static PartitionReader of(
      Lake lake, IndexTable index, long generation, Set<String> attributes) {
    Table table = lake.table(index.ref().dataset(), index.tableName());
    table.refresh();
    return new PartitionReader(SerializableTable.copyOf(table), generation, Set.copyOf(attributes));
  }

  /** Reads a partition's entries into memory. */
  public PartitionIndex<Map<String, Object>> open(TrainedIndex trained, int partition) {
    PartitionIndex<Map<String, Object>> index = new PartitionIndex<>(trained);
    List<String> columns = new ArrayList<>(List.of("cell", "entity_id", "code", "vector"));
    attributes.forEach(name -> columns.add(IndexTable.column(name)));
    try (CloseableIterable<Record> rows =
        IcebergGenerics.read(table)
            .where(
                Expressions.and(
                    Expressions.equal("generation", generation),
                    Expressions.equal("partition", partition)))
            .select(columns.toArray(String[]::new))
            .build()) {
      for (Record row : rows) {
        index.upsert(
            (String) row.getField("entity_id"),
            (Integer) row.getField("cell"),
            bytes((ByteBuffer) row.getField("code")),
            VectorBytes.fromBytes(bytes((ByteBuffer) row.getField("vector"))),
            attributes(row));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(
          "Cannot read partition " + partition + " of " + table.name(), e);
    }
    return index;
  }

  private Map<String, Object> attributes(Record row) {
    Map<String, Object> values = new HashMap<>();
    for (String name : attributes) {
      Object value = row.getField(IndexTable.column(name));
      if (value instanceof OffsetDateTime time) {
        value = time.toInstant();
      } else if (value instanceof LocalDateTime time) {
        value = time.toInstant(ZoneOffset.UTC);
      }
      if (value != null) {
        values.put(name, value);
      }
    }
    return values;
  }

  private static byte[] bytes(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.remaining()];
    buffer.duplicate().get(bytes);
    return bytes;
  }

  /** A value as Spark's row encoder takes it. */
  static Object toSpark(Object value) {
    return value instanceof Instant instant ? java.sql.Timestamp.from(instant) : value;
  }
}
