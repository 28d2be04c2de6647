package io.nearfield.index.kmeans;

import io.nearfield.index.VectorBatch;
import io.nearfield.index.kernel.PackedRows;
import io.nearfield.index.kernel.VectorKernels;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * The directions in which rows vary most, most varied first, and their mean. Immutable and
 * thread-safe.
 *
 * <p>Found by orthogonal iteration on the covariance of at most 8,192 of the rows, which is as
 * exact as its users need: they ask for an orthonormal basis that keeps most of the length, not for
 * eigenvectors. Deterministic. O(rows * dimension^2) time. (G. Golub and C. Van Loan, Matrix
 * Computations, section 7.3.)
 */
final class PrincipalAxes {

  private static final int MOST_ROWS = 8192;
  private static final int ROUNDS = 12;
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

  /** Up to a factor. Layout: (dimension, dimension). */
  private static float[] covariance(VectorBatch rows, int some, float[] mean) {
    int d = rows.dimension();
    float[] columns = new float[d * some];
    for (int i = 0; i < some; i++) {
      int from = sampled(rows, some, i) * d;
      for (int j = 0; j < d; j++) {
        columns[j * some + i] = rows.values()[from + j] - mean[j];
      }
    }
    return products(columns, columns, some);
  }

  /**
   * All inner products of the rows of two matrices. Layout of the result: (rows of a, rows of b).
   */
  private static float[] products(float[] a, float[] b, int n) {
    int rows = a.length / n;
    int columns = b.length / n;
    PackedRows packed = VectorKernels.pack(b, 0, columns, n);
    float[] wide = new float[rows * packed.stride()];
    VectorKernels.multiply(a, 0, rows, packed, wide);
    float[] out = new float[rows * columns];
    for (int i = 0; i < rows; i++) {
      System.arraycopy(wide, i * packed.stride(), out, i * columns, columns);
    }
    return out;
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
