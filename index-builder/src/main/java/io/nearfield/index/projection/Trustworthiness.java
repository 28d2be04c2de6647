package io.nearfield.index.projection;

import io.nearfield.index.VectorBatch;
import io.nearfield.index.kernel.VectorKernels;
import io.nearfield.index.parallel.Ranges;

/**
 * How far the neighbours that a picture shows are neighbours indeed. (J. Venna and S. Kaski,
 * Neighborhood preservation in nonlinear projection methods, 2001.)
 */
public final class Trustworthiness {

  private static final int ROWS_PER_TASK = 32;

  private Trustworthiness() {}

  /**
   * 1 if the k nearest points of every point are among the k nearest of its row, less the farther
   * off among the rows they are; about one half for points at random. O(n^2 * (d + k)) time.
   *
   * @param rows what is shown
   * @param points Layout: (n, 2), one per row
   * @param k at least 1, below half of the rows
   */
  public static double of(VectorBatch rows, VectorBatch points, int k, int threads) {
    int n = rows.rows();
    if (points.rows() != n || k < 1 || 2L * k >= n) {
      throw new IllegalArgumentException(
          "Cannot judge %d points for %d rows by %d neighbours: there is a point per row, and 1 to below half of them are neighbours"
              .formatted(points.rows(), n, k));
    }
    NeighbourGraph shown = NeighbourGraph.of(points, k, threads);
    long[] excess = new long[n];
    Ranges.forEach(
        n,
        ROWS_PER_TASK,
        threads,
        (from, to) -> {
          float[] distances = new float[n];
          for (int i = from; i < to; i++) {
            excess[i] = excess(rows, i, shown, distances);
          }
        });
    double sum = 0;
    for (long one : excess) {
      sum += one;
    }
    return 1 - 2 * sum / ((double) n * k * (2.0 * n - 3.0 * k - 1));
  }

  /** By how much the shown neighbours of a row have worse ranks than k, added up. */
  private static long excess(VectorBatch rows, int i, NeighbourGraph shown, float[] distances) {
    VectorKernels.squaredL2Batch(rows.row(i), rows.values(), 0, rows.rows(), distances, 0);
    long excess = 0;
    for (int at = i * shown.k(); at < (i + 1) * shown.k(); at++) {
      float own = distances[shown.ids()[at]];
      int rank = 1;
      for (int j = 0; j < distances.length; j++) {
        rank += j != i && distances[j] < own ? 1 : 0;
      }
      excess += Math.max(0, rank - shown.k());
    }
    return excess;
  }
}
