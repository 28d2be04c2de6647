package io.nearfield.spark.build;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.pmod;

import io.nearfield.index.IndexSpec;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoder;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import scala.Tuple4;

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

  /** The {@code wanted} entities with the smallest hashes of their id and {@code seed}. */
  record Draw(int wanted, long seed) {}

  /**
   * Makes two draws in one pass, each in the order of its hashes.
   *
   * @param vectors has {@code entity_id, vector array<float>}
   * @param entries how many rows it has
   */
  static Drawn draw(Dataset<Row> vectors, long entries, Draw first, Draw second) {
    Dataset<Row> hashed =
        vectors.select(
            col("entity_id"),
            col("vector"),
            FeatureVectors.draw(first.seed()).as("first"),
            FeatureVectors.draw(second.seed()).as("second"));
    Encoder<Tuple4<String, float[], Long, Long>> encoder =
        Encoders.tuple(
            Encoders.STRING(),
            vectors.sparkSession().implicits().newFloatArrayEncoder(),
            Encoders.LONG(),
            Encoders.LONG());
    List<Tuple4<String, float[], Long, Long>> few =
        hashed
            .where(mayBeDrawn("first", first, entries).or(mayBeDrawn("second", second, entries)))
            .as(encoder)
            .collectAsList();
    return new Drawn(smallest(few, Tuple4::_3, first), smallest(few, Tuple4::_4, second));
  }

  /** The entities of two draws. */
  record Drawn(List<Sampled> first, List<Sampled> second) {}

  /** Lets a few more pass than are wanted, so that the driver gets few and never too few. */
  private static Column mayBeDrawn(String hash, Draw draw, long entries) {
    // Far more than the spread of a binomial: what is cut off below is cut off by the limit.
    double wanted = draw.wanted();
    double share = (wanted + 6 * Math.sqrt(wanted) + 16) / Math.max(1, entries);
    return share < 1
        ? pmod(col(hash), lit((long) SHARES)).lt(lit((long) Math.ceil(share * SHARES)))
        : lit(true);
  }

  private static List<Sampled> smallest(
      List<Tuple4<String, float[], Long, Long>> rows,
      Function<Tuple4<String, float[], Long, Long>, Long> hash,
      Draw draw) {
    return rows.stream()
        .sorted(
            Comparator.comparing(
                    (Tuple4<String, float[], Long, Long> row) ->
                        Math.floorMod(hash.apply(row), SHARES))
                .thenComparing(hash)
                .thenComparing(Tuple4::_1))
        .limit(draw.wanted())
        .map(row -> new Sampled(row._1(), row._2()))
        .toList();
  }
}
