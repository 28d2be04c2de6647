package io.nearfield.spark.neighbours;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.when;

import io.nearfield.spark.search.Merge;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * What of a table of neighbours has to be computed again, and how what was computed joins the rest.
 *
 * <p>An entity has changed if it is new or its vector is not the one that its neighbours were
 * computed from; nothing else counts, whenever it was embedded and whatever was built or refreshed
 * since. Computed again are those that changed, and those that had one of these, or one that is
 * gone, for a neighbour. All others keep theirs, and each changed entity comes among them where it
 * is near enough: every one of them is compared with every changed entity. So after an exact
 * computation the table is what computing everything would make it.
 *
 * @param old the table's rows
 * @param current {@code partition, entity_id, vector_stamp} of the entries that take part now
 */
record ChangedSince(Dataset<Row> old, Dataset<Row> current) {

  /** {@code partition, entity_id} of what is new or has another vector. */
  Dataset<Row> changed() {
    Dataset<Row> known =
        old.groupBy(col("entity_id").as("known_id")).agg(max("vector_stamp").as("known_stamp"));
    return current
        .join(known, col("entity_id").equalTo(col("known_id")), "left")
        .where(col("known_stamp").isNull().or(col("known_stamp").notEqual(col("vector_stamp"))))
        .select("partition", "entity_id");
  }

  /** {@code entity_id} of what is no longer in the index. */
  Dataset<Row> gone() {
    return old.select("entity_id")
        .distinct()
        .join(current.select("entity_id"), "entity_id", "left_anti");
  }

  /** {@code partition, entity_id} of all whose neighbours have to be computed again. */
  Dataset<Row> dirty(Dataset<Row> changed, Dataset<Row> gone) {
    Dataset<Row> others = changed.select("entity_id").union(gone).toDF("neighbour_id");
    Dataset<Row> had =
        old.join(others, "neighbour_id", "left_semi")
            .select("entity_id")
            .union(changed.select("entity_id"));
    return current.join(had.distinct(), "entity_id", "left_semi").select("partition", "entity_id");
  }

  /**
   * The others: {@code partition, entity_id} and {@code farthest}, the distance of the last of
   * their k neighbours; null if they have fewer.
   */
  Dataset<Row> clean(Dataset<Row> dirty, int k) {
    Dataset<Row> last =
        old.groupBy(col("entity_id").as("known_id"))
            .agg(count(lit(1)).as("known"), max("distance").as("last"));
    return current
        .join(dirty.select("entity_id"), "entity_id", "left_anti")
        .join(last, col("entity_id").equalTo(col("known_id")))
        .select(
            col("partition"),
            col("entity_id"),
            when(col("known").geq(k), col("last")).as("farthest"));
  }

  /**
   * The whole new table.
   *
   * @param computed the k nearest of the dirty, with the columns of the table
   * @param told what came among the neighbours of the others, with the same columns
   */
  Dataset<Row> merged(Dataset<Row> computed, Dataset<Row> told, Dataset<Row> dirty, int k) {
    Dataset<Row> stay =
        old.join(dirty.select("entity_id"), "entity_id", "left_anti")
            .join(current.select("entity_id"), "entity_id", "left_semi");
    Dataset<Row> ids = told.select("entity_id").distinct();
    Dataset<Row> updated =
        Merge.nearest(
                stay.join(ids, "entity_id", "left_semi")
                    .unionByName(told)
                    .drop("rank")
                    .withColumnRenamed("entity_id", "of")
                    .withColumnRenamed("neighbour_id", "entity_id"),
                k,
                "of")
            .withColumnRenamed("entity_id", "neighbour_id")
            .withColumnRenamed("of", "entity_id");
    return computed.unionByName(stay.join(ids, "entity_id", "left_anti")).unionByName(updated);
  }
}
