package io.nearfield.spark.ingest;

import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sha2;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.substring;
import static org.apache.spark.sql.functions.to_json;
import static org.apache.spark.sql.functions.xxhash64;

import io.nearfield.spark.ingest.Candidates.Origin;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructField;

/**
 * A table, view or query that Spark can read, named {@code table:lake.db.docs} or {@code sql:SELECT
 * ...}. Each row is an item, whose address is the source's name.
 */
record TableSource(SourceFile place, Dataset<Row> rows, Shape shape) {

  private static final String TABLE = "table:";
  private static final String SQL = "sql:";

  /**
   * @throws IllegalArgumentException if it names no table and no query
   */
  static void check(String source) {
    boolean named =
        (source.startsWith(TABLE) && source.length() > TABLE.length())
            || (source.startsWith(SQL) && !source.substring(SQL.length()).isBlank());
    if (!named) {
      throw new IllegalArgumentException(
          "Cannot ingest from --source '"
              + source
              + "': it begins with 'table:' and a table's name, or with 'sql:' and a query");
    }
  }

  /**
   * @param number place in the order of the run
   * @throws IllegalArgumentException if Spark cannot read it
   */
  static TableSource open(SparkSession spark, String source, int number, IngestOptions options) {
    Dataset<Row> rows;
    try {
      rows =
          source.startsWith(TABLE)
              ? spark.table(source.substring(TABLE.length()))
              : spark.sql(source.substring(SQL.length()));
    } catch (RuntimeException | Error e) {
      throw unreadable(source, e);
    } catch (Exception e) {
      // Spark's own failure is a checked exception that its methods do not declare.
      throw unreadable(source, e);
    }
    String[] names = rows.columns();
    if (Arrays.stream(names).distinct().count() < names.length) {
      throw new IllegalArgumentException(
          "Cannot ingest '"
              + source
              + "': several columns have one name, got "
              + List.of(names)
              + "; name them apart with AS");
    }
    Shape shape = new Shape();
    for (StructField field : rows.schema().fields()) {
      shape.add(field.name(), ItemColumns.storable(field.dataType()));
    }
    for (String dotted : new String[] {options.idColumn(), options.textColumn()}) {
      if (dotted != null && dotted.contains(".") && !shape.columns().containsKey(dotted)) {
        rows = ParquetFiles.withNested(rows, dotted, shape);
      }
    }
    return new TableSource(
        new SourceFile(number, Kind.TABLE, source, source, source, source, 0), rows, shape);
  }

  private static IllegalArgumentException unreadable(String source, Throwable e) {
    return new IllegalArgumentException(
        "Cannot ingest '"
            + source
            + "': Spark cannot read it: "
            + String.valueOf(e.getMessage()).lines().findFirst().orElse(""),
        e);
  }

  /** One candidate for each row; what a row holds decides its place in the order. */
  JavaRDD<Row> items(TablePlan plan, AttributeRow attributes, int maxLength) {
    Column[] all =
        shape.columns().keySet().stream().sorted().map(ParquetFiles::quoted).toArray(Column[]::new);
    Column json = to_json(struct(all));
    List<Column> columns = new ArrayList<>();
    columns.add(xxhash64(json));
    columns.add(
        plan.idColumn() == null
            ? substring(sha2(json, 256), 1, 32)
            : ParquetFiles.quoted(plan.idColumn()).cast("string"));
    columns.add(ParquetFiles.quoted(plan.textColumn()).cast("string"));
    Map<String, String> sources = new HashMap<>();
    plan.attributes().forEach((column, itemColumn) -> sources.put(itemColumn, column));
    for (StructField field : attributes.schema().fields()) {
      String source = sources.get(field.name());
      columns.add(
          source == null
              ? lit(null).cast(field.dataType())
              : ParquetFiles.as(
                  ParquetFiles.quoted(source), shape.columns().get(source), field.dataType()));
    }
    SourceFile source = place;
    int width = attributes.schema().length();
    return rows.select(columns.toArray(new Column[0]))
        .javaRDD()
        .map(row -> item(row, source, width, maxLength));
  }

  private static Row item(Row row, SourceFile source, int width, int maxLength) {
    Object[] attributes = new Object[width];
    for (int i = 0; i < width; i++) {
      attributes[i] = row.get(3 + i);
    }
    return Candidates.text(
        new Origin(source, row.getLong(0)),
        row.getString(1),
        "text/plain",
        row.getString(2),
        RowFactory.create(attributes),
        maxLength);
  }
}
