package io.nearfield.spark.search;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.row_number;

import java.util.Arrays;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;

/** Merges the answers of index partitions into one answer per query, on the executors. */
public final class Merge {

  private Merge() {}

  /**
   * Keeps the k nearest rows of each key and adds {@code rank int}, from 1; ties by entity id.
   *
   * @param hits has {@code distance}, {@code entity_id} and the key columns
   */
  public static Dataset<Row> nearest(Dataset<Row> hits, int k, String... key) {
    Column[] keys = Arrays.stream(key).map(name -> col(name)).toArray(Column[]::new);
    return hits.withColumn(
            "rank",
            row_number().over(Window.partitionBy(keys).orderBy(col("distance"), col("entity_id"))))
        .where(col("rank").leq(k));
  }
}
