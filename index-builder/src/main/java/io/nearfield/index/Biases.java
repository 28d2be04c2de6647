package io.nearfield.index;

import io.nearfield.index.code.VectorCodec;

/**
 * What is added to an entry's inner product to rank it, from its code and its cell: see {@link
 * TrainedIndex#bias}.
 *
 * <p>With c the centroid, r the residual and x the decoded code. A codec that decodes to the
 * nearest vector stands for c + x. One that keeps norms has an unbiased x, whose own norm is too
 * long; |q - c - r|^2 is then |q - c|^2 + |r|^2 - 2 (q - c) . x, so half of |c|^2 + |r|^2 + 2 c . x
 * takes the place of half of |c + x|^2. Only the part of the query that lies beyond the centroid is
 * estimated so, as RaBitQ has it, though one query serves all cells.
 */
final class Biases {

  private Biases() {}

  static float of(
      Metric metric,
      VectorCodec codec,
      byte[] code,
      int codeFrom,
      float[] decoded,
      float[] centroids,
      int centroidFrom) {
    double centre = 0;
    double across = 0;
    for (int i = 0; i < codec.dimension(); i++) {
      double c = centroids[centroidFrom + i];
      centre += c * c;
      across += c * decoded[i];
    }
    double squared = centre + 2 * across + codec.squaredNorm(code, codeFrom, decoded, 0);
    // A unit vector v: q . v = 1 - |q - v|^2 / 2.
    return (float) (metric == Metric.COSINE ? (1 - squared) / 2 : -squared / 2);
  }
}
