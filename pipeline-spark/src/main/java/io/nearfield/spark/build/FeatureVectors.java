package io.nearfield.spark.build;

import static org.apache.spark.sql.functions.abs;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.exists;
import static org.apache.spark.sql.functions.forall;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.size;
import static org.apache.spark.sql.functions.when;
import static org.apache.spark.sql.functions.xxhash64;

import io.nearfield.connect.api.FeatureSet;
import io.nearfield.connect.api.NearfieldException;
import io.nearfield.connect.iceberg.Lake;
import io.nearfield.index.Metric;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoder;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import scala.Tuple2;
import scala.Tuple3;

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
   * Counts the vectors, and refuses them if one cannot be indexed.
   *
   * @throws NearfieldException naming an entity whose vector has another dimension, is not finite,
   *     or is zero where cosine is to compare it
   */
  static long checkedCount(Dataset<Row> vectors, FeatureSet features) {
    Column length = size(col("vector"));
    Column odd =
        length.notEqual(features.dimension()).or(exists(col("vector"), FeatureVectors::notFinite));
    Column zero =
        features.metric() == Metric.COSINE
            ? forall(col("vector"), value -> value.equalTo(lit(0f)))
            : lit(false);
    Row found =
        vectors
            .agg(count(lit(1)), min(when(odd, col("entity_id"))), min(when(zero, col("entity_id"))))
            .first();
    if (!found.isNullAt(1)) {
      throw new NearfieldException(
          "Cannot index the vector of entity '%s': it must have %d finite values (feature set '%s'); remove it or embed it again"
              .formatted(found.getString(1), features.dimension(), features.name()));
    }
    if (!found.isNullAt(2)) {
      throw new NearfieldException(
          "Cannot index the vector of entity '%s': it is zero and has no direction, which cosine compares (feature set '%s'); remove it or embed it again"
              .formatted(found.getString(2), features.name()));
    }
    return found.getLong(0);
  }

  private static Column notFinite(Column value) {
    return value.isNull().or(value.isNaN()).or(abs(value).equalTo(lit(Float.POSITIVE_INFINITY)));
  }

  /**
   * A number per entity that depends on nothing but its id and the seed, so that what is picked by
   * it is the same however Spark cut the table into tasks.
   */
  static Column draw(long seed) {
    return xxhash64(col("entity_id"), lit(seed));
  }

  /** Encodes {@code (entity_id, item_id, vector)} with the vector as a primitive array. */
  static Encoder<Tuple3<String, String, float[]>> encoder(SparkSession spark) {
    return Encoders.tuple(Encoders.STRING(), Encoders.STRING(), floats(spark));
  }

  /** Encodes {@code (entity_id, vector)} likewise. */
  static Encoder<Tuple2<String, float[]>> idAndVector(SparkSession spark) {
    return Encoders.tuple(Encoders.STRING(), floats(spark));
  }

  private static Encoder<float[]> floats(SparkSession spark) {
    return spark.implicits().newFloatArrayEncoder();
  }
}
