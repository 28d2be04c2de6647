package io.nearfield.index.kmeans;

import io.nearfield.index.VectorBatch;
import io.nearfield.index.parallel.Ranges;
import java.util.Arrays;

/** The second step of Lloyd's iteration: each centroid moves to the mean of its rows. */
final class Means {

  private static final int CLUSTERS_PER_TASK = 16;

  // Few enough that single precision loses nothing that matters.
  private static final int ROWS_PER_SUM = 64;

  private static final int NARROW = 16;

  private Means() {}

  /** The mean of each cluster's rows, summed in row order; an empty one keeps its centroid. */
  static VectorBatch of(VectorBatch rows, Members members, VectorBatch centroids, int threads) {
    int d = rows.dimension();
    float[] means = centroids.values().clone();
    if (d <= NARROW) {
      narrow(rows.values(), members, d, means);
      return new VectorBatch(means, d);
    }
    Ranges.forEach(
        members.clusters(),
        CLUSTERS_PER_TASK,
        threads,
        (from, to) -> {
          float[] some = new float[d];
          double[] sum = new double[d];
          for (int c = from; c < to; c++) {
            int size = members.size(c);
            if (size > 0) {
              Arrays.fill(sum, 0);
              for (int i = 0; i < size; i += ROWS_PER_SUM) {
                Arrays.fill(some, 0);
                for (int j = i; j < Math.min(size, i + ROWS_PER_SUM); j++) {
                  add(rows.values(), members.row(c, j) * d, some);
                }
                for (int j = 0; j < d; j++) {
                  sum[j] += some[j];
                }
              }
              for (int j = 0; j < d; j++) {
                means[c * d + j] = (float) (sum[j] / size);
              }
            }
          }
        });
    return new VectorBatch(means, d);
  }

  /** Short rows: the calls would cost more than the sums. */
  private static void narrow(float[] values, Members members, int d, float[] means) {
    double[] sum = new double[d];
    for (int c = 0; c < members.clusters(); c++) {
      int size = members.size(c);
      if (size > 0) {
        Arrays.fill(sum, 0);
        for (int i = 0; i < size; i++) {
          int row = members.row(c, i) * d;
          for (int j = 0; j < d; j++) {
            sum[j] += values[row + j];
          }
        }
        for (int j = 0; j < d; j++) {
          means[c * d + j] = (float) (sum[j] / size);
        }
      }
    }
  }

  private static void add(float[] values, int from, float[] sum) {
    for (int j = 0; j < sum.length; j++) {
      sum[j] += values[from + j];
    }
  }
}
