package io.nearfield.index.kmeans;

import io.nearfield.index.VectorBatch;
import io.nearfield.index.parallel.Ranges;

/** Which cluster each row belongs to, and how far it lies from that cluster's centroid. */
final class Assignment {

  private static final int ROWS_PER_TASK = 1024;

  private final VectorBatch rows;
  private final int clusters;
  private final int threads;
  private final int[] cluster;
  private final float[] score; // |c|^2 / 2 - x . c of the row's centroid c
  private final double[] norm; // squared, of each row

  Assignment(VectorBatch rows, int clusters, int threads) {
    this.rows = rows;
    this.clusters = clusters;
    this.threads = threads;
    this.cluster = new int[rows.rows()];
    this.score = new float[rows.rows()];
    this.norm = new double[rows.rows()];
    int d = rows.dimension();
    Ranges.forEach(
        norm.length,
        ROWS_PER_TASK,
        threads,
        (from, to) -> {
          for (int i = from; i < to; i++) {
            norm[i] = Centroids.squaredNorm(rows.values(), i * d, d);
          }
        });
  }

  VectorBatch rows() {
    return rows;
  }

  int[] clusters() {
    return cluster;
  }

  int clusterCount() {
    return clusters;
  }

  /** Assigns each row to the nearest of all centroids. */
  void assign(CentroidSearch centroids) {
    int d = rows.dimension();
    Ranges.forEach(
        rows.rows(),
        ROWS_PER_TASK,
        threads,
        (from, to) -> centroids.best(rows.values(), from * d, to - from, cluster, score, from));
  }

  /** Takes over what somebody else has found. */
  void set(int row, int itsCluster, float itsScore) {
    cluster[row] = itsCluster;
    score[row] = itsScore;
  }

  /** Moves a row that will lie on its centroid. */
  void moveOnto(int row, int itsCluster) {
    set(row, itsCluster, (float) (-norm[row] / 2));
  }

  double squaredDistance(int row) {
    return Math.max(0, norm[row] + 2.0 * score[row]);
  }

  /** Whether a row's distance is more than rounding. */
  boolean apart(int row) {
    return squaredDistance(row) > 1e-6 * norm[row];
  }

  Members members() {
    return Members.of(cluster, clusters);
  }

  double objective() {
    double sum = 0;
    for (int i = 0; i < cluster.length; i++) {
      sum += squaredDistance(i);
    }
    return sum;
  }
}
