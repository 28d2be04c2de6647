package io.nearfield.jobs.spark;

import io.nearfield.connect.api.NearfieldException;
import io.nearfield.spark.search.BatchSearchAction;
import io.nearfield.spark.search.SearchOptions;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;

/** Reads a file of queries, by vectors where it has them, else by texts. */
final class QueryFile {

  private QueryFile() {}

  /** {@code query_id string, vector array<float>}. */
  static Dataset<Row> read(
      SparkSession spark, String file, BatchSearchAction action, SearchOptions options) {
    String lower = file.toLowerCase(Locale.ROOT);
    if (lower.endsWith(".parquet")) {
      return vectors(spark.read().parquet(file), file);
    }
    if (lower.endsWith(".jsonl") || lower.endsWith(".json")) {
      Dataset<Row> rows = json(spark, file);
      if (Arrays.asList(rows.columns()).contains("vector")) {
        return vectors(rows, file);
      }
    }
    return action.embedTexts(file, options);
  }

  private static Dataset<Row> json(SparkSession spark, String file) {
    try {
      return spark.read().json(file);
    } catch (Exception e) {
      if (e instanceof AnalysisException) {
        throw new NearfieldException("Cannot read queries '" + file + "': no such file", e);
      }
      throw e;
    }
  }

  private static Dataset<Row> vectors(Dataset<Row> rows, String file) {
    List<String> names = Arrays.asList(rows.columns());
    if (!names.contains("vector")) {
      throw new NearfieldException(
          "Cannot read queries '" + file + "': it has no column 'vector', only " + names);
    }
    Column id =
        names.contains("query_id")
            ? functions.col("query_id")
            : names.contains("id")
                ? functions.col("id")
                : functions.monotonically_increasing_id().plus(1);
    return rows.select(
        id.cast("string").as("query_id"),
        functions.col("vector").cast("array<float>").as("vector"));
  }
}
