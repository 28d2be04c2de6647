package io.nearfield.jobs.spark;

import io.nearfield.connect.api.AttributeType;
import io.nearfield.connect.api.IndexRef;
import io.nearfield.connect.api.NearfieldException;
import io.nearfield.connect.api.Progress;
import io.nearfield.connect.filter.Filter;
import io.nearfield.connect.iceberg.Lake;
import io.nearfield.connect.onnx.Models;
import io.nearfield.jobs.render.AttributeColumns;
import io.nearfield.jobs.render.Console;
import io.nearfield.jobs.render.Figures;
import io.nearfield.jobs.render.Json;
import io.nearfield.jobs.render.Table;
import io.nearfield.spark.search.BatchSearchAction;
import io.nearfield.spark.search.SearchOptions;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;

/**
 * A file of queries to be answered, and where the answers go.
 *
 * @param output a {@code .json} or {@code .jsonl} file, a folder for Parquet, or null to print
 * @param radius everything so near is wanted, at most k of it; NaN for the k nearest
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
    float radius,
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
    SearchOptions options = new SearchOptions(ref, k, filter, nprobe, rerank, exact, radius);
    Dataset<Row> answers = action.run(action.queries(queries, options), options);
    if (output == null) {
      return json ? printLines(answers) : printTable(answers, lake.index(ref).filterColumns());
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
    try (Writer out = Files.newBufferedWriter(Path.of(output), StandardCharsets.UTF_8)) {
      return printLines(answers, out);
    } catch (IOException e) {
      throw new NearfieldException("Cannot write '" + output + "': " + e + " (--output)", e);
    }
  }

  private long printLines(Dataset<Row> answers) {
    try {
      return printLines(answers, console.out());
    } catch (IOException e) { // a PrintStream has none; the door looks at its state in the end
      throw new NearfieldException("Cannot write results: " + e, e);
    }
  }

  private static long printLines(Dataset<Row> answers, Appendable out) throws IOException {
    long rows = 0;
    String[] names = answers.columns();
    for (Iterator<Row> iterator = answers.toLocalIterator(); iterator.hasNext(); rows++) {
      Row row = iterator.next();
      Map<String, Object> object = Json.object();
      for (int i = 0; i < names.length; i++) {
        object.put(names[i], row.get(i));
      }
      out.append(Json.line(object)).append(System.lineSeparator());
    }
    return rows;
  }

  private long printTable(Dataset<Row> answers, Map<String, AttributeType> ofIndex) {
    List<Row> rows = new ArrayList<>();
    answers.toLocalIterator().forEachRemaining(rows::add);
    Set<String> ofFilter =
        filter == null || filter.isBlank() ? Set.of() : Filter.parse(filter, ofIndex).columns();
    List<String> attributes =
        AttributeColumns.toShow(
            ofIndex.keySet(),
            ofFilter,
            rows.stream().map(row -> attributes(row, ofIndex.keySet())).toList());
    Table table = new Table().column("query", Table.Kind.NAME);
    boolean worded = Set.of(answers.columns()).contains(BatchSearchAction.QUERY_TEXT);
    if (worded) {
      table.column("words", Table.Kind.NAME);
    }
    table
        .column("#", Table.Kind.NUMBER)
        .column("id", Table.Kind.NAME)
        .column("distance", Table.Kind.NUMBER);
    attributes.forEach(name -> table.column(name, Table.Kind.NAME));
    for (Row row : rows) {
      List<String> cells = new ArrayList<>();
      cells.add(row.<String>getAs("query_id"));
      if (worded) {
        cells.add(row.<String>getAs(BatchSearchAction.QUERY_TEXT));
      }
      cells.add(String.valueOf(row.<Object>getAs("rank")));
      cells.add(row.<String>getAs("entity_id"));
      cells.add(Figures.distance(row.<Number>getAs("distance").floatValue()));
      for (String name : attributes) {
        Object value = row.getAs(BatchSearchAction.column(name));
        cells.add(value == null ? "" : value.toString());
      }
      table.row(cells);
    }
    console.print(table);
    sayWhatIsCut(rows);
    return rows.size();
  }

  private void sayWhatIsCut(List<Row> rows) {
    if (Float.isNaN(radius)) {
      return;
    }
    long partial =
        rows.stream()
            .filter(row -> !row.<Boolean>getAs("complete"))
            .map(row -> row.<String>getAs("query_id"))
            .distinct()
            .count();
    if (partial > 0) {
      console
          .err()
          .println(
              "Partial: more than %d entries are within the radius of %s (-k)"
                  .formatted(k, Figures.count(partial, "query")));
    }
  }

  private static Map<String, Object> attributes(Row row, Set<String> names) {
    Map<String, Object> attributes = new HashMap<>();
    names.forEach(name -> attributes.put(name, row.getAs(BatchSearchAction.column(name))));
    return attributes;
  }
}
