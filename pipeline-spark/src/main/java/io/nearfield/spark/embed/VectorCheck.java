package io.nearfield.spark.embed;

import io.nearfield.connect.embed.Outcome;
import io.nearfield.index.Metric;
import java.io.Serializable;

/**
 * Whether a vector may be kept.
 *
 * @param dimension how many numbers it must have
 * @param metric cosine has no use for a vector of zeros
 */
record VectorCheck(int dimension, Metric metric) implements Serializable {

  /** The outcome itself, or a refusal of its vector. */
  Outcome of(Outcome outcome) {
    if (outcome.isRefused()) {
      return outcome;
    }
    float[] vector = outcome.vector();
    if (vector.length != dimension) {
      return Outcome.refused(
          "wrong-dimension",
          "Cannot keep a vector of " + vector.length + " numbers: the model's have " + dimension,
          outcome.attempts());
    }
    boolean zero = true;
    for (int i = 0; i < vector.length; i++) {
      if (!Float.isFinite(vector[i])) {
        return Outcome.refused(
            "not-finite",
            "Cannot keep the vector: number " + i + " is " + vector[i],
            outcome.attempts());
      }
      zero &= vector[i] == 0;
    }
    return zero && metric == Metric.COSINE
        ? Outcome.refused(
            "zero-vector",
            "Cannot keep a vector of zeros: it has no direction for cosine",
            outcome.attempts())
        : outcome;
  }
}
