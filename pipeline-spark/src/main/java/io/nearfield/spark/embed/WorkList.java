package io.nearfield.spark.embed;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.storage.StorageLevel;

/**
 * What there is to do: the entities compared with the vectors that are there, in one pass over
 * both. It is kept on the executors; of entities with nothing to do only the verdict.
 *
 * @param counts how many rows of each verdict
 * @param leavingCount how many of them have an {@code old_id}
 * @param rows {@code verdict}, {@code content_hash}, {@code entity} (a struct of all columns that
 *     the entity came with), {@code old_id} (the entity id of the vector that is there, if any)
 */
record WorkList(Map<String, Long> counts, long leavingCount, Dataset<Row> rows)
    implements AutoCloseable {

  private static final String PENDING = "pending";
  private static final String UNCHANGED = "unchanged";
  private static final String SKIPPED = "skipped";
  private static final String STALE = "skipped, has a vector";
  private static final String GONE = "gone";
  private static final String GIVEN_UP = "given up";
  private static final String OF_OTHERS = "of others";

  /**
   * Compares.
   *
   * @param accepted which entities the model takes
   * @param known columns {@code entity_id}, {@code content_hash}, {@code model_hash}; null if there
   *     is no row, which spares a shuffle of all entities
   */
  static WorkList of(Dataset<Row> entities, Column accepted, Dataset<Row> known, String modelHash) {
    Dataset<Row> wanted =
        entities.select(
            col("entity_id"),
            col("content_hash"),
            coalesce(accepted, lit(false)).as("accepted"),
            struct(Arrays.stream(entities.columns()).map(c -> col(c)).toArray(Column[]::new))
                .as("entity"));
    Column same =
        col("old_content")
            .equalTo(col("content_hash"))
            .and(col("old_model").equalTo(modelHash))
            .and(col("old_rows").equalTo(1L));
    Column verdict =
        when(col("entity_id").isNull(), GONE)
            // First: the vector of a live change that came without any content stays.
            .when(same, UNCHANGED)
            .when(col("accepted").equalTo(false).and(col("old_id").isNotNull()), STALE)
            .when(col("accepted").equalTo(false), SKIPPED)
            .otherwise(PENDING);
    Column pending = col("verdict").equalTo(PENDING);
    Column moves = col("verdict").isin(PENDING, GONE, STALE);
    Dataset<Row> rows =
        withOld(wanted, known)
            .withColumn("verdict", verdict)
            .select(
                col("verdict"),
                when(pending, col("content_hash")).as("content_hash"),
                when(pending, col("entity")).as("entity"),
                when(moves, col("old_id")).as("old_id"))
            .persist(StorageLevel.MEMORY_AND_DISK());
    return counted(rows);
  }

  private static WorkList counted(Dataset<Row> rows) {
    Map<String, Long> counts = new HashMap<>();
    long leaving = 0;
    for (Row row : rows.groupBy("verdict").agg(sum(lit(1L)), count("old_id")).collectAsList()) {
      counts.put(row.getString(0), row.getLong(1));
      leaving += row.getLong(2);
    }
    return new WorkList(counts, leaving, rows);
  }

  /**
   * Without vectors that are here to stay although no item has them.
   *
   * @param ids column {@code entity_id}, of some that are gone
   */
  WorkList sparing(Dataset<Row> ids) {
    Dataset<Row> spared = ids.select(col("entity_id").as("spared_id")).distinct();
    Column here = col("verdict").equalTo(GONE).and(col("spared_id").isNotNull());
    return replaced(
        rows.join(spared, col("old_id").equalTo(col("spared_id")), "left")
            .withColumn("old_id", when(here, lit(null)).otherwise(col("old_id")))
            .withColumn("verdict", when(here, OF_OTHERS).otherwise(col("verdict")))
            .drop("spared_id"));
  }

  /**
   * Without those that need not be tried again; the vectors that they have of another content go.
   *
   * @param hashes column {@code content_hash}, once each
   */
  WorkList without(Dataset<Row> hashes) {
    Dataset<Row> known = hashes.select(col("content_hash").as("hopeless"));
    Column pending = col("verdict").equalTo(PENDING).and(col("hopeless").isNotNull());
    return replaced(
        rows.join(known, col("content_hash").equalTo(col("hopeless")), "left")
            .withColumn("verdict", when(pending, GIVEN_UP).otherwise(col("verdict")))
            .drop("hopeless"));
  }

  private WorkList replaced(Dataset<Row> other) {
    Dataset<Row> kept = other.persist(StorageLevel.MEMORY_AND_DISK());
    WorkList work = counted(kept);
    close();
    return work;
  }

  private static Dataset<Row> withOld(Dataset<Row> wanted, Dataset<Row> known) {
    if (known == null) {
      Column none = lit(null).cast("string");
      return wanted
          .withColumn("old_id", none)
          .withColumn("old_content", none)
          .withColumn("old_model", none)
          .withColumn("old_rows", lit(0L));
    }
    Dataset<Row> vectors =
        known
            .groupBy(col("entity_id").as("old_id"))
            .agg(
                max("content_hash").as("old_content"),
                max("model_hash").as("old_model"),
                sum(lit(1L)).as("old_rows"));
    return wanted.join(vectors, col("entity_id").equalTo(col("old_id")), "full_outer");
  }

  long pendingCount() {
    return number(PENDING);
  }

  long unchangedCount() {
    return number(UNCHANGED);
  }

  long skippedCount() {
    return number(SKIPPED) + number(STALE);
  }

  long goneCount() {
    return number(GONE) + number(STALE);
  }

  long givenUpCount() {
    return number(GIVEN_UP);
  }

  long in() {
    return pendingCount() + unchangedCount() + skippedCount() + givenUpCount();
  }

  private long number(String verdict) {
    return counts.getOrDefault(verdict, 0L);
  }

  /** Entities without the vector of their content by this model. */
  Dataset<Row> pending() {
    return rows.filter(col("verdict").equalTo(PENDING)).drop("verdict");
  }

  /** Column {@code entity_id}: whose vector goes, and no other comes in its place. */
  Dataset<Row> gone() {
    return rows.filter(col("verdict").isin(GONE, STALE, GIVEN_UP).and(col("old_id").isNotNull()))
        .select(col("old_id").as("entity_id"));
  }

  /** Column {@code entity_id}: whose vector goes, because the entity is gone or has changed. */
  Dataset<Row> leaving() {
    return rows.filter(col("old_id").isNotNull()).select(col("old_id").as("entity_id"));
  }

  @Override
  public void close() {
    rows.unpersist();
  }
}
