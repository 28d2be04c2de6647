package io.nearfield.spark.embed;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.pmod;
import static org.apache.spark.sql.functions.when;
import static org.apache.spark.sql.functions.xxhash64;

import java.util.HashMap;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.storage.StorageLevel;

/**
 * What there is to do: the items of a dataset compared with the vectors that are there.
 *
 * @param pending items without the vector of their content by this model, kept on the executors;
 *     {@code has_old} tells whether there is another vector of the entity
 */
record Work(long in, long unchanged, long skipped, long pending, Dataset<Row> items)
    implements AutoCloseable {

  private static final String STATUS = "status";

  /**
   * @param accepted which items the model takes
   */
  static Work of(Dataset<Row> items, Dataset<Row> known, Column accepted, String modelHash) {
    Dataset<Row> vectors =
        known.select(
            col("entity_id").as("known_id"),
            col("content_hash").as("known_content"),
            col("model_hash").as("known_model"));
    Column unchanged =
        col("known_content")
            .equalTo(col("content_hash"))
            .and(col("known_model").equalTo(modelHash));
    Dataset<Row> judged =
        items
            .withColumn("accepted", accepted)
            .join(vectors, col("entity_id").equalTo(col("known_id")), "left")
            .withColumn(
                STATUS,
                when(col("accepted").equalTo(false), "skipped")
                    .when(unchanged, "unchanged")
                    .otherwise("pending"));
    Map<String, Long> counts = new HashMap<>();
    judged
        .groupBy(STATUS)
        .count()
        .collectAsList()
        .forEach(row -> counts.put(row.getString(0), row.getLong(1)));
    Dataset<Row> pending =
        judged
            .filter(col(STATUS).equalTo("pending"))
            .select(
                col("entity_id"),
                col("uri"),
                col("text"),
                col("content_hash"),
                col("known_id").isNotNull().as("has_old"))
            .persist(StorageLevel.MEMORY_AND_DISK());
    return new Work(
        items.count(),
        counts.getOrDefault("unchanged", 0L),
        counts.getOrDefault("skipped", 0L),
        counts.getOrDefault("pending", 0L),
        pending);
  }

  /** One of {@code chunks} parts of about equal size, the same ones for the same items. */
  Dataset<Row> chunk(int number, int chunks) {
    return chunks == 1
        ? items
        : items.filter(pmod(xxhash64(col("entity_id")), lit(chunks)).equalTo(number));
  }

  @Override
  public void close() {
    items.unpersist();
  }
}
