package io.nearfield.index.projection;

import java.util.Arrays;
import java.util.Comparator;

/**
 * Eigenvectors of a small symmetric matrix by Jacobi's rotations. O(n^3) time per sweep. (G. Golub
 * and C. Van Loan, Matrix Computations, section 8.5.)
 */
final class SymmetricEigen {

  private static final int SWEEPS = 30;
  private static final double SMALL = 1e-24;

  private final double[] a;
  private final double[] vectors; // columns
  private final int n;

  private SymmetricEigen(double[] symmetric, int n) {
    this.a = symmetric.clone();
    this.n = n;
    this.vectors = new double[n * n];
    for (int i = 0; i < n; i++) {
      vectors[i * n + i] = 1;
    }
  }

  /**
   * The eigenvectors of the greatest eigenvalues, greatest first; fewer if the matrix is smaller.
   *
   * @param symmetric Layout: (n, n)
   */
  static double[][] leading(double[] symmetric, int n, int wanted) {
    SymmetricEigen eigen = new SymmetricEigen(symmetric, n);
    for (int sweep = 0; sweep < SWEEPS && eigen.unsettled(); sweep++) {
      for (int p = 0; p < n; p++) {
        for (int q = p + 1; q < n; q++) {
          eigen.rotate(p, q);
        }
      }
    }
    Integer[] order = new Integer[n];
    Arrays.setAll(order, i -> i);
    Arrays.sort(order, Comparator.comparingDouble((Integer i) -> -eigen.a[i * n + i]));
    double[][] leading = new double[Math.min(wanted, n)][n];
    for (int i = 0; i < leading.length; i++) {
      for (int row = 0; row < n; row++) {
        leading[i][row] = eigen.vectors[row * n + order[i]];
      }
    }
    return leading;
  }

  private boolean unsettled() {
    double off = 0;
    double all = 0;
    for (int i = 0; i < n * n; i++) {
      all += a[i] * a[i];
      off += i / n == i % n ? 0 : a[i] * a[i];
    }
    return off > SMALL * all;
  }

  /** Turns the plane of axes p and q so that nothing is left between them. */
  private void rotate(int p, int q) {
    double apq = a[p * n + q];
    if (apq == 0) {
      return;
    }
    double theta = (a[q * n + q] - a[p * n + p]) / (2 * apq);
    double t = Math.copySign(1, theta) / (Math.abs(theta) + Math.sqrt(theta * theta + 1));
    double c = 1 / Math.sqrt(t * t + 1);
    double s = t * c;
    for (int k = 0; k < n; k++) {
      turn(a, k * n + p, k * n + q, c, s);
    }
    for (int k = 0; k < n; k++) {
      turn(a, p * n + k, q * n + k, c, s);
      turn(vectors, k * n + p, k * n + q, c, s);
    }
  }

  private static void turn(double[] values, int p, int q, double c, double s) {
    double one = values[p];
    double other = values[q];
    values[p] = c * one - s * other;
    values[q] = s * one + c * other;
  }
}
