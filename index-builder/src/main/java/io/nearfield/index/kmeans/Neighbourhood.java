package io.nearfield.index.kmeans;

import io.nearfield.index.VectorBatch;
import io.nearfield.index.kernel.PackedRows;
import io.nearfield.index.kernel.VectorKernels;
import io.nearfield.index.parallel.Ranges;
import java.util.Arrays;

/**
 * Assignment among few: a row can only move to a centroid near the one it has. One pass costs
 * O(rows * 128 * dimension) however many clusters there are, and what a row misses in one iteration
 * it reaches over its next centroid in a later one. No row ever moves away from a nearer centroid,
 * so the objective does not rise. (J. Wang, J. Wang, Q. Ke, G. Zeng, S. Li, Fast approximate
 * k-means via cluster closures, 2012.)
 */
final class Neighbourhood {

  private static final int NEAR = 128;

  private static final int CLUSTERS_PER_TASK = 16;
  private static final int LOOKUPS_PER_TASK = 128;
  private static final int ROWS_AT_A_TIME = 192;

  private final int near;
  private final int[]
      neighbours; // ascending, a cluster itself among them. Layout: (clusters, near)

  private Neighbourhood(int near, int[] neighbours) {
    this.near = near;
    this.neighbours = neighbours;
  }

  /** The nearest centroids of each. */
  static Neighbourhood of(CentroidSearch search, int threads) {
    VectorBatch centroids = search.centroids().rows();
    int k = centroids.rows();
    int d = centroids.dimension();
    int near = Math.min(NEAR, k);
    int[] neighbours = new int[Math.multiplyExact(k, near)];
    Ranges.forEach(
        k,
        LOOKUPS_PER_TASK,
        threads,
        (from, to) ->
            search.best(
                centroids.values(),
                from * d,
                to - from,
                near,
                Float.POSITIVE_INFINITY,
                (i, cells, scores, held) -> take(cells, from + i, neighbours)));
    return new Neighbourhood(near, neighbours);
  }

  private static void take(int[] cells, int cluster, int[] neighbours) {
    int from = cluster * cells.length;
    boolean itself = false;
    for (int i = 0; i < cells.length; i++) {
      neighbours[from + i] = cells[i];
      itself |= cells[i] == cluster;
    }
    if (!itself) { // more copies of it than there is room for
      neighbours[from + cells.length - 1] = cluster;
    }
    Arrays.sort(neighbours, from, from + cells.length);
  }

  /** Moves each row to the nearest of the centroids near its own. */
  void assign(Assignment assignment, Centroids centroids, int threads) {
    Members members = assignment.members();
    Ranges.forEach(
        members.clusters(),
        CLUSTERS_PER_TASK,
        threads,
        (from, to) -> {
          Scratch scratch = new Scratch(near, centroids.dimension());
          for (int c = from; c < to; c++) {
            if (members.size(c) > 0) {
              assign(c, assignment, members, centroids, scratch);
            }
          }
        });
  }

  private void assign(
      int cluster, Assignment assignment, Members members, Centroids centroids, Scratch scratch) {
    int d = centroids.dimension();
    VectorBatch all = centroids.rows();
    for (int j = 0; j < near; j++) {
      System.arraycopy(all.values(), neighbours[cluster * near + j] * d, scratch.near, j * d, d);
    }
    PackedRows packed = VectorKernels.pack(scratch.near, 0, near, d);
    float[] halfNorms = new float[packed.stride()];
    Arrays.fill(halfNorms, Float.POSITIVE_INFINITY);
    for (int j = 0; j < near; j++) {
      halfNorms[j] = centroids.halfNorm(neighbours[cluster * near + j]);
    }
    for (int i = 0; i < members.size(cluster); i += ROWS_AT_A_TIME) {
      int some = Math.min(ROWS_AT_A_TIME, members.size(cluster) - i);
      members.copy(assignment.rows(), cluster, i, i + some, scratch.rows);
      VectorKernels.nearest(
          scratch.rows, 0, some, packed, halfNorms, scratch.nearest, scratch.score, 0);
      for (int r = 0; r < some; r++) {
        assignment.set(
            members.row(cluster, i + r),
            neighbours[cluster * near + scratch.nearest[r]],
            scratch.score[r]);
      }
    }
  }

  private static final class Scratch {
    final float[] near;
    final float[] rows;
    final int[] nearest = new int[ROWS_AT_A_TIME];
    final float[] score = new float[ROWS_AT_A_TIME];

    Scratch(int neighbours, int d) {
      near = new float[neighbours * d];
      rows = new float[ROWS_AT_A_TIME * d];
    }
  }
}
