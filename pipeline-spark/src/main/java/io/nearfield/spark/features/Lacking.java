package io.nearfield.spark.features;

import static org.apache.spark.sql.functions.col;

import io.nearfield.connect.api.FeatureSet;
import io.nearfield.connect.iceberg.Lake;
import io.nearfield.connect.image.PictureLimits;
import io.nearfield.connect.onnx.ModelOptions;
import io.nearfield.connect.onnx.Models;
import io.nearfield.spark.embed.Accepted;
import io.nearfield.spark.embed.Subject;
import io.nearfield.spark.ingest.LivingItems;
import java.util.Arrays;
import java.util.Locale;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.storage.StorageLevel;

/**
 * Entities of one feature set that have no vector in another, by why.
 *
 * @param missing can be embedded and are not
 * @param refused the other set's model has refused what they say now
 * @param notTaken are of a kind that it does not take
 * @param gone have no item any more
 */
record Lacking(long missing, long refused, long notTaken, long gone) {

  static Lacking of(SparkSession spark, Lake lake, FeatureSet from, FeatureSet target) {
    Dataset<Row> lacking = ids(spark, lake, from, target).persist(StorageLevel.MEMORY_AND_DISK());
    try {
      long all = lacking.count();
      if (all == 0) {
        return new Lacking(0, 0, 0, 0);
      }
      Dataset<Row> living =
          Subject.of(target)
              .of(LivingItems.of(spark, lake, from.dataset()), PictureLimits.defaults())
              .rows()
              .join(lacking, "entity_id");
      Dataset<Row> taken =
          target.modelLocation() == null
              ? living
              : living.filter(
                  Accepted.by(Models.shared(target.modelLocation(), ModelOptions.defaults())));
      long here = living.count();
      long takes = taken.count();
      long refused = refused(spark, lake, target, taken);
      return new Lacking(takes - refused, refused, here - takes, all - here);
    } finally {
      lacking.unpersist();
    }
  }

  /** Column {@code entity_id}, once each. */
  private static Dataset<Row> ids(
      SparkSession spark, Lake lake, FeatureSet from, FeatureSet target) {
    return ids(spark, lake, from).join(ids(spark, lake, target), "entity_id", "left_anti");
  }

  private static Dataset<Row> ids(SparkSession spark, Lake lake, FeatureSet set) {
    String table = lake.sql(set.dataset(), Lake.featureTable(set.name()));
    spark.catalog().refreshTable(table);
    return spark.table(table).filter(col("vector").isNotNull()).select("entity_id").distinct();
  }

  private static long refused(
      SparkSession spark, Lake lake, FeatureSet target, Dataset<Row> entities) {
    if (!lake.exists(target.dataset(), "dead_letters")) {
      return 0;
    }
    String table = lake.sql(target.dataset(), "dead_letters");
    spark.catalog().refreshTable(table);
    Dataset<Row> letters = spark.table(table);
    if (!Arrays.asList(letters.columns()).contains("model_hash")) {
      return 0;
    }
    Dataset<Row> contents =
        letters
            .filter(
                col("stage").equalTo("embed").and(col("model_hash").equalTo(target.model().hash())))
            .select(col("content_hash").as("refused_content"));
    return entities
        .join(contents, col("content_hash").equalTo(col("refused_content")), "left_semi")
        .count();
  }

  /** All of them. */
  long all() {
    return missing + refused + notTaken + gone;
  }

  /** Those that do not count, for people. */
  String others() {
    return String.format(
        Locale.ROOT,
        "besides %,d that were refused, %,d that the model does not take and %,d that are gone",
        refused,
        notTaken,
        gone);
  }
}
