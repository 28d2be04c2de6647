package io.nearfield.spark.export;

import static org.apache.spark.sql.functions.base64;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.element_at;
import static org.apache.spark.sql.functions.input_file_name;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.split;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.to_json;
import static org.apache.spark.sql.functions.when;

import io.nearfield.connect.export.ExportedFile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.BinaryType;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.util.SerializableConfiguration;

/**
 * Rows as Parquet, JSON lines or CSV: Spark's writers, one file per task. What was written is read
 * again on the executors, to count it and for its checksum.
 */
record TableFiles(SparkSession spark, Folders folders, Path aside, long maxRowsPerFile) {

  /**
   * Writes rows.
   *
   * @param kind also the folder, so that readers of a folder find nothing else there
   */
  List<ExportedFile> write(Dataset<Row> rows, ExportFormat format, String kind) throws IOException {
    Path raw = new Path(aside, "_" + kind);
    var writer = flat(rows, format).write().option("maxRecordsPerFile", maxRowsPerFile);
    switch (format) {
      case PARQUET -> writer.parquet(raw.toString());
      case CSV, SHEET ->
          writer
              .option("header", true)
              .option("escape", "\"")
              .option("nullValue", "")
              .option("emptyValue", "\"\"")
              .csv(raw.toString());
      default -> writer.text(raw.toString());
    }
    folders.system().mkdirs(new Path(aside, kind));
    List<String> names = new ArrayList<>();
    List<FileStatus> written = new ArrayList<>(folders.list(raw));
    written.sort(Comparator.comparing(status -> status.getPath().getName()));
    for (FileStatus file : written) {
      if (file.getPath().getName().startsWith("part-") && file.getLen() > 0) {
        String name = "%s/part-%05d.%s".formatted(kind, names.size(), format.extension());
        folders.renameFile(file.getPath(), new Path(aside, name));
        names.add(name);
      }
    }
    folders.delete(raw);
    return names.isEmpty() ? List.of() : described(names, counted(names, format), kind);
  }

  private static Dataset<Row> flat(Dataset<Row> rows, ExportFormat format) {
    return switch (format) {
      case PARQUET -> rows;
      case CSV, SHEET -> {
        List<Column> columns = new ArrayList<>();
        for (StructField field : rows.schema().fields()) {
          Column column = col("`" + field.name().replace("`", "``") + "`");
          boolean nested =
              field.dataType() instanceof ArrayType
                  || field.dataType() instanceof MapType
                  || field.dataType() instanceof StructType;
          Column cell =
              nested
                  ? to_json(column)
                  : field.dataType() instanceof BinaryType ? base64(column) : column;
          boolean text = field.dataType() instanceof StringType && format == ExportFormat.SHEET;
          columns.add((text ? noFormula(cell) : cell).as(field.name()));
        }
        yield rows.select(columns.toArray(Column[]::new));
      }
      default -> rows.select(to_json(struct("*")).as("value"));
    };
  }

  /** Spreadsheets take what begins with one of these for a formula. */
  private static Column noFormula(Column text) {
    return when(text.rlike("^[=+\\-@\\t\\r\\n]"), concat(lit("'"), text)).otherwise(text);
  }

  private Map<String, Long> counted(List<String> names, ExportFormat format) {
    String[] paths =
        names.stream().map(name -> new Path(aside, name).toString()).toArray(String[]::new);
    Dataset<Row> read =
        switch (format) {
          case PARQUET -> spark.read().parquet(paths);
          case CSV, SHEET ->
              spark
                  .read()
                  .option("header", true)
                  .option("escape", "\"")
                  .option("multiLine", true)
                  .csv(paths);
          default -> spark.read().text(paths);
        };
    Map<String, Long> counts = new HashMap<>();
    read.groupBy(element_at(split(input_file_name(), "/"), -1).as("file"))
        .count()
        .collectAsList()
        .forEach(row -> counts.put(row.getString(0), row.getLong(1)));
    return counts;
  }

  private List<ExportedFile> described(List<String> names, Map<String, Long> counts, String kind) {
    JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    Broadcast<SerializableConfiguration> conf =
        context.broadcast(new SerializableConfiguration(folders.conf()));
    String folder = aside.toString();
    try {
      return context
          .parallelize(names, names.size())
          .map(
              name -> {
                Path path = new Path(folder, name);
                try (var in = path.getFileSystem(conf.value().value()).open(path)) {
                  return Digesting.read(in, name, kind, counts.getOrDefault(path.getName(), 0L));
                }
              })
          .collect()
          .stream()
          .sorted(Comparator.comparing(ExportedFile::path))
          .toList();
    } finally {
      conf.destroy();
    }
  }
}
