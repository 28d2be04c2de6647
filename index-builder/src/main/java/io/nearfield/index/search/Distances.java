package io.nearfield.index.search;

import io.nearfield.index.Metric;
import io.nearfield.index.kernel.VectorKernels;

/**
 * Distances of full vectors as they are reported. Every exact path goes through here, so the same
 * pair has the same distance, bit for bit, whoever compares it.
 */
final class Distances {

  private Distances() {}

  /**
   * Distances of one query to many rows.
   *
   * @param rows Layout: (count, query.length), from {@code rowsFrom}
   */
  static void compute(
      Metric metric, float[] query, float[] rows, int rowsFrom, int count, float[] out) {
    if (metric == Metric.EUCLIDEAN) {
      VectorKernels.squaredL2Batch(query, rows, rowsFrom, count, out, 0);
      for (int i = 0; i < count; i++) {
        out[i] = (float) Math.sqrt(out[i]);
      }
    } else if (metric == Metric.L1) {
      VectorKernels.l1Batch(query, rows, rowsFrom, count, out, 0);
    } else {
      VectorKernels.dotBatch(query, rows, rowsFrom, count, out, 0);
      for (int i = 0; i < count; i++) {
        out[i] = ofDot(metric, out[i]);
      }
    }
  }

  /** The distance of an inner product, under COSINE or DOT. */
  static float ofDot(Metric metric, float dot) {
    // Rounding may carry the cosine of a vector with itself a little above one.
    return metric == Metric.COSINE ? Math.max(0f, Math.min(2f, 1f - dot)) : 0f - dot;
  }
}
