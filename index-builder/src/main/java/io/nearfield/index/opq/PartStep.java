package io.nearfield.index.opq;

import io.nearfield.index.VectorBatch;
import io.nearfield.index.kmeans.Centroids;

/**
 * One Lloyd step of one part, and what it says of the rotation. The rows that share a code are
 * added up <em>before</em> rotation: from these sums follow the means after any rotation, and the
 * product of the quantized rows with the original ones.
 */
final class PartStep {

  private final int part;
  private final int[] size;
  private final float[] sums; // of the unrotated rows of each code. Layout: (ksub, dimension)
  private final double score;

  private PartStep(int part, int[] size, float[] sums, double score) {
    this.part = part;
    this.size = size;
    this.sums = sums;
    this.score = score;
  }

  /**
   * Assigns and adds up.
   *
   * @param rotated this part of the rotated rows. Layout: (rows, dsub)
   */
  static PartStep of(int part, VectorBatch rows, VectorBatch rotated, VectorBatch centroids) {
    int n = rows.rows();
    int d = rows.dimension();
    int[] code = new int[n];
    float[] scores = new float[n];
    Centroids.of(centroids).nearest(rotated.values(), 0, n, code, scores, 0);
    int[] size = new int[centroids.rows()];
    float[] sums = new float[centroids.rows() * d];
    float[] values = rows.values();
    double score = 0;
    for (int i = 0; i < n; i++) {
      size[code[i]]++;
      score += scores[i];
      add(values, i * d, sums, code[i] * d, d);
    }
    return new PartStep(part, size, sums, score);
  }

  private static void add(float[] values, int from, float[] sums, int to, int n) {
    for (int j = 0; j < n; j++) {
      sums[to + j] += values[from + j];
    }
  }

  /** Half the objective, less half the squared norms of the rows. */
  double score() {
    return score;
  }

  /**
   * The means of the rows of each code after a rotation; one without rows keeps its centroid.
   *
   * @param rotation Layout: (dimension, dimension)
   */
  VectorBatch means(float[] rotation, VectorBatch centroids) {
    int dsub = centroids.dimension();
    int d = sums.length / size.length;
    float[] means = centroids.values().clone();
    for (int code = 0; code < size.length; code++) {
      for (int j = 0; size[code] > 0 && j < dsub; j++) {
        int axis = (part * dsub + j) * d;
        double dot = 0;
        for (int k = 0; k < d; k++) {
          dot += (double) rotation[axis + k] * sums[code * d + k];
        }
        means[code * dsub + j] = (float) (dot / size[code]);
      }
    }
    return new VectorBatch(means, dsub);
  }

  /**
   * Writes this part's rows of the sum over all rows of (quantized row) (row)'.
   *
   * @param product Layout: (dimension, dimension)
   */
  void product(VectorBatch means, float[] product) {
    int dsub = means.dimension();
    int d = sums.length / size.length;
    for (int j = 0; j < dsub; j++) {
      double[] sum = new double[d];
      for (int code = 0; code < size.length; code++) {
        double weight = means.values()[code * dsub + j];
        for (int k = 0; k < d; k++) {
          sum[k] += weight * sums[code * d + k];
        }
      }
      for (int k = 0; k < d; k++) {
        product[(part * dsub + j) * d + k] = (float) sum[k];
      }
    }
  }
}
