package io.nearfield.spark.neighbours;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.max;

import io.nearfield.spark.search.Merge;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * What of a table of neighbours has to be computed again, and how what was computed joins the rest.
 *
 * <p>Computed again are entities that are new or whose vector was made after their neighbours were,
 * and those that had one of these, or one that is gone, for a neighbour. All others keep theirs; a
 * changed entity comes among them where it is near enough, as far as it is itself told of them: by
 * those that are among its nearest {@value #TOLD} times k.
 *
 * @param old the table's rows
 * @param current {@code partition, entity_id, embedded_at} of the entries there are now
 */
record ChangedSince(Dataset<Row> old, Dataset<Row> current) {

  static final int TOLD = 4;

  /** {@code entity_id} of what is new or has another vector. */
  Dataset<Row> changed() {
    Dataset<Row> known = old.groupBy("entity_id").agg(max("computed_at").as("computed_at"));
    return current
        .join(known, current.col("entity_id").equalTo(known.col("entity_id")), "left")
        .where(
            known
                .col("entity_id")
                .isNull()
                .or(current.col("embedded_at").isNull())
                .or(current.col("embedded_at").geq(known.col("computed_at"))))
        .select(current.col("entity_id"));
  }

  /** {@code entity_id} of what is no longer in the index. */
  Dataset<Row> gone() {
    return old.select("entity_id")
        .distinct()
        .join(current.select("entity_id"), "entity_id", "left_anti");
  }

  /** {@code partition, entity_id} of all whose neighbours have to be computed again. */
  Dataset<Row> dirty(Dataset<Row> changed, Dataset<Row> gone) {
    Dataset<Row> others = changed.union(gone).toDF("neighbour_id");
    Dataset<Row> had =
        old.join(others, "neighbour_id", "left_semi").select("entity_id").union(changed);
    return current.join(had.distinct(), "entity_id", "left_semi").select("partition", "entity_id");
  }

  /**
   * The whole new table, {@link NeighbourRows#SCHEMA} with {@code generation, computed_at}.
   *
   * @param computed the nearest {@code TOLD * k} of the dirty, with the columns of the table
   */
  Dataset<Row> merged(Dataset<Row> computed, Dataset<Row> dirty, Dataset<Row> changed, int k) {
    Dataset<Row> stay =
        old.join(dirty.select("entity_id"), "entity_id", "left_anti")
            .join(current.select("entity_id"), "entity_id", "left_semi");
    Dataset<Row> told =
        computed
            .join(changed, "entity_id", "left_semi")
            .select(
                col("neighbour_id").as("entity_id"),
                col("rank"),
                col("entity_id").as("neighbour_id"),
                col("distance"),
                col("generation"),
                col("computed_at"))
            .join(dirty.select("entity_id"), "entity_id", "left_anti");
    Dataset<Row> updated =
        Merge.nearest(
            stay.unionByName(told)
                .drop("rank")
                .withColumnRenamed("entity_id", "of")
                .withColumnRenamed("neighbour_id", "entity_id"),
            k,
            "of");
    return computed
        .where(col("rank").leq(k))
        .unionByName(
            updated
                .withColumnRenamed("entity_id", "neighbour_id")
                .withColumnRenamed("of", "entity_id"));
  }
}
