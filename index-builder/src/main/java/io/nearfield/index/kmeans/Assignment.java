package io.nearfield.index.kmeans;

import io.nearfield.index.VectorBatch;
import io.nearfield.index.parallel.Ranges;
import java.util.Arrays;

/** Which cluster each row belongs to, and the two steps of Lloyd's iteration on it. */
final class Assignment {

  private static final int ROWS_PER_TASK = 1024;

  private final VectorBatch rows;
  private final int threads;
  private final int[] cluster;
  private final float[] score;
  private final double[] norm;
  private final int[] size;

  Assignment(VectorBatch rows, int clusters, int threads) {
    this.rows = rows;
    this.threads = threads;
    this.cluster = new int[rows.rows()];
    this.score = new float[rows.rows()];
    this.norm = new double[rows.rows()];
    this.size = new int[clusters];
    for (int i = 0; i < norm.length; i++) {
      norm[i] = Centroids.squaredNorm(rows.values(), i * rows.dimension(), rows.dimension());
    }
  }

  int[] clusters() {
    return cluster;
  }

  void assign(Centroids centroids) {
    Ranges.forEach(
        rows.rows(),
        ROWS_PER_TASK,
        threads,
        (from, to) ->
            centroids.nearest(
                rows.values(), from * rows.dimension(), to - from, cluster, score, from));
    Arrays.fill(size, 0);
    for (int c : cluster) {
      size[c]++;
    }
  }

  private double squaredDistance(int row) {
    return Math.max(0, norm[row] + 2.0 * score[row]);
  }

  double objective() {
    double sum = 0;
    for (int i = 0; i < cluster.length; i++) {
      sum += squaredDistance(i);
    }
    return sum;
  }

  double imbalance() {
    double sumOfSquares = 0;
    for (int s : size) {
      sumOfSquares += (double) s * s;
    }
    return sumOfSquares * size.length / ((double) cluster.length * cluster.length);
  }

  /** Gives each empty cluster the farthest row of the largest; returns how many were filled. */
  int fillEmpty() {
    int filled = 0;
    boolean[] uniform = new boolean[size.length]; // all rows lie on the centroid: nothing to split
    for (int empty = 0; empty < size.length; empty++) {
      while (size[empty] == 0) {
        int largest = largest(uniform);
        if (largest < 0) {
          return filled;
        }
        int row = farthest(largest);
        if (row < 0) {
          uniform[largest] = true;
          continue;
        }
        cluster[row] = empty;
        score[row] = (float) (-norm[row] / 2); // it will lie on its centroid
        size[largest]--;
        size[empty]++;
        filled++;
      }
    }
    return filled;
  }

  private int largest(boolean[] excluded) {
    int largest = -1;
    for (int c = 0; c < size.length; c++) {
      if (!excluded[c] && size[c] > 1 && (largest < 0 || size[c] > size[largest])) {
        largest = c;
      }
    }
    return largest;
  }

  private int farthest(int of) {
    int farthest = -1;
    double most = 0;
    for (int i = 0; i < cluster.length; i++) {
      // Below this share of the norm the distance is rounding, not distance.
      if (cluster[i] == of && squaredDistance(i) > Math.max(most, 1e-6 * norm[i])) {
        most = squaredDistance(i);
        farthest = i;
      }
    }
    return farthest;
  }

  /** The mean of each cluster's rows, summed in row order; an empty one keeps its centroid. */
  VectorBatch means(VectorBatch centroids) {
    int d = rows.dimension();
    int[] start = new int[size.length + 1];
    for (int c = 0; c < size.length; c++) {
      start[c + 1] = start[c] + size[c];
    }
    int[] next = start.clone();
    int[] byCluster = new int[cluster.length];
    for (int i = 0; i < cluster.length; i++) {
      byCluster[next[cluster[i]]++] = i;
    }
    float[] means = centroids.values().clone();
    Ranges.forEach(
        size.length,
        16,
        threads,
        (from, to) -> {
          double[] sum = new double[d];
          for (int c = from; c < to; c++) {
            if (size[c] > 0) {
              mean(byCluster, start[c], start[c + 1], sum);
              for (int j = 0; j < d; j++) {
                means[c * d + j] = (float) sum[j];
              }
            }
          }
        });
    return new VectorBatch(means, d);
  }

  private void mean(int[] members, int from, int to, double[] sum) {
    int d = sum.length;
    float[] values = rows.values();
    Arrays.fill(sum, 0);
    for (int i = from; i < to; i++) {
      int row = members[i] * d;
      for (int j = 0; j < d; j++) {
        sum[j] += values[row + j];
      }
    }
    for (int j = 0; j < d; j++) {
      sum[j] /= to - from;
    }
  }
}
