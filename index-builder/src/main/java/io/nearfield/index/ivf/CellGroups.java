package io.nearfield.index.ivf;

import io.nearfield.index.VectorBatch;
import io.nearfield.index.kernel.VectorKernels;
import java.util.Arrays;
import java.util.Comparator;

/**
 * Groups neighbouring cells into index partitions of about equal size.
 *
 * <p>Recursive bisection: the cells are ordered along the direction in which their centroids differ
 * most and cut where the entries are shared in proportion, until one partition is left on each
 * side. Deterministic; O(cells * dimension * log partitions) time.
 */
public final class CellGroups {

  private static final int POWER_ITERATIONS = 12;

  private final VectorBatch centroids;
  private final long[] weight;
  private final int[] partition;

  private CellGroups(VectorBatch centroids, long[] weight) {
    this.centroids = centroids;
    this.weight = weight;
    this.partition = new int[weight.length];
  }

  /**
   * The partition of each cell, 0 to partitions - 1. With more partitions than cells only the first
   * ones are used; otherwise each holds at least one cell.
   *
   * @param centroids Layout: (cells, dimension)
   * @param entriesPerCell how many entries each cell holds, or is expected to
   * @param partitions at least 1
   */
  public static int[] group(VectorBatch centroids, long[] entriesPerCell, int partitions) {
    if (entriesPerCell.length != centroids.rows()) {
      throw new IllegalArgumentException(
          "Cannot group cells: %d counts for %d cells"
              .formatted(entriesPerCell.length, centroids.rows()));
    }
    if (partitions < 1) {
      throw new IllegalArgumentException(
          "Cannot group cells: partitions must be at least 1, got " + partitions);
    }
    long[] weight = new long[entriesPerCell.length];
    for (int cell = 0; cell < weight.length; cell++) {
      if (entriesPerCell[cell] < 0) {
        throw new IllegalArgumentException(
            "Cannot group cells: cell %d has %d entries".formatted(cell, entriesPerCell[cell]));
      }
      // An empty cell still weighs something, so that empty cells are spread as well.
      weight[cell] = entriesPerCell[cell] * 16 + 1;
    }
    CellGroups groups = new CellGroups(centroids, weight);
    int[] cells = new int[weight.length];
    Arrays.setAll(cells, i -> i);
    groups.split(cells, 0, Math.min(partitions, cells.length));
    return groups.partition;
  }

  private void split(int[] cells, int first, int partitions) {
    if (partitions <= 1) {
      for (int cell : cells) {
        partition[cell] = first;
      }
      return;
    }
    int[] ordered = alongWidestDirection(cells);
    int left = partitions / 2;
    int cut = cut(ordered, left, partitions);
    split(Arrays.copyOf(ordered, cut), first, left);
    split(Arrays.copyOfRange(ordered, cut, ordered.length), first + left, partitions - left);
  }

  /** How many cells go left: enough cells for each side's partitions, weights in proportion. */
  private int cut(int[] ordered, int left, int partitions) {
    long total = 0;
    for (int cell : ordered) {
      total += weight[cell];
    }
    double wanted = (double) total * left / partitions;
    int least = left;
    int most = ordered.length - (partitions - left);
    double sum = 0;
    int cut = 0;
    while (cut < most) {
      double next = weight[ordered[cut]];
      if (cut >= least && wanted - sum < next / 2) {
        break; // taking this one would overshoot by more than leaving it falls short
      }
      sum += next;
      cut++;
    }
    return cut;
  }

  private int[] alongWidestDirection(int[] cells) {
    float[] direction = widestDirection(cells);
    int d = centroids.dimension();
    float[] place = new float[centroids.rows()];
    for (int cell : cells) {
      place[cell] = VectorKernels.dot(direction, 0, centroids.values(), cell * d, d);
    }
    return Arrays.stream(cells)
        .boxed()
        .sorted(
            Comparator.<Integer>comparingDouble(cell -> place[cell])
                .thenComparing(Comparator.naturalOrder()))
        .mapToInt(Integer::intValue)
        .toArray();
  }

  /** The first principal direction of the cells' centroids, by power iteration. */
  private float[] widestDirection(int[] cells) {
    int d = centroids.dimension();
    double[] mean = new double[d];
    for (int cell : cells) {
      for (int j = 0; j < d; j++) {
        mean[j] += centroids.values()[cell * d + j] / (double) cells.length;
      }
    }
    double[] direction = farthestFromMean(cells, mean);
    for (int i = 0; i < POWER_ITERATIONS; i++) {
      double[] next = new double[d];
      for (int cell : cells) {
        double along = 0;
        for (int j = 0; j < d; j++) {
          along += (centroids.values()[cell * d + j] - mean[j]) * direction[j];
        }
        for (int j = 0; j < d; j++) {
          next[j] += along * (centroids.values()[cell * d + j] - mean[j]);
        }
      }
      double norm = Math.sqrt(Arrays.stream(next).map(x -> x * x).sum());
      if (norm == 0) {
        break; // all centroids are the same: any direction serves
      }
      for (int j = 0; j < d; j++) {
        direction[j] = next[j] / norm;
      }
    }
    float[] result = new float[d];
    for (int j = 0; j < d; j++) {
      result[j] = (float) direction[j];
    }
    return result;
  }

  private double[] farthestFromMean(int[] cells, double[] mean) {
    double[] farthest = new double[mean.length];
    double most = -1;
    for (int cell : cells) {
      double[] difference = new double[mean.length];
      double squared = 0;
      for (int j = 0; j < mean.length; j++) {
        difference[j] = centroids.values()[cell * mean.length + j] - mean[j];
        squared += difference[j] * difference[j];
      }
      if (squared > most) {
        most = squared;
        farthest = difference;
      }
    }
    return farthest;
  }
}
