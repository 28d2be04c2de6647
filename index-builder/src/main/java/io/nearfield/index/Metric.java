package io.nearfield.index;

/** What near means. Every metric is reported as a distance: smaller is nearer. */
public enum Metric {
  /** Square root of the sum of squared differences. */
  EUCLIDEAN,
  /** One minus the cosine of the angle, 0 to 2. Vectors without direction (zero) are refused. */
  COSINE,
  /** The negated inner product, so that smaller is nearer; may be below zero. */
  DOT
}
