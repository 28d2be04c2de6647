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
   * Counts the vectors, and refuses them if one cannot be indexed: an index that silently lacks an
   * entity would be graded as if it held all.
   *
   * @throws NearfieldException naming an entity whose vector has another dimension, is not finite,
   *     or is zero where cosine is to compare it, and how to leave it out
   */
  static long checkedCount(Dataset<Row> vectors, Lake lake, FeatureSet features) {
    Column id = col("entity_id");
    Column length = size(col("vector"));
    Column odd =
        length.notEqual(features.dimension()).or(exists(col("vector"), FeatureVectors::notFinite));
    Column zero =
        features.metric() == Metric.COSINE
            ? forall(col("vector"), value -> value.equalTo(lit(0f)))
            : lit(false);
    Row found =
        vectors
            .agg(
                count(lit(1)),
                count(when(odd, id)),
                min(when(odd, id)),
                count(when(zero, id)),
                min(when(zero, id)))
            .first();
    if (found.getLong(1) > 0) {
      throw unusable(
          found.getString(2),
          found.getLong(1),
          "it must have %d finite values".formatted(features.dimension()),
          lake.sql(features.dataset(), Lake.featureTable(features.name())));
    }
    if (found.getLong(3) > 0) {
      throw unusable(
          found.getString(4),
          found.getLong(3),
          "it is zero and has no direction, which cosine compares",
          lake.sql(features.dataset(), Lake.featureTable(features.name())));
    }
    return found.getLong(0);
  }

  private static NearfieldException unusable(
      String entityId, long count, String rule, String table) {
    return new NearfieldException(
        "Cannot index the vector of entity '%s'%s: %s; correct it in the feature table, or leave it out: delete from %s where entity_id = '%s'"
            .formatted(
                entityId,
                count > 1 ? " and %,d more".formatted(count - 1) : "",
                rule,
                table,
                entityId.replace("'", "''")));
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

  private static Encoder<float[]> floats(SparkSession spark) {
    return spark.implicits().newFloatArrayEncoder();
  }
}
