package io.nearfield.index.opq;

import java.util.Optional;

/**
 * The orthonormal matrix nearest to a given one: the orthogonal factor of its polar decomposition,
 * which solves the orthogonal Procrustes problem without a singular value decomposition.
 *
 * <p>Newton and Schulz's iteration X := 3/2 X - 1/2 X X' X brings every singular value to one and
 * needs products alone; a Gram-Schmidt pass in double precision takes off what rounding left. (N.
 * Higham, Functions of Matrices, 2008, section 8.3.)
 */
final class PolarFactor {

  // A singular value a hundred-thousandth of the largest takes about 35 steps to grow to one.
  private static final int MOST_STEPS = 80;
  private static final double CLOSE = 2e-5;

  // How much of the former rotation is mixed in: it decides directions about which the matrix says
  // nothing, and is far below anything it does say.
  private static final float SHARE_OF_FORMER = 1e-5f;

  private PolarFactor() {}

  /**
   * The factor; empty when the iteration does not converge, which takes a matrix of zeros or one
   * that cancels {@code former} in some direction.
   *
   * @param matrix Layout: (n, n)
   * @param former an orthonormal matrix, wanted wherever {@code matrix} leaves the choice
   */
  static Optional<float[]> of(float[] matrix, float[] former, int n, int threads) {
    double norm = 0;
    for (float value : matrix) {
      norm += (double) value * value;
    }
    if (norm == 0) {
      return Optional.empty();
    }
    float scale = (float) (1 / Math.sqrt(norm));
    float[] x = new float[matrix.length];
    for (int i = 0; i < x.length; i++) {
      x[i] = matrix[i] * scale + SHARE_OF_FORMER * former[i];
    }
    for (int step = 0; step < MOST_STEPS; step++) {
      float[] gram = Matrices.timesTransposed(x, n, x, n, n, threads);
      if (awayFromIdentity(gram, n) < CLOSE) {
        return Optional.of(orthonormalized(x, n));
      }
      float[] cubed = Matrices.timesTransposed(gram, n, Matrices.transpose(x, n), n, n, threads);
      for (int i = 0; i < x.length; i++) {
        x[i] = 1.5f * x[i] - 0.5f * cubed[i];
      }
    }
    return Optional.empty();
  }

  private static double awayFromIdentity(float[] gram, int n) {
    double most = 0;
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        most = Math.max(most, Math.abs(gram[i * n + j] - (i == j ? 1 : 0)));
      }
    }
    return most;
  }

  private static float[] orthonormalized(float[] matrix, int n) {
    double[] x = new double[matrix.length];
    for (int i = 0; i < x.length; i++) {
      x[i] = matrix[i];
    }
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < i; j++) {
        double dot = dot(x, i * n, j * n, n);
        for (int k = 0; k < n; k++) {
          x[i * n + k] -= dot * x[j * n + k];
        }
      }
      double length = Math.sqrt(dot(x, i * n, i * n, n));
      for (int k = 0; k < n; k++) {
        x[i * n + k] /= length;
      }
    }
    float[] rounded = new float[x.length];
    for (int i = 0; i < x.length; i++) {
      rounded[i] = (float) x[i];
    }
    return rounded;
  }

  private static double dot(double[] x, int a, int b, int n) {
    double sum = 0;
    for (int k = 0; k < n; k++) {
      sum += x[a + k] * x[b + k];
    }
    return sum;
  }
}
