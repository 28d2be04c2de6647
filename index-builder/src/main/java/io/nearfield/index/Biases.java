package io.nearfield.index;

import io.nearfield.index.code.VectorCodec;

/**
 * What is added to an entry's inner product to rank it, from its code and its cell: see {@link
 * TrainedIndex#biases}.
 *
 * <p>With c the centroid, r the residual and x the decoded code. A codec that decodes to the
 * nearest vector stands for c + x. One that keeps norms has an unbiased x, whose own norm is too
 * long; |q - c - r|^2 is then |q - c|^2 + |r|^2 - 2 (q - c) . x, so half of |c|^2 + |r|^2 + 2 c . x
 * takes the place of half of |c + x|^2. Only the part of the query that lies beyond the centroid is
 * estimated so, as if there were a table for every cell, though one serves all.
 */
final class Biases {

  private static final int ROWS_AT_ONCE = 256;

  private Biases() {}

  static void of(
      Metric metric,
      VectorCodec codec,
      VectorBatch centroids,
      byte[] codes,
      int codesFrom,
      int count,
      int[] cells,
      int cellsFrom,
      float[] out,
      int outFrom) {
    int d = codec.dimension();
    int size = codec.codeSize();
    float[] decoded = new float[Math.min(count, ROWS_AT_ONCE) * d];
    for (int done = 0; done < count; done += ROWS_AT_ONCE) {
      int some = Math.min(ROWS_AT_ONCE, count - done);
      codec.decodeAll(codes, codesFrom + done * size, some, decoded, 0);
      for (int i = 0; i < some; i++) {
        int code = codesFrom + (done + i) * size;
        double squared =
            shared(centroids.values(), cells[cellsFrom + done + i] * d, decoded, i * d, d)
                + codec.squaredNorm(codes, code, decoded, i * d);
        // A unit vector v: q . v = 1 - |q - v|^2 / 2.
        out[outFrom + done + i] =
            (float) (metric == Metric.COSINE ? (1 - squared) / 2 : -squared / 2);
      }
    }
  }

  /** |c|^2 + 2 c . x. */
  private static double shared(float[] centroids, int centre, float[] decoded, int from, int d) {
    double squared = 0;
    double across = 0;
    for (int i = 0; i < d; i++) {
      double c = centroids[centre + i];
      squared += c * c;
      across += c * decoded[from + i];
    }
    return squared + 2 * across;
  }

  /**
   * Makes an unbiased estimate of a vector the nearest one along its line. Its product with the
   * vector is the vector's squared norm, which is what its own would be if it were the nearest.
   */
  static void shorten(float[] unbiased, float squaredNorm) {
    double own = 0;
    for (float value : unbiased) {
      own += (double) value * value;
    }
    float share = own > 0 ? (float) (squaredNorm / own) : 0;
    for (int i = 0; i < unbiased.length; i++) {
      unbiased[i] *= share;
    }
  }
}
