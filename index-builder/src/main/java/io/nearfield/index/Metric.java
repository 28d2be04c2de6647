package io.nearfield.index;

/** What near means. Every metric is reported as a distance: smaller is nearer. */
public enum Metric {
  /** Square root of the sum of squared differences. */
  EUCLIDEAN,
  /** One minus the cosine of the angle, 0 to 2. Vectors without direction (zero) are refused. */
  COSINE,
  /** The negated inner product, so that smaller is nearer; may be below zero. */
  DOT,
  /**
   * Sum of absolute differences. Codes are compared by Euclidean distance, so an index of codes
   * needs a refinement, which puts the candidates in order.
   */
  L1,
  /** How many bits differ. For vectors of packed bits. */
  HAMMING,
  /**
   * One minus the share of common bits: 1 - |a and b| / |a or b|, 0 to 1; of two vectors without
   * any bit set it is 1, as in pgvector: they have nothing in common. For vectors of packed bits.
   */
  JACCARD;

  /** Whether it compares packed bits; the others compare floats. */
  public boolean binary() {
    return this == HAMMING || this == JACCARD;
  }

  /**
   * Checks that vectors of floats can be compared so.
   *
   * @throws IllegalArgumentException under a metric of packed bits
   */
  public void requireFloats() {
    if (binary()) {
      throw new IllegalArgumentException(
          "Cannot compare vectors of floats by %s: it compares packed bits; use EUCLIDEAN, COSINE, DOT or L1"
              .formatted(this));
    }
  }
}
