package io.nearfield.index;

import io.nearfield.index.ivf.CoarseQuantizer;

/** What the cells leave over: each vector minus the centroid of its cell. */
final class Residuals {

  private Residuals() {}

  static VectorBatch of(VectorBatch rows, VectorBatch centroids, int threads) {
    int d = rows.dimension();
    int[] cells = CoarseQuantizer.of(centroids, Metric.EUCLIDEAN).assignAll(rows, threads);
    float[] residuals = rows.values().clone();
    for (int i = 0; i < cells.length; i++) {
      for (int j = 0; j < d; j++) {
        residuals[i * d + j] -= centroids.values()[cells[i] * d + j];
      }
    }
    return new VectorBatch(residuals, d);
  }
}
