package io.nearfield.spark.build;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.xxhash64;

import io.nearfield.connect.api.FeatureSet;
import io.nearfield.connect.iceberg.Lake;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** The vectors of a feature set at one snapshot: where every build starts. */
final class FeatureVectors {

  private FeatureVectors() {}

  /** Returns {@code entity_id string, item_id string, vector array<float>}. */
  static Dataset<Row> read(SparkSession spark, Lake lake, FeatureSet features, long snapshot) {
    return spark
        .read()
        .option("versionAsOf", snapshot)
        .table(lake.sql(features.dataset(), Lake.featureTable(features.name())))
        .where(col("vector").isNotNull())
        .select("entity_id", "item_id", "vector");
  }

  /**
   * A number per entity that depends on nothing but its id and the seed, so that what is picked by
   * it is the same however Spark cut the table into tasks.
   */
  static Column draw(long seed) {
    return xxhash64(col("entity_id"), lit(seed));
  }
}
