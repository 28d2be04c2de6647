package io.nearfield.benchmarks;

import io.nearfield.index.parallel.Ranges;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * How fast this machine reads main memory: sums a large array, several streams at once, which is
 * all that can be done with less than a product a value.
 */
final class ReadSpeed {

  private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
  private static final int PIECE = 1 << 20;
  private static final int ROUNDS = 9;
  private static final int ENOUGH = 64 << 20; // no cache holds as much

  private ReadSpeed() {}

  /**
   * Bytes a second, the best of several rounds over {@code values}, or over more if they are few.
   */
  static double of(float[] values, int threads) {
    return best(values.length < ENOUGH ? new float[ENOUGH] : values, threads);
  }

  private static double best(float[] values, int threads) {
    int pieces = values.length / PIECE;
    float[] sums = new float[pieces];
    double best = 0;
    for (int round = 0; round < ROUNDS; round++) {
      long begun = System.nanoTime();
      Ranges.forEach(
          pieces,
          Math.max(1, pieces / (threads * 8)),
          threads,
          (from, to) -> {
            for (int piece = from; piece < to; piece++) {
              sums[piece] = sum(values, piece * PIECE);
            }
          });
      double seconds = (System.nanoTime() - begun) / 1e9;
      best = Math.max(best, (double) pieces * PIECE * Float.BYTES / seconds);
    }
    // Looking at the sums keeps the compiler from leaving them out.
    for (float sum : sums) {
      if (!Float.isFinite(sum)) {
        throw new IllegalArgumentException(
            "Cannot measure the memory: the vectors hold NaN or infinities");
      }
    }
    return best;
  }

  /** Four places of a piece at once, so that as many rows of memory are on their way. */
  private static float sum(float[] values, int from) {
    int quarter = PIECE / 4;
    FloatVector a = FloatVector.zero(SPECIES);
    FloatVector b = a;
    FloatVector c = a;
    FloatVector d = a;
    for (int i = 0; i < quarter; i += SPECIES.length()) {
      a = a.add(FloatVector.fromArray(SPECIES, values, from + i));
      b = b.add(FloatVector.fromArray(SPECIES, values, from + quarter + i));
      c = c.add(FloatVector.fromArray(SPECIES, values, from + 2 * quarter + i));
      d = d.add(FloatVector.fromArray(SPECIES, values, from + 3 * quarter + i));
    }
    return a.add(b).add(c.add(d)).reduceLanes(VectorOperators.ADD);
  }
}
