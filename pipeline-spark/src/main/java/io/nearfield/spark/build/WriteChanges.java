package io.nearfield.spark.build;

import static org.apache.spark.sql.functions.col;

import io.nearfield.connect.api.IndexEntry;
import io.nearfield.connect.iceberg.EntryFiles;
import io.nearfield.connect.iceberg.EntryWriter;
import io.nearfield.connect.iceberg.IndexTable;
import io.nearfield.index.format.VectorBytes;
import java.sql.Date;
import java.sql.Timestamp;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Writes what a refresh changes: one task per index partition, which writes one file of new entries
 * and one that names the rows which are entries no more. The driver gets the files' names.
 */
final class WriteChanges {

  private WriteChanges() {}

  /**
   * Writes new entries.
   *
   * @param entries what {@link EncodeEntries} returns, with the filter columns
   * @param stored the columns of the index table, whose types the values are given
   */
  static EntryFiles add(
      Dataset<Row> entries, int partitions, EntryWriter writer, StructType stored) {
    List<String> names = new ArrayList<>(writer.filterColumns().keySet());
    List<Column> columns = new ArrayList<>();
    for (String name : List.of("partition", "cell", "entity_id", "code", "vector")) {
      columns.add(col(name));
    }
    for (String name : names) {
      String column = IndexTable.column(name);
      columns.add(JoinFilterColumns.quoted(column).cast(stored.apply(column).dataType()));
    }
    FlatMapFunction<Iterator<Row>, EntryFiles> task =
        rows -> {
          Peek ahead = new Peek(rows);
          return ahead.hasNext()
              ? List.of(writer.add(ahead.partition(), entries(ahead, names))).iterator()
              : List.<EntryFiles>of().iterator();
        };
    return sum(
        entries
            .repartitionById(partitions, col("partition"))
            .select(columns.toArray(Column[]::new))
            .sortWithinPartitions("partition", "cell", "entity_id")
            .javaRDD()
            .mapPartitions(task)
            .collect());
  }

  /**
   * Writes which rows are entries no more.
   *
   * @param places {@code partition int, file string, position long}
   */
  static EntryFiles remove(Dataset<Row> places, int partitions, EntryWriter writer) {
    FlatMapFunction<Iterator<Row>, EntryFiles> task =
        rows -> {
          Peek ahead = new Peek(rows);
          return ahead.hasNext()
              ? List.of(writer.remove(ahead.partition(), places(ahead))).iterator()
              : List.<EntryFiles>of().iterator();
        };
    return sum(
        places
            .select("partition", "file", "position")
            .repartitionById(partitions, col("partition"))
            .sortWithinPartitions("partition", "file", "position")
            .javaRDD()
            .mapPartitions(task)
            .collect());
  }

  private static EntryFiles sum(List<EntryFiles> some) {
    EntryFiles sum = EntryFiles.none();
    for (EntryFiles files : some) {
      sum = sum.plus(files);
    }
    return sum;
  }

  /** Rows whose first column is the index partition of all of them. */
  private static final class Peek implements Iterator<Row> {
    private final Iterator<Row> rows;
    private Row first;

    Peek(Iterator<Row> rows) {
      this.rows = rows;
      this.first = rows.hasNext() ? rows.next() : null;
    }

    int partition() {
      return first.getInt(0);
    }

    @Override
    public boolean hasNext() {
      return first != null || rows.hasNext();
    }

    @Override
    public Row next() {
      Row row = first == null ? rows.next() : first;
      first = null;
      return row;
    }
  }

  private static Iterator<EntryWriter.Place> places(Iterator<Row> rows) {
    return new Mapped<>(rows, row -> new EntryWriter.Place(row.getString(1), row.getLong(2)));
  }

  private static Iterator<IndexEntry> entries(Iterator<Row> rows, List<String> names) {
    return new Mapped<>(
        rows,
        row -> {
          Map<String, Object> attributes = new HashMap<>();
          for (int i = 0; i < names.size(); i++) {
            Object value = fromSpark(row.get(5 + i));
            if (value != null) {
              attributes.put(names.get(i), value);
            }
          }
          return new IndexEntry(
              row.getInt(1),
              row.getString(2),
              row.getAs(3),
              VectorBytes.fromBytes(row.getAs(4)),
              attributes);
        });
  }

  private static Object fromSpark(Object value) {
    if (value instanceof Timestamp time) {
      return time.toInstant();
    }
    if (value instanceof scala.collection.Seq<?> list) {
      return new ArrayList<>(CollectionConverters.asJava(list));
    }
    return value instanceof Date date ? date.toLocalDate() : value;
  }

  private record Mapped<T>(Iterator<Row> rows, Function<Row, T> of) implements Iterator<T> {
    @Override
    public boolean hasNext() {
      return rows.hasNext();
    }

    @Override
    public T next() {
      return of.apply(rows.next());
    }
  }
}
