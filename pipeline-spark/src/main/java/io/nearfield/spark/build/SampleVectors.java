package io.nearfield.spark.build;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.pmod;

import io.nearfield.index.IndexSpec;
import io.nearfield.index.format.VectorBytes;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import scala.Tuple2;

/**
 * Draws entities by the hash of their id: bounded in size, and the same for the same vectors and
 * seed whatever the table's files look like.
 */
final class SampleVectors {

  /** The most vectors that are drawn for training. */
  static final int MAX_SAMPLE = 262_144;

  /** The most bytes of vectors that a sample may bring to the driver. */
  static final long MAX_SAMPLE_BYTES = 400L << 20;

  /** Training vectors per cell, where there are so many. */
  private static final int PER_CELL = 64;

  /** The fewest vectors that are drawn for training, where there are so many. */
  private static final int ENOUGH = 32_768;

  private static final int SHARES = 1 << 20;

  private SampleVectors() {}

  /** An entity and its vector. */
  @SuppressWarnings("ArrayRecordComponent") // in transit, never compared
  record Sampled(String entityId, float[] vector) {}

  /** How many of {@code entries} vectors a spec is trained with. */
  static int size(IndexSpec spec, int dimension, long entries) {
    long wanted = Math.max((long) spec.cells() * PER_CELL, ENOUGH);
    long bounded = Math.min(wanted, MAX_SAMPLE);
    bounded = Math.min(bounded, Math.max(1, MAX_SAMPLE_BYTES / (4L * dimension)));
    bounded = Math.max(bounded, spec.minimumTrainingSize());
    return (int) Math.min(bounded, entries);
  }

  /**
   * Returns the {@code wanted} entities of the smallest draw, in the order of their draw.
   *
   * @param vectors has {@code entity_id, vector array<float>}
   * @param entries how many rows it has
   */
  static List<Sampled> draw(
      SparkSession spark, Dataset<Row> vectors, long entries, int wanted, long seed) {
    Column draw = FeatureVectors.draw(seed);
    Dataset<Row> few = vectors;
    // Far more than the spread of a binomial: what is cut off below is cut off by the limit.
    double share = (wanted + 6 * Math.sqrt(wanted) + 16) / Math.max(1, entries);
    if (share < 1) {
      long threshold = (long) Math.ceil(share * SHARES);
      few = few.where(pmod(draw, lit((long) SHARES)).lt(lit(threshold)));
    }
    Dataset<Tuple2<String, byte[]>> drawn =
        few.orderBy(pmod(draw, lit((long) SHARES)), draw, col("entity_id"))
            .limit(wanted)
            .select("entity_id", "vector")
            .as(FeatureVectors.idAndVector(spark))
            .map(
                (MapFunction<Tuple2<String, float[]>, Tuple2<String, byte[]>>)
                    row -> new Tuple2<>(row._1(), VectorBytes.toBytes(row._2())),
                Encoders.tuple(Encoders.STRING(), Encoders.BINARY()));
    List<Sampled> sample = new ArrayList<>();
    for (Iterator<Tuple2<String, byte[]>> it = drawn.collectAsList().iterator(); it.hasNext(); ) {
      Tuple2<String, byte[]> row = it.next();
      sample.add(new Sampled(row._1(), VectorBytes.fromBytes(row._2())));
    }
    return sample;
  }
}
