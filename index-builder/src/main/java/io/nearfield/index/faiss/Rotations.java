package io.nearfield.index.faiss;

import java.util.SplittableRandom;

/** Rows turned by an orthonormal matrix, and back. Matrices lie row by row. */
final class Rotations {

  private static final int PROBES = 4;

  /** How much of a vector a rotation and its way back may change. */
  private static final double TOLERANCE = 1e-3;

  private Rotations() {}

  /**
   * Each row r becomes rotation * r.
   *
   * @param rotation Layout: (d, d)
   * @param rows Layout: (rows, d)
   */
  static float[] rotate(float[] rotation, float[] rows, int d) {
    float[] turned = new float[rows.length];
    for (int from = 0; from < rows.length; from += d) {
      for (int i = 0; i < d; i++) {
        double sum = 0;
        for (int j = 0; j < d; j++) {
          sum += (double) rotation[i * d + j] * rows[from + j];
        }
        turned[from + i] = (float) sum;
      }
    }
    return turned;
  }

  /** Each row r becomes transposed rotation * r: the way back. */
  static float[] unrotate(float[] rotation, float[] rows, int d) {
    return rotate(transposed(rotation, d), rows, d);
  }

  /**
   * Whether a matrix is orthonormal, as far as a few seeded vectors tell: there and back they must
   * be what they were. O(d^2), so that a matrix of a damaged file costs little. (R. Freivalds,
   * Probabilistic machines can use less running time, 1977.)
   */
  static boolean orthonormal(float[] matrix, int d) {
    SplittableRandom random = new SplittableRandom(d);
    float[] transposed = transposed(matrix, d);
    for (int probe = 0; probe < PROBES; probe++) {
      float[] vector = new float[d];
      for (int i = 0; i < d; i++) {
        vector[i] = random.nextBoolean() ? 1 : -1;
      }
      float[] back = rotate(transposed, rotate(matrix, vector, d), d);
      double difference = 0;
      for (int i = 0; i < d; i++) {
        difference += Math.pow((double) back[i] - vector[i], 2);
      }
      // Written so that NaN fails too.
      if (!(difference <= TOLERANCE * TOLERANCE * d)) {
        return false;
      }
    }
    return true;
  }

  private static float[] transposed(float[] matrix, int d) {
    float[] transposed = new float[matrix.length];
    for (int i = 0; i < d; i++) {
      for (int j = 0; j < d; j++) {
        transposed[j * d + i] = matrix[i * d + j];
      }
    }
    return transposed;
  }
}
