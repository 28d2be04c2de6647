package io.nearfield.benchmarks.data;

import java.util.SplittableRandom;

/** A random rotation: normal vectors made orthonormal one after another (Gram and Schmidt). */
final class Rotation {

  private Rotation() {}

  /** Rows of length 1, each at right angles to all others. Layout: (n, n). O(n^3) time. */
  static float[] random(int n, SplittableRandom random) {
    double[][] rows = new double[n][n];
    for (int i = 0; i < n; i++) {
      double[] row = rows[i];
      for (int j = 0; j < n; j++) {
        row[j] = random.nextGaussian();
      }
      // Twice: what rounding leaves over the first time is gone after the second.
      for (int pass = 0; pass < 2; pass++) {
        for (int before = 0; before < i; before++) {
          add(row, rows[before], -dot(row, rows[before]));
        }
      }
      double length = Math.sqrt(dot(row, row));
      for (int j = 0; j < n; j++) {
        row[j] /= length;
      }
    }
    float[] flat = new float[n * n];
    for (int i = 0; i < flat.length; i++) {
      flat[i] = (float) rows[i / n][i % n];
    }
    return flat;
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }

  private static void add(double[] a, double[] b, double factor) {
    for (int i = 0; i < a.length; i++) {
      a[i] += factor * b[i];
    }
  }
}
