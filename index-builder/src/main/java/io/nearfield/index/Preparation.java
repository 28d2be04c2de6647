package io.nearfield.index;

/** Makes a user's vector comparable under a metric, or says what is wrong with it. */
final class Preparation {

  // Squared distances of two vectors below this norm stay finite in 32 bits.
  private static final double MOST_SQUARED_NORM = 1e36;

  // A vector this near to unit length is left as it is, so that preparing twice changes nothing.
  private static final double UNIT_TOLERANCE = 1e-6;

  private Preparation() {}

  static float[] prepare(float[] vector, int dimension, Metric metric) {
    requireDimension(vector.length, dimension, "");
    float[] prepared = vector.clone();
    prepare(prepared, 0, dimension, metric, "");
    return prepared;
  }

  static VectorBatch prepareAll(VectorBatch vectors, int dimension, Metric metric) {
    requireDimension(vectors.dimension(), dimension, "");
    float[] prepared = vectors.values().clone();
    for (int row = 0; row < vectors.rows(); row++) {
      prepare(prepared, row * dimension, dimension, metric, " at row " + row);
    }
    return new VectorBatch(prepared, dimension);
  }

  private static void requireDimension(int actual, int dimension, String where) {
    if (actual != dimension) {
      throw new IllegalArgumentException(
          "Cannot use vector%s: dimension %d differs from the index's dimension %d"
              .formatted(where, actual, dimension));
    }
  }

  private static void prepare(
      float[] values, int from, int dimension, Metric metric, String where) {
    double norm = 0;
    for (int i = 0; i < dimension; i++) {
      float value = values[from + i];
      if (!Float.isFinite(value)) {
        throw new IllegalArgumentException(
            "Cannot use vector%s: value at position %d is %s, must be finite"
                .formatted(where, i, value));
      }
      norm += (double) value * value;
    }
    if (metric == Metric.COSINE) {
      normalize(values, from, dimension, norm, where);
    } else if (norm > MOST_SQUARED_NORM) {
      throw new IllegalArgumentException(
          "Cannot use vector%s: its norm %.3g is too large, must be at most 1e18"
              .formatted(where, Math.sqrt(norm)));
    }
  }

  private static void normalize(
      float[] values, int from, int dimension, double squaredNorm, String where) {
    if (squaredNorm == 0) {
      throw new IllegalArgumentException(
          "Cannot use vector%s: it is zero and has no direction, which cosine compares"
              .formatted(where));
    }
    if (Math.abs(squaredNorm - 1) > UNIT_TOLERANCE) {
      double norm = Math.sqrt(squaredNorm);
      for (int i = from; i < from + dimension; i++) {
        values[i] = (float) (values[i] / norm);
      }
    }
  }
}
