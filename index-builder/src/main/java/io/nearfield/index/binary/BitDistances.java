package io.nearfield.index.binary;

import io.nearfield.index.Metric;
import io.nearfield.index.kernel.BitKernels;

/** Distances of one row of bits to many, and the arrays they need. Not thread-safe. */
final class BitDistances {

  private final int[] counts;
  private final int[] either;
  private final float[] distances;

  /** For up to {@code most} rows at once. */
  BitDistances(int most) {
    counts = new int[most];
    either = new int[most];
    distances = new float[most];
  }

  /**
   * The distance of the query to each row; the array is used again by the next call.
   *
   * @param rows Layout: (count, query.length)
   */
  float[] compute(Metric metric, long[] query, long[] rows, int count) {
    if (metric == Metric.HAMMING) {
      BitKernels.hammingBatch(query, rows, 0, count, counts, 0);
      for (int i = 0; i < count; i++) {
        distances[i] = counts[i];
      }
    } else {
      BitKernels.overlapBatch(query, rows, 0, count, counts, either, 0);
      for (int i = 0; i < count; i++) {
        // Two empty sets have nothing in common: 1, although nothing tells them apart.
        distances[i] = counts[i] == 0 ? 1 : (float) (either[i] - counts[i]) / either[i];
      }
    }
    return distances;
  }
}
