package io.nearfield.connect.api;

import io.nearfield.index.Metric;
import java.io.Serializable;

/**
 * What a vector must be to enter a feature set.
 *
 * @param dimension how many numbers it has
 * @param metric what compares it
 */
public record VectorRules(int dimension, Metric metric) implements Serializable {

  /**
   * Why an input is refused.
   *
   * @param reason the class of reason, as in {@code dead_letters}
   * @param message the whole story in one line
   */
  public record Refused(String reason, String message) implements Serializable {}

  public static VectorRules of(FeatureSet set) {
    return new VectorRules(set.dimension(), set.metric());
  }

  /** Returns why the vector is refused, or null if it is not. */
  public Refused refusal(float[] vector) {
    if (vector.length != dimension) {
      return new Refused(
          "wrong-dimension",
          "Cannot keep a vector of " + vector.length + " numbers: the set's have " + dimension);
    }
    boolean zero = true;
    for (int i = 0; i < vector.length; i++) {
      if (!Float.isFinite(vector[i])) {
        return new Refused(
            "not-finite", "Cannot keep the vector: number " + i + " is " + vector[i]);
      }
      zero &= vector[i] == 0;
    }
    return zero && metric == Metric.COSINE
        ? new Refused(
            "zero-vector", "Cannot keep a vector of zeros: it has no direction for cosine")
        : null;
  }
}
