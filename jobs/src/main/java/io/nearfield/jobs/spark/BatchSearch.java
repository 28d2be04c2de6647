package io.nearfield.jobs.spark;

import io.nearfield.connect.api.IndexRef;
import io.nearfield.connect.api.NearfieldException;
import io.nearfield.connect.api.Progress;
import io.nearfield.connect.iceberg.Lake;
import io.nearfield.connect.onnx.Models;
import io.nearfield.jobs.render.Console;
import io.nearfield.jobs.render.Figures;
import io.nearfield.jobs.render.Json;
import io.nearfield.jobs.render.Table;
import io.nearfield.spark.search.BatchSearchAction;
import io.nearfield.spark.search.SearchOptions;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;

/**
 * A file of queries to be answered, and where the answers go.
 *
 * @param output a {@code .json} or {@code .jsonl} file, a folder for Parquet, or null to print
 * @param model the model that must have made the index, or null
 */
public record BatchSearch(
    String index,
    String dataset,
    String queries,
    String output,
    int k,
    String filter,
    int nprobe,
    int rerank,
    boolean exact,
    String model,
    boolean json,
    Console console) {

  long run(SparkSession spark, Lake lake, Progress progress) {
    IndexRef ref = lake.resolveIndex(index, dataset);
    if (model != null) {
      Models.identity(model)
          .requireSame(lake.index(ref).requireActive().model(), "index '" + ref + "'");
    }
    requireFree(output);
    BatchSearchAction action = new BatchSearchAction(spark, lake, progress);
    SearchOptions options = new SearchOptions(ref, k, filter, nprobe, rerank, exact);
    Dataset<Row> answers = action.run(action.queries(queries, options), options);
    if (output == null) {
      return json ? printLines(answers, console.out()) : printTable(answers);
    }
    String lower = output.toLowerCase(Locale.ROOT);
    if (lower.endsWith(".json") || lower.endsWith(".jsonl")) {
      return writeLines(answers);
    }
    answers.write().mode(SaveMode.ErrorIfExists).parquet(output);
    return spark.read().parquet(output).count();
  }

  private static void requireFree(String output) {
    if (output != null && !output.contains(":") && Files.exists(Path.of(output))) {
      throw new IllegalArgumentException(
          "Cannot write to '" + output + "': it exists; name a new path (--output)");
    }
  }

  private long writeLines(Dataset<Row> answers) {
    try (PrintStream out = new PrintStream(output, StandardCharsets.UTF_8)) {
      return printLines(answers, out);
    } catch (IOException e) {
      throw new NearfieldException("Cannot write '" + output + "': " + e.getMessage(), e);
    }
  }

  private static long printLines(Dataset<Row> answers, PrintStream out) {
    long rows = 0;
    String[] names = answers.columns();
    for (Iterator<Row> iterator = answers.toLocalIterator(); iterator.hasNext(); rows++) {
      Row row = iterator.next();
      Map<String, Object> object = Json.object();
      for (int i = 0; i < names.length; i++) {
        object.put(names[i], row.get(i));
      }
      out.println(Json.line(object));
    }
    return rows;
  }

  private long printTable(Dataset<Row> answers) {
    Table table = new Table();
    for (String name : answers.columns()) {
      table.column(
          name,
          name.equals("rank") || name.equals("distance") ? Table.Kind.NUMBER : Table.Kind.TEXT);
    }
    for (Iterator<Row> iterator = answers.toLocalIterator(); iterator.hasNext(); ) {
      Row row = iterator.next();
      List<String> cells = new ArrayList<>();
      for (int i = 0; i < row.length(); i++) {
        Object value = row.get(i);
        cells.add(
            value instanceof Number number && answers.columns()[i].equals("distance")
                ? Figures.distance(number.floatValue())
                : value == null ? "" : value.toString());
      }
      table.row(cells);
    }
    console.print(table);
    return 0;
  }
}
