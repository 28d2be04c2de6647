package io.nearfield.spark.build;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.when;

import io.nearfield.connect.api.FeatureSet;
import io.nearfield.connect.api.NearfieldException;
import io.nearfield.connect.iceberg.Lake;
import io.nearfield.index.Metric;
import io.nearfield.index.format.VectorBytes;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.util.ArrayData;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * The vectors of a build as bytes. Reading a list of floats from a table costs several times what
 * reading the same floats as bytes does, so it is done once and the bytes are kept by the
 * executors, on disk where memory is short.
 */
final class RawVectors {

  /** What may be wrong with a vector. */
  private static final int FINE = 0;

  private static final int ODD = 1;
  private static final int ZERO = 2;

  private static final StructType SCHEMA =
      new StructType()
          .add("entity_id", DataTypes.StringType)
          .add("item_id", DataTypes.StringType)
          .add("vector", DataTypes.BinaryType)
          .add("fault", DataTypes.IntegerType);

  private RawVectors() {}

  /**
   * Returns {@code entity_id, item_id, vector binary, fault int}.
   *
   * @param features {@code entity_id, item_id, vector array<float>}
   */
  static Dataset<Row> of(SparkSession spark, Dataset<Row> features, FeatureSet set) {
    int dimension = set.dimension();
    boolean direction = set.metric() == Metric.COSINE;
    // Spark's own rows: turning each number into an object would cost more than reading it.
    JavaRDD<Row> raw =
        features
            .select("entity_id", "item_id", "vector")
            .queryExecution()
            .toRdd()
            .toJavaRDD()
            .map(row -> raw(row, dimension, direction));
    return spark.createDataFrame(raw, SCHEMA);
  }

  private static Row raw(InternalRow row, int dimension, boolean direction) {
    ArrayData values = row.getArray(2);
    float[] vector = new float[values.numElements()];
    boolean odd = vector.length != dimension;
    boolean zero = true;
    for (int i = 0; i < vector.length; i++) {
      vector[i] = values.isNullAt(i) ? Float.NaN : values.getFloat(i);
      odd |= !Float.isFinite(vector[i]);
      zero &= vector[i] == 0;
    }
    return RowFactory.create(
        text(row, 0),
        text(row, 1),
        VectorBytes.toBytes(vector),
        odd ? ODD : zero && direction ? ZERO : FINE);
  }

  private static String text(InternalRow row, int column) {
    return row.isNullAt(column) ? null : row.getUTF8String(column).toString();
  }

  /**
   * Counts the vectors, and refuses them if one cannot be indexed: an index that silently lacks an
   * entity would be graded as if it held all.
   *
   * @param vectors what {@link #of} returns
   * @throws NearfieldException naming an entity whose vector has another dimension, is not finite,
   *     or is zero where cosine is to compare it, and how to leave it out
   */
  static long checkedCount(Dataset<Row> vectors, Lake lake, FeatureSet features) {
    Column id = col("entity_id");
    Column odd = col("fault").equalTo(ODD);
    Column zero = col("fault").equalTo(ZERO);
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
}
