package io.nearfield.flink.sql;

import io.nearfield.index.Metric;

/** What the column {@code score} of an answer says. */
enum Score {
  /** The distance by the index's metric; smaller is nearer. */
  DISTANCE,
  /**
   * Larger is nearer: the cosine under {@link Metric#COSINE}, the inner product under {@link
   * Metric#DOT}, the negated distance under any other metric.
   */
  SIMILARITY;

  double of(float distance, Metric metric) {
    if (this == DISTANCE) {
      return distance;
    }
    return metric == Metric.COSINE ? 1.0 - distance : -(double) distance;
  }
}
