package io.nearfield.spark.search;

import io.nearfield.connect.api.Progress;
import io.nearfield.connect.iceberg.Lake;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** Answers many queries from the active generation of an index as one Spark job. */
@SuppressWarnings("UnusedVariable")
public final class BatchSearchAction {

  private final SparkSession spark;
  private final Lake lake;
  private final Progress progress;

  public BatchSearchAction(SparkSession spark, Lake lake, Progress progress) {
    this.spark = spark;
    this.lake = lake;
    this.progress = progress;
  }

  /**
   * Answers queries given as vectors.
   *
   * @param queries {@code query_id string, vector array<float>}
   * @return {@code query_id, rank (from 1), entity_id, distance}, then the index's filter columns
   */
  public Dataset<Row> run(Dataset<Row> queries, SearchOptions options) {
    throw new UnsupportedOperationException();
  }

  /**
   * Reads a file of texts and embeds them with the index's own model on the executors.
   *
   * @param file {@code .txt} with one text a line, or {@code .jsonl} with {@code id} and {@code
   *     text}; a query's id is its line number where none is given
   * @return {@code query_id string, vector array<float>}, for {@link #run}
   */
  public Dataset<Row> embedTexts(String file, SearchOptions options) {
    throw new UnsupportedOperationException();
  }
}
