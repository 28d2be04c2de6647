package io.nearfield.index.projection;

import io.nearfield.index.VectorBatch;
import io.nearfield.index.kernel.VectorKernels;
import io.nearfield.index.parallel.Ranges;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * The rows on the two directions in which they vary most, by subspace iteration from a random
 * start: a few directions more than wanted are multiplied by the covariance, which is never written
 * down, until they turn into the leading ones. (N. Halko, P.-G. Martinsson, J. Tropp, Finding
 * structure with randomness, 2011, algorithm 4.4.)
 */
final class PrincipalPlane {

  private static final int DIRECTIONS = 10; // two wanted, eight to make sure of them
  private static final int ROUNDS = 7;
  private static final int ROWS_PER_TASK = 512;

  private final float[] centred; // Layout: (n, d)
  private final int n;
  private final int d;
  private final int count;
  private final int threads;

  private PrincipalPlane(VectorBatch rows, int threads) {
    this.n = rows.rows();
    this.d = rows.dimension();
    this.count = Math.min(DIRECTIONS, d);
    this.threads = threads;
    this.centred = centred(rows);
  }

  static VectorBatch of(VectorBatch rows, ProjectionParams params) {
    return rows.rows() == 0
        ? VectorBatch.empty(2)
        : new PrincipalPlane(rows, params.threads()).points(params.seed());
  }

  private VectorBatch points(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    float[] directions = new float[count * d];
    for (int i = 0; i < directions.length; i++) {
      directions[i] = (float) (random.nextDouble() - 0.5);
    }
    orthonormalize(directions);
    for (int round = 0; round < ROUNDS; round++) {
      directions = covarianceTimes(products(directions));
      orthonormalize(directions);
    }
    return leading(products(directions));
  }

  private static float[] centred(VectorBatch rows) {
    int d = rows.dimension();
    float[] values = rows.values().clone();
    double[] mean = new double[d];
    for (int i = 0; i < values.length; i++) {
      mean[i % d] += values[i];
    }
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (values[i] - mean[i % d] / rows.rows());
    }
    return values;
  }

  /** What each row is on each direction. Layout: (n, count). */
  private float[] products(float[] directions) {
    float[] products = new float[n * count];
    Ranges.forEach(
        n,
        ROWS_PER_TASK,
        threads,
        (from, to) -> {
          for (int i = from; i < to; i++) {
            for (int c = 0; c < count; c++) {
              products[i * count + c] = VectorKernels.dot(centred, i * d, directions, c * d, d);
            }
          }
        });
    return products;
  }

  /** The rows, each as often as the products say, added up. Layout: (count, d). */
  private float[] covarianceTimes(float[] products) {
    float[] sums = new float[count * d];
    // Each thread has directions of its own: a sum is added up in one order only.
    Ranges.forEach(
        count,
        1,
        threads,
        (from, to) -> {
          for (int c = from; c < to; c++) {
            for (int i = 0; i < n; i++) {
              float times = products[i * count + c];
              for (int j = 0; j < d; j++) {
                sums[c * d + j] += times * centred[i * d + j];
              }
            }
          }
        });
    return sums;
  }

  /** Gram-Schmidt, each row twice: once leaves what rounding put back. */
  private void orthonormalize(float[] rows) {
    for (int i = 0; i < rows.length; i += d) {
      for (int pass = 0; pass < 2; pass++) {
        for (int before = 0; before < i; before += d) {
          float dot = VectorKernels.dot(rows, i, rows, before, d);
          for (int j = 0; j < d; j++) {
            rows[i + j] -= dot * rows[before + j];
          }
        }
        double norm = Math.sqrt(VectorKernels.dot(rows, i, rows, i, d));
        if (norm < 1e-30) { // nothing varies in a further direction
          Arrays.fill(rows, i, i + d, 0);
          break;
        }
        for (int j = 0; j < d; j++) {
          rows[i + j] = (float) (rows[i + j] / norm);
        }
      }
    }
  }

  /** The two directions of most variance among the products, the greatest deviation positive. */
  private VectorBatch leading(float[] products) {
    double[] covariance = new double[count * count];
    for (int i = 0; i < n; i++) {
      for (int a = 0; a < count; a++) {
        for (int b = 0; b < count; b++) {
          covariance[a * count + b] += (double) products[i * count + a] * products[i * count + b];
        }
      }
    }
    double[][] axes = SymmetricEigen.leading(covariance, count, 2);
    float[] points = new float[2 * n];
    for (int axis = 0; axis < axes.length; axis++) {
      float greatest = 0;
      for (int i = 0; i < n; i++) {
        double sum = 0;
        for (int c = 0; c < count; c++) {
          sum += axes[axis][c] * products[i * count + c];
        }
        points[2 * i + axis] = (float) sum;
        greatest =
            Math.abs(points[2 * i + axis]) > Math.abs(greatest) ? points[2 * i + axis] : greatest;
      }
      for (int i = 0; greatest < 0 && i < n; i++) {
        points[2 * i + axis] = -points[2 * i + axis];
      }
    }
    return new VectorBatch(points, 2);
  }
}
