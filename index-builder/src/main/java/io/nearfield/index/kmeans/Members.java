package io.nearfield.index.kmeans;

import io.nearfield.index.VectorBatch;

/** The rows of each cluster, in row order. */
final class Members {

  private final int[] start; // Layout: (clusters + 1)
  private final int[] rows; // those of cluster c from start[c] to start[c + 1]

  private Members(int[] start, int[] rows) {
    this.start = start;
    this.rows = rows;
  }

  /** Sorts rows by cluster. O(rows + clusters). */
  static Members of(int[] cluster, int clusters) {
    int[] start = new int[clusters + 1];
    for (int c : cluster) {
      start[c + 1]++;
    }
    for (int c = 0; c < clusters; c++) {
      start[c + 1] += start[c];
    }
    int[] next = start.clone();
    int[] rows = new int[cluster.length];
    for (int i = 0; i < cluster.length; i++) {
      rows[next[cluster[i]]++] = i;
    }
    return new Members(start, rows);
  }

  int clusters() {
    return start.length - 1;
  }

  int size(int cluster) {
    return start[cluster + 1] - start[cluster];
  }

  /** The {@code i}-th row of a cluster. */
  int row(int cluster, int i) {
    return rows[start[cluster] + i];
  }

  /**
   * Copies rows of a cluster, {@code from} (included) to {@code to} (excluded), one after another.
   */
  void copy(VectorBatch from, int cluster, int first, int end, float[] to) {
    int d = from.dimension();
    for (int i = first; i < end; i++) {
      System.arraycopy(from.values(), row(cluster, i) * d, to, (i - first) * d, d);
    }
  }

  VectorBatch copy(VectorBatch from, int cluster) {
    float[] values = new float[size(cluster) * from.dimension()];
    copy(from, cluster, 0, size(cluster), values);
    return new VectorBatch(values, from.dimension());
  }
}
