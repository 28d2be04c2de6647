package io.nearfield.index.kmeans;

import io.nearfield.index.VectorBatch;
import io.nearfield.index.kernel.VectorKernels;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * The directions in which rows vary most, most varied first, and their mean. Immutable and
 * thread-safe.
 *
 * <p>Found by orthogonal iteration on the covariance of at most 2,048 of the rows, which is as
 * exact as its users need: they ask for an orthonormal basis that keeps most of the length, not for
 * eigenvectors. Deterministic. O(rows * dimension^2) time. (G. Golub and C. Van Loan, Matrix
 * Computations, section 7.3.)
 */
final class PrincipalAxes {

  private static final int MOST_ROWS = 2048;
  private static final int ROUNDS = 8;
  private static final long SEED = 0x5ee1; // of the first guess only

  private final float[] mean;
  private final float[] axes; // Layout: (count, dimension)
  private final double[] share; // of the variance that the first i + 1 axes keep
  private final int count;

  private PrincipalAxes(float[] mean, float[] axes, double[] share) {
    this.mean = mean;
    this.axes = axes;
    this.share = share;
    this.count = share.length;
  }

  /** The first {@code count} axes of the rows; {@code count} is at most their dimension. */
  static PrincipalAxes of(VectorBatch rows, int count) {
    int d = rows.dimension();
    int some = Math.min(rows.rows(), MOST_ROWS);
    float[] mean = mean(rows, some);
    float[] covariance = covariance(rows, some, mean);
    float[] axes = new float[count * d];
    SplittableRandom random = new SplittableRandom(SEED);
    for (int i = 0; i < axes.length; i++) {
      axes[i] = (float) (random.nextDouble() - 0.5);
    }
    orthonormalize(axes, d);
    for (int round = 0; round < ROUNDS; round++) {
      axes = products(axes, covariance, d);
      orthonormalize(axes, d);
    }
    return new PrincipalAxes(mean, axes, shares(axes, covariance, d));
  }

  /** The first of these axes alone. */
  PrincipalAxes first(int fewer) {
    return new PrincipalAxes(
        mean, Arrays.copyOf(axes, fewer * dimension()), Arrays.copyOf(share, fewer));
  }

  int count() {
    return count;
  }

  int dimension() {
    return mean.length;
  }

  float[] mean() {
    return mean;
  }

  /** The axes. Layout: (count, dimension). */
  float[] axes() {
    return axes;
  }

  /** The axes turned. Layout: (dimension, count). */
  float[] columns() {
    int d = dimension();
    float[] columns = new float[axes.length];
    for (int i = 0; i < count; i++) {
      for (int j = 0; j < d; j++) {
        columns[j * count + i] = axes[i * d + j];
      }
    }
    return columns;
  }

  /** How much of the variance the first {@code axes} keep, 0 to 1. */
  double share(int axes) {
    return share[axes - 1];
  }

  private static int sampled(VectorBatch rows, int some, int i) {
    return (int) ((long) i * rows.rows() / some);
  }

  private static float[] mean(VectorBatch rows, int some) {
    int d = rows.dimension();
    double[] sum = new double[d];
    for (int i = 0; i < some; i++) {
      int from = sampled(rows, some, i) * d;
      for (int j = 0; j < d; j++) {
        sum[j] += rows.values()[from + j];
      }
    }
    float[] mean = new float[d];
    for (int j = 0; j < d; j++) {
      mean[j] = (float) (sum[j] / some);
    }
    return mean;
  }

  // Plain loops that the compiler vectorises soon: an index that is opened should answer at once,
  // and the blocked product is slow until it has been used for a while.

  /** Up to a factor. Layout: (dimension, dimension). */
  private static float[] covariance(VectorBatch rows, int some, float[] mean) {
    int d = rows.dimension();
    float[] covariance = new float[d * d];
    float[] centred = new float[d];
    for (int i = 0; i < some; i++) {
      int from = sampled(rows, some, i) * d;
      for (int j = 0; j < d; j++) {
        centred[j] = rows.values()[from + j] - mean[j];
      }
      for (int j = 0; j < d; j++) {
        add(centred[j], centred, j, covariance, j * d + j, d - j);
      }
    }
    for (int j = 0; j < d; j++) {
      for (int k = 0; k < j; k++) {
        covariance[j * d + k] = covariance[k * d + j];
      }
    }
    return covariance;
  }

  /** Rows times a symmetric matrix. Layout: (rows, d). */
  private static float[] products(float[] rows, float[] symmetric, int d) {
    float[] out = new float[rows.length];
    for (int row = 0; row < rows.length; row += d) {
      for (int k = 0; k < d; k++) {
        add(rows[row + k], symmetric, k * d, out, row, d);
      }
    }
    return out;
  }

  /** Adds {@code n} values, times a factor. */
  static void add(float factor, float[] values, int from, float[] to, int toFrom, int n) {
    for (int i = 0; i < n; i++) {
      to[toFrom + i] += factor * values[from + i];
    }
  }

  /** Gram-Schmidt, each row twice: once leaves what rounding put back. */
  private static void orthonormalize(float[] rows, int d) {
    for (int i = 0; i < rows.length; i += d) {
      for (int pass = 0; pass < 2; pass++) {
        for (int before = 0; before < i; before += d) {
          float dot = VectorKernels.dot(rows, i, rows, before, d);
          for (int j = 0; j < d; j++) {
            rows[i + j] -= dot * rows[before + j];
          }
        }
        double norm = Math.sqrt(VectorKernels.dot(rows, i, rows, i, d));
        if (norm < 1e-30) { // nothing varies in a further direction: an axis that keeps nothing
          Arrays.fill(rows, i, i + d, 0);
          break;
        }
        for (int j = 0; j < d; j++) {
          rows[i + j] = (float) (rows[i + j] / norm);
        }
      }
    }
  }

  private static double[] shares(float[] axes, float[] covariance, int d) {
    double total = 0;
    for (int j = 0; j < d; j++) {
      total += covariance[j * d + j];
    }
    float[] images = products(axes, covariance, d);
    double[] share = new double[axes.length / d];
    double kept = 0;
    for (int i = 0; i < share.length; i++) {
      kept += VectorKernels.dot(axes, i * d, images, i * d, d);
      share[i] = total > 0 ? Math.min(1, kept / total) : 1;
    }
    return share;
  }
}
