package io.nearfield.connect.onnx;

import io.nearfield.connect.api.NearfieldException;

/** The last step of every model: numbers checked, length made 1 if the model asks for it. */
final class UnitLength {

  private UnitLength() {}

  /**
   * Checks a vector and scales it in place if asked to. A vector of zeros stays as it is.
   *
   * @return {@code vector}
   * @throws NearfieldException if a number is not finite
   */
  static float[] finish(float[] vector, boolean normalize, String modelName) {
    double sum = 0;
    for (int i = 0; i < vector.length; i++) {
      if (!Float.isFinite(vector[i])) {
        throw new NearfieldException(
            "Cannot embed content with model '"
                + modelName
                + "': component "
                + i
                + " of its output is "
                + vector[i]);
      }
      sum += (double) vector[i] * vector[i];
    }
    if (normalize && sum > 0) {
      double scale = 1 / Math.sqrt(sum);
      for (int i = 0; i < vector.length; i++) {
        vector[i] = (float) (vector[i] * scale);
      }
    }
    return vector;
  }
}
