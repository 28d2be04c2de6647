package io.nearfield.index.pq;

import io.nearfield.index.VectorBatch;

/**
 * How the loss of one part of a vector is measured: by W = C^(1/2), with C the covariance of what
 * lies there, in place of the plain squared difference.
 *
 * <p>What a code loses matters by its product with the difference of a query and the vector, and
 * near neighbours differ most where the vectors vary most. So a loss along a direction of large
 * variance costs more in the order of neighbours than the same loss elsewhere. W = C would be right
 * if near neighbours differed as all vectors do; its root is nearly as good and safe where they do
 * not. (The idea of a loss that depends on the query: R. Guo et al., Accelerating Large-Scale
 * Inference with Anisotropic Vector Quantization, 2020.)
 *
 * <p>Vectors are stretched by C^(1/4); the plain squared difference of stretched vectors is the
 * loss. Immutable and thread-safe.
 */
public final class PartMetric {

  private static final int SWEEPS = 30;
  private static final double NO_VARIANCE = 1e-9; // of the largest: less counts as so much

  private final float[] forth; // Layout: (n, n), symmetric
  private final float[] back;
  private final int n;

  private PartMetric(float[] forth, float[] back, int n) {
    this.forth = forth;
    this.back = back;
    this.n = n;
  }

  /** By the covariance of some rows: a sample of the part, or the centroids that stand for it. */
  public static PartMetric of(VectorBatch rows) {
    int n = rows.dimension();
    double[][] matrix = covariance(rows);
    double[][] axes = diagonalize(matrix);
    double largest = 0;
    for (int i = 0; i < n; i++) {
      largest = Math.max(largest, matrix[i][i]);
    }
    float[] forth = new float[n * n];
    float[] back = new float[n * n];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        double there = 0;
        double again = 0;
        for (int k = 0; k < n; k++) {
          // Relative to the largest: the scale of the whole changes no comparison.
          double variance = largest > 0 ? Math.max(matrix[k][k] / largest, NO_VARIANCE) : 1;
          double stretch = Math.sqrt(Math.sqrt(variance));
          there += axes[i][k] * stretch * axes[j][k];
          again += axes[i][k] / stretch * axes[j][k];
        }
        forth[i * n + j] = (float) there;
        back[i * n + j] = (float) again;
      }
    }
    return new PartMetric(forth, back, n);
  }

  /** Rows as they are compared. */
  public VectorBatch stretched(VectorBatch rows) {
    return times(forth, rows);
  }

  /** Rows as they were before they were stretched. */
  public VectorBatch unstretched(VectorBatch rows) {
    return times(back, rows);
  }

  private VectorBatch times(float[] matrix, VectorBatch rows) {
    float[] from = rows.values();
    float[] out = new float[from.length];
    for (int row = 0; row < from.length; row += n) {
      for (int i = 0; i < n; i++) {
        float sum = 0;
        for (int j = 0; j < n; j++) {
          sum += matrix[i * n + j] * from[row + j];
        }
        out[row + i] = sum;
      }
    }
    return new VectorBatch(out, n);
  }

  private static double[][] covariance(VectorBatch rows) {
    int n = rows.dimension();
    double[] mean = new double[n];
    double[][] sums = new double[n][n];
    float[] values = rows.values();
    for (int row = 0; row < values.length; row += n) {
      for (int i = 0; i < n; i++) {
        mean[i] += values[row + i] / (double) rows.rows();
      }
    }
    for (int row = 0; row < values.length; row += n) {
      for (int i = 0; i < n; i++) {
        for (int j = 0; j < n; j++) {
          sums[i][j] += (values[row + i] - mean[i]) * (values[row + j] - mean[j]);
        }
      }
    }
    return sums;
  }

  /**
   * Jacobi's method: turns pairs of axes until nothing but the diagonal is left of a symmetric
   * matrix.
   *
   * @return the eigenvectors, one a column
   */
  private static double[][] diagonalize(double[][] a) {
    int n = a.length;
    double[][] axes = new double[n][n];
    for (int i = 0; i < n; i++) {
      axes[i][i] = 1;
    }
    for (int sweep = 0; sweep < SWEEPS; sweep++) {
      for (int p = 0; p < n; p++) {
        for (int q = p + 1; q < n; q++) {
          if (a[p][q] != 0) {
            turn(a, axes, p, q);
          }
        }
      }
    }
    return axes;
  }

  private static void turn(double[][] a, double[][] axes, int p, int q) {
    double theta = (a[q][q] - a[p][p]) / (2 * a[p][q]);
    double t = Math.copySign(1, theta) / (Math.abs(theta) + Math.sqrt(theta * theta + 1));
    double c = 1 / Math.sqrt(t * t + 1);
    double s = t * c;
    for (int k = 0; k < a.length; k++) {
      double kp = a[k][p];
      double kq = a[k][q];
      a[k][p] = c * kp - s * kq;
      a[k][q] = s * kp + c * kq;
    }
    for (int k = 0; k < a.length; k++) {
      double pk = a[p][k];
      double qk = a[q][k];
      a[p][k] = c * pk - s * qk;
      a[q][k] = s * pk + c * qk;
      double axisP = axes[k][p];
      double axisQ = axes[k][q];
      axes[k][p] = c * axisP - s * axisQ;
      axes[k][q] = s * axisP + c * axisQ;
    }
    a[p][q] = 0;
    a[q][p] = 0;
  }
}
