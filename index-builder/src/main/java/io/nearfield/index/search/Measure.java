package io.nearfield.index.search;

import io.nearfield.index.Metric;

/**
 * Between scores, of which more is nearer, and distances as they are reported. Scores are what
 * kernels compute; a threshold in them lets a scan drop an entry without knowing its distance.
 *
 * <p>Scores of vectors: minus the squared distance, minus the sum of absolute differences, or the
 * inner product. Scores of codes: s as {@link io.nearfield.index.TrainedIndex#bias} says.
 */
final class Measure {

  private final Metric metric;
  private final boolean ofCodes;
  private final float norm; // the query's, squared; only codes need it

  private Measure(Metric metric, boolean ofCodes, float norm) {
    this.metric = metric;
    this.ofCodes = ofCodes;
    this.norm = norm;
  }

  static Measure ofVectors(Metric metric) {
    return new Measure(metric, false, 0);
  }

  static Measure ofCodes(Metric metric, float squaredNorm) {
    return new Measure(metric, true, squaredNorm);
  }

  private boolean root() {
    return metric == Metric.EUCLIDEAN || (ofCodes && metric == Metric.L1);
  }

  /** The distance; never less for a lower score. */
  float distance(float score) {
    if (root()) {
      return (float) Math.sqrt(ofCodes ? Math.max(0f, norm - 2 * score) : 0f - score);
    }
    return metric == Metric.L1 ? 0f - score : Distances.ofDot(metric, score);
  }

  /**
   * A score that is reached by everything at most this far, and, but for rounding, by nothing else.
   */
  float leastWithin(float distance) {
    if (distance == Float.POSITIVE_INFINITY) {
      return Float.NEGATIVE_INFINITY;
    }
    if (metric == Metric.COSINE && distance >= 2) {
      return Float.NEGATIVE_INFINITY; // where distances are cut off
    }
    double beyond = Math.nextUp(distance);
    if (root()) {
      beyond = Math.nextUp(Math.nextUp((float) (beyond * beyond)));
    }
    return Math.nextDown(score(beyond));
  }

  /** A score that is exceeded, but for rounding, by exactly what is less far than this. */
  float mostBeyond(float distance) {
    if (distance == Float.NEGATIVE_INFINITY) {
      return Float.POSITIVE_INFINITY;
    }
    if (distance <= 0 && (root() || metric == Metric.COSINE)) {
      return Float.POSITIVE_INFINITY;
    }
    double within = Math.nextDown(distance);
    if (root()) {
      within = Math.nextDown(Math.nextDown((float) (within * within)));
    }
    return Math.nextUp(score(within));
  }

  /** The score of a distance; of a squared one where roots are reported. */
  private float score(double distance) {
    if (root()) {
      return (float) (ofCodes ? (norm - distance) / 2 : -distance);
    }
    return (float) (metric == Metric.COSINE ? 1 - distance : -distance);
  }
}
