package io.nearfield.spark.build;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.pmod;

import io.nearfield.index.IndexSpec;
import io.nearfield.index.VectorBatch;
import io.nearfield.index.format.VectorBytes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.function.FilterFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Draws entities by the hash of their id: the same for the same vectors and seed whatever the
 * table's files look like. What training sees stays on the executors; only held-out queries, few
 * and bounded, come to the driver.
 */
final class SampleVectors {

  /** The most vectors that one task trains with. */
  static final int MAX_SAMPLE = 262_144;

  /** The most bytes of vectors that one task trains with. */
  static final long MAX_SAMPLE_BYTES = 400L << 20;

  /** Training vectors per cell, where there are so many. */
  private static final int PER_CELL = 64;

  /** The fewest vectors that are drawn for training, where there are so many. */
  private static final int ENOUGH = 32_768;

  private static final int SHARES = 1 << 24;

  private SampleVectors() {}

  /** An entity and its vector. */
  @SuppressWarnings("ArrayRecordComponent") // in transit, never compared
  record Sampled(String entityId, float[] vector) {}

  /** How many of {@code entries} vectors a spec wants to be trained with. */
  static long wanted(IndexSpec spec, long entries) {
    long wanted = Math.max((long) spec.cells() * PER_CELL, ENOUGH);
    return Math.min(Math.max(wanted, spec.minimumTrainingSize()), entries);
  }

  /** How many of these one task takes: bounded by memory, whatever the table and the spec. */
  static int inOneTask(IndexSpec spec, int dimension, long entries) {
    long bounded = Math.min(wanted(spec, entries), MAX_SAMPLE);
    bounded = Math.min(bounded, Math.max(1, MAX_SAMPLE_BYTES / (4L * dimension)));
    bounded = Math.max(bounded, spec.minimumTrainingSize());
    return (int) Math.min(bounded, entries);
  }

  /**
   * About {@code wanted} rows or a few more, as {@code place long, entity_id, vector binary}: those
   * with the lowest places. The order by place and id is the same on every machine.
   *
   * @param vectors what {@link RawVectors#of} returns
   * @param entries how many rows it has
   */
  static Dataset<Row> drawn(Dataset<Row> vectors, long entries, long wanted, long seed) {
    Column place = pmod(FeatureVectors.draw(seed), lit((long) SHARES));
    // Far more than the spread of a binomial: what is too much is cut off in the order of places.
    double share = (wanted + 6 * Math.sqrt(wanted) + 16) / Math.max(1, entries);
    Dataset<Row> placed = vectors.select(place.as("place"), col("entity_id"), col("vector"));
    return share < 1
        ? placed.where(col("place").lt(lit((long) Math.ceil(share * SHARES))))
        : placed;
  }

  /** Leaves out the held-out queries. */
  static Dataset<Row> without(Dataset<Row> drawn, Broadcast<HashSet<String>> heldOut) {
    return drawn.filter((FilterFunction<Row>) row -> !heldOut.value().contains(row.getString(1)));
  }

  /** The first {@code wanted} of them on the driver. */
  static List<Sampled> first(Dataset<Row> vectors, long entries, int wanted, long seed) {
    List<Row> few = new ArrayList<>(drawn(vectors, entries, wanted, seed).collectAsList());
    few.sort(ORDER);
    return few.stream()
        .limit(wanted)
        .map(row -> new Sampled(row.getString(1), VectorBytes.fromBytes(row.getAs(2))))
        .toList();
  }

  /** The first {@code wanted} of a task's rows in order. */
  static VectorBatch ordered(Iterator<Row> drawn, int wanted) {
    List<Row> rows = new ArrayList<>();
    drawn.forEachRemaining(rows::add);
    rows.sort(ORDER);
    int count = Math.min(rows.size(), wanted);
    int dimension = ((byte[]) rows.get(0).getAs(2)).length / Float.BYTES;
    float[] values = new float[Math.multiplyExact(count, dimension)];
    for (int i = 0; i < count; i++) {
      System.arraycopy(
          VectorBytes.fromBytes(rows.get(i).getAs(2)), 0, values, i * dimension, dimension);
      rows.set(i, null); // the batch holds it now
    }
    return new VectorBatch(values, dimension);
  }

  private static final Comparator<Row> ORDER =
      Comparator.comparingLong((Row row) -> row.getLong(0)).thenComparing(row -> row.getString(1));
}
