package io.nearfield.index.living;

import io.nearfield.index.VectorBatch;
import io.nearfield.index.kernel.VectorKernels;
import java.util.Arrays;
import java.util.function.IntPredicate;

/** The cells around a point, and which of them a vector is nearest to. */
final class Neighbourhood {

  /** How many cells around a border are looked at: the range that SPFresh found to be enough. */
  static final int REACH = 64;

  private final VectorBatch centroids;
  private final int[] cells;

  private Neighbourhood(VectorBatch centroids, int[] cells) {
    this.centroids = centroids;
    this.cells = cells;
  }

  /** The {@link #REACH} cells nearest to {@code point} among those that are allowed. */
  static Neighbourhood of(VectorBatch centroids, float[] point, IntPredicate allowed) {
    float[] distances = new float[centroids.rows()];
    VectorKernels.squaredL2Batch(point, centroids.values(), 0, distances.length, distances, 0);
    int[] nearest = new int[REACH];
    int count = 0;
    for (int cell = 0; cell < distances.length; cell++) {
      boolean full = count == REACH;
      if ((full && distances[cell] >= distances[nearest[count - 1]]) || !allowed.test(cell)) {
        continue;
      }
      int i = full ? count - 1 : count++;
      while (i > 0 && distances[nearest[i - 1]] > distances[cell]) {
        nearest[i] = nearest[i - 1];
        i--;
      }
      nearest[i] = cell;
    }
    return new Neighbourhood(centroids, Arrays.copyOf(nearest, count));
  }

  /** The cells, nearest to the point first. */
  int[] cells() {
    return cells;
  }

  /** The cell nearest to the vector at {@code from}; the first of a tie. */
  int nearest(float[] values, int from) {
    int best = cells[0];
    float least = Float.POSITIVE_INFINITY;
    for (int cell : cells) {
      float distance = distance(centroids, values, from, cell);
      if (distance < least) {
        least = distance;
        best = cell;
      }
    }
    return best;
  }

  /** The squared distance of the vector at {@code from} to the centroid of a cell. */
  static float distance(VectorBatch centroids, float[] values, int from, int cell) {
    int d = centroids.dimension();
    return VectorKernels.squaredL2(values, from, centroids.values(), cell * d, d);
  }
}
