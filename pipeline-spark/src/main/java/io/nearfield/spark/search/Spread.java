package io.nearfield.spark.search;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.pmod;
import static org.apache.spark.sql.functions.xxhash64;

import java.io.Serializable;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Spreads routed queries over tasks: each index partition has a task, and where there are many
 * queries several, so that a partition that everybody asks does not keep one task busy alone.
 *
 * @param partitions index partitions
 * @param turns tasks for each
 */
record Spread(int partitions, int turns) implements Serializable {

  /** So many queries one task answers at most. */
  private static final long QUERIES_PER_TASK = 100_000;

  static Spread of(int partitions, long queries) {
    long turns = Math.max(1, (queries + QUERIES_PER_TASK - 1) / QUERIES_PER_TASK);
    return new Spread(partitions, (int) Math.min(turns, Integer.MAX_VALUE / partitions));
  }

  /** The queries of each task, those of one partition behind each other. */
  Dataset<Row> over(Dataset<Row> routed) {
    return routed
        .repartitionById(
            partitions * turns,
            col("partition")
                .multiply(lit(turns))
                .plus(pmod(xxhash64(col("query_id")), lit((long) turns)))
                .cast("int"))
        .sortWithinPartitions("partition");
  }
}
