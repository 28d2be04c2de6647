package io.nearfield.index.living;

import io.nearfield.index.VectorBatch;
import io.nearfield.index.kernel.VectorKernels;
import java.util.Arrays;

/**
 * Cuts the vectors of one cell in two: along the direction in which they spread most, found by
 * power iteration, then Lloyd's algorithm with k = 2. Where that leaves one part under an eighth, a
 * few strays and the rest, they are cut at the middle of that direction instead.
 *
 * <p>Deterministic. O(n * dimension) time per round, at most {@link #ROUNDS} rounds.
 *
 * @param first the mean of one part
 * @param second the mean of the other
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record TwoMeans(float[] first, float[] second) {

  private static final int POWER_ROUNDS = 4;
  private static final int ROUNDS = 10;
  private static final int LEAST_SHARE = 8;

  /** Two means with a part each; null when the vectors are all the same, or nearly so. */
  static TwoMeans of(VectorBatch vectors) {
    int n = vectors.rows();
    float[] mean = mean(vectors, null, false);
    float[] projections = projections(vectors, mean, direction(vectors, mean));
    boolean[] side = new boolean[n];
    for (int i = 0; i < n; i++) {
      side[i] = projections[i] > 0;
    }
    TwoMeans means = lloyd(vectors, side);
    if (means == null || smaller(side) < n / LEAST_SHARE) {
      float[] sorted = projections.clone();
      Arrays.sort(sorted);
      float middle = sorted[(n - 1) / 2];
      boolean highest = middle == sorted[n - 1]; // then the middle ones go with the other part
      for (int i = 0; i < n; i++) {
        side[i] = highest ? projections[i] >= middle : projections[i] > middle;
      }
      means = meansOf(vectors, side);
    }
    return means != null && means.parts(vectors) ? means : null;
  }

  /** Whether the vector at {@code from} is nearer to the second mean than to the first. */
  boolean nearerToSecond(float[] values, int from) {
    int d = first.length;
    return VectorKernels.squaredL2(values, from, second, 0, d)
        < VectorKernels.squaredL2(values, from, first, 0, d);
  }

  private static TwoMeans lloyd(VectorBatch vectors, boolean[] side) {
    TwoMeans means = meansOf(vectors, side);
    boolean moved = true;
    for (int round = 0; moved && means != null && round < ROUNDS; round++) {
      moved = false;
      for (int i = 0; i < side.length; i++) {
        boolean second = means.nearerToSecond(vectors.values(), i * vectors.dimension());
        moved |= side[i] != second;
        side[i] = second;
      }
      means = moved ? meansOf(vectors, side) : means;
    }
    return means;
  }

  private static TwoMeans meansOf(VectorBatch vectors, boolean[] side) {
    return smaller(side) == 0
        ? null
        : new TwoMeans(mean(vectors, side, false), mean(vectors, side, true));
  }

  /** Whether both means have a vector nearest to them. */
  private boolean parts(VectorBatch vectors) {
    boolean[] side = new boolean[vectors.rows()];
    for (int i = 0; i < side.length; i++) {
      side[i] = nearerToSecond(vectors.values(), i * vectors.dimension());
    }
    return smaller(side) > 0;
  }

  private static int smaller(boolean[] side) {
    int second = 0;
    for (boolean s : side) {
      second += s ? 1 : 0;
    }
    return Math.min(second, side.length - second);
  }

  /** The mean of the vectors of one side; of all when {@code side} is null. */
  private static float[] mean(VectorBatch vectors, boolean[] side, boolean which) {
    int d = vectors.dimension();
    double[] sum = new double[d];
    int count = 0;
    for (int i = 0; i < vectors.rows(); i++) {
      if (side == null || side[i] == which) {
        count++;
        for (int j = 0; j < d; j++) {
          sum[j] += vectors.values()[i * d + j];
        }
      }
    }
    float[] mean = new float[d];
    for (int j = 0; j < d; j++) {
      mean[j] = (float) (sum[j] / count);
    }
    return mean;
  }

  /** About the first principal component, of unit length; zeros when there is no spread. */
  private static float[] direction(VectorBatch vectors, float[] mean) {
    int d = vectors.dimension();
    float[] direction = farthest(vectors, mean);
    for (int round = 0; round <= POWER_ROUNDS; round++) {
      double norm = Math.sqrt(VectorKernels.dot(direction, direction));
      if (!(norm > 0)) {
        return new float[d];
      }
      for (int j = 0; j < d; j++) {
        direction[j] = (float) (direction[j] / norm);
      }
      if (round < POWER_ROUNDS) {
        direction = timesCovariance(vectors, mean, direction);
      }
    }
    return direction;
  }

  private static float[] farthest(VectorBatch vectors, float[] mean) {
    int d = vectors.dimension();
    int farthest = 0;
    float most = -1;
    for (int i = 0; i < vectors.rows(); i++) {
      float distance = VectorKernels.squaredL2(vectors.values(), i * d, mean, 0, d);
      if (distance > most) {
        most = distance;
        farthest = i;
      }
    }
    float[] offset = vectors.row(farthest);
    for (int j = 0; j < d; j++) {
      offset[j] -= mean[j];
    }
    return offset;
  }

  private static float[] timesCovariance(VectorBatch vectors, float[] mean, float[] direction) {
    int d = vectors.dimension();
    double[] sum = new double[d];
    float[] projections = projections(vectors, mean, direction);
    for (int i = 0; i < projections.length; i++) {
      for (int j = 0; j < d; j++) {
        sum[j] += (double) projections[i] * (vectors.values()[i * d + j] - mean[j]);
      }
    }
    float[] product = new float[d];
    for (int j = 0; j < d; j++) {
      product[j] = (float) (sum[j] / projections.length);
    }
    return product;
  }

  private static float[] projections(VectorBatch vectors, float[] mean, float[] direction) {
    int d = vectors.dimension();
    float[] projections = new float[vectors.rows()];
    VectorKernels.dotBatch(direction, vectors.values(), 0, projections.length, projections, 0);
    float middle = VectorKernels.dot(mean, 0, direction, 0, d);
    for (int i = 0; i < projections.length; i++) {
      projections[i] -= middle;
    }
    return projections;
  }
}
