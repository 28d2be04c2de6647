package io.nearfield.spark.ingest;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.from_json;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sha2;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.substring;
import static org.apache.spark.sql.functions.to_json;

import io.nearfield.connect.api.NearfieldException;
import io.nearfield.spark.ingest.Candidates.Origin;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.util.HadoopInputFile;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.AtomicType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructField;
import scala.Tuple2;

/** Parquet files, read by Spark. All below one given path are one table. */
final class ParquetFiles {

  private final SparkSession spark;
  private final FileStage stage;
  private final IngestOptions options;

  ParquetFiles(SparkSession spark, FileStage stage, IngestOptions options) {
    this.spark = spark;
    this.stage = stage;
    this.options = options;
  }

  /** The files of one given path as one table. */
  record ParquetTable(List<SourceFile> files, Dataset<Row> rows, Shape shape) {
    String place() {
      return files.size() == 1 ? files.get(0).place() : Places.shown(files.get(0).root());
    }
  }

  /**
   * @param unreadable is given the files without a footer, with the reason
   */
  List<ParquetTable> tables(List<SourceFile> files, Map<SourceFile, Refusal> unreadable) {
    stage
        .over(files, file -> 0L, ParquetFiles::check)
        .collect()
        .forEach(broken -> unreadable.put(broken._1(), broken._2()));
    Map<String, List<SourceFile>> byRoot = new LinkedHashMap<>();
    for (SourceFile file : files) {
      if (!unreadable.containsKey(file)) {
        byRoot.computeIfAbsent(file.root(), root -> new ArrayList<>()).add(file);
      }
    }
    return byRoot.values().stream().map(this::table).toList();
  }

  private static Iterator<Tuple2<SourceFile, Refusal>> check(
      SourceFile file, Configuration hadoop) {
    try (ParquetFileReader reader =
        ParquetFileReader.open(HadoopInputFile.fromPath(new Path(file.uri()), hadoop))) {
      return reader.getFooter() == null
          ? List.of(new Tuple2<>(file, Refusal.unreadable(new IOException("no footer")))).iterator()
          : List.<Tuple2<SourceFile, Refusal>>of().iterator();
    } catch (IOException | RuntimeException e) {
      return List.of(new Tuple2<>(file, Refusal.unreadable(e))).iterator();
    }
  }

  private ParquetTable table(List<SourceFile> files) {
    String[] uris = files.stream().map(file -> literal(file.uri())).toArray(String[]::new);
    String root = files.get(0).root();
    boolean inPartitions = files.stream().anyMatch(f -> f.relative().matches(".*=.*/.*"));
    try {
      var reader = spark.read().option("mergeSchema", "true");
      if (inPartitions) {
        reader = reader.option("basePath", root);
      }
      Dataset<Row> rows = reader.parquet(uris);
      Shape shape = new Shape();
      for (StructField field : rows.schema().fields()) {
        shape.add(field.name(), ItemColumns.storable(field.dataType()));
      }
      for (String dotted : List.of(name(options.idColumn()), name(options.textColumn()))) {
        if (dotted.contains(".") && !shape.columns().containsKey(dotted)) {
          rows = withNested(rows, dotted, shape);
        }
      }
      return new ParquetTable(files, rows, shape);
    } catch (RuntimeException e) {
      throw e instanceof NearfieldException
          ? e
          : new NearfieldException(
              "Cannot read the Parquet files in '"
                  + Places.shown(root)
                  + "' as one table: "
                  + String.valueOf(e.getMessage()).lines().findFirst().orElse(""),
              e);
    }
  }

  /**
   * Spark takes paths for patterns. Its option against that reads each file once for every path
   * that looks like one, so wildcards in names are escaped instead.
   */
  private static String literal(String path) {
    return path.replaceAll("[*?\\[\\]{}\\\\]", "\\\\$0");
  }

  private static String name(String column) {
    return column == null ? "" : column;
  }

  static Dataset<Row> withNested(Dataset<Row> rows, String dotted, Shape shape) {
    try {
      Dataset<Row> with = rows.withColumn(dotted, col(dotted));
      shape.add(dotted, with.schema().apply(dotted).dataType());
      return with;
    } catch (RuntimeException e) {
      // There is no such field; the plan will say so and name those that are there.
      return rows;
    }
  }

  JavaRDD<Row> items(ParquetTable table, TablePlan plan, AttributeRow attributes) {
    List<Column> columns = new ArrayList<>();
    columns.add(col("_metadata.file_path"));
    columns.add(col("_metadata.row_index"));
    columns.add(id(table, plan));
    columns.add(quoted(plan.textColumn()).cast("string"));
    Map<String, String> sources = new HashMap<>();
    plan.attributes().forEach((column, itemColumn) -> sources.put(itemColumn, column));
    for (StructField field : attributes.schema().fields()) {
      String source = sources.get(field.name());
      columns.add(
          source == null
              ? lit(null).cast(field.dataType())
              : as(quoted(source), table.shape().columns().get(source), field.dataType()));
    }
    Map<String, SourceFile> byUri = new HashMap<>();
    table.files().forEach(file -> byUri.put(new Path(file.uri()).toUri().toString(), file));
    int maxLength = options.maxTextLength();
    int width = attributes.schema().length();
    return table
        .rows()
        .select(columns.toArray(new Column[0]))
        .javaRDD()
        .map(row -> item(row, byUri, width, maxLength));
  }

  private static Row item(Row row, Map<String, SourceFile> byUri, int width, int maxLength) {
    SourceFile file = byUri.get(row.getString(0));
    if (file == null) {
      // Spark writes some characters of paths in another way than Hadoop.
      file =
          byUri.values().stream()
              .filter(
                  f -> new Path(java.net.URI.create(row.getString(0))).equals(new Path(f.uri())))
              .findFirst()
              .orElseThrow(
                  () -> new IllegalStateException("Not among the files: " + row.getString(0)));
    }
    Object[] attributes = new Object[width];
    for (int i = 0; i < width; i++) {
      attributes[i] = row.get(4 + i);
    }
    return Candidates.text(
        new Origin(file, row.getLong(1) + 1),
        row.getString(2),
        "text/plain",
        row.getString(3),
        RowFactory.create(attributes),
        maxLength);
  }

  private static Column id(ParquetTable table, TablePlan plan) {
    if (plan.idColumn() != null) {
      return quoted(plan.idColumn()).cast("string");
    }
    Column[] all =
        table.shape().columns().keySet().stream()
            .sorted()
            .map(ParquetFiles::quoted)
            .toArray(Column[]::new);
    return substring(sha2(to_json(struct(all)), 256), 1, 32);
  }

  /** By name, not by position, where structs differ. */
  static Column as(Column column, DataType from, DataType to) {
    if (from.equals(to)) {
      return column;
    }
    if (from instanceof AtomicType) {
      return column.cast(to);
    }
    Column json = to_json(column);
    return to instanceof AtomicType ? json : from_json(json, to);
  }

  static Column quoted(String column) {
    return col("`" + column.replace("`", "``") + "`");
  }
}
