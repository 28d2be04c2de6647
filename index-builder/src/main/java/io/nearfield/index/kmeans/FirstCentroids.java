package io.nearfield.index.kmeans;

import io.nearfield.index.VectorBatch;
import io.nearfield.index.kernel.VectorKernels;
import io.nearfield.index.parallel.Ranges;
import java.util.Arrays;
import java.util.SplittableRandom;

/** Chooses the rows that k-means starts from. */
final class FirstCentroids {

  private static final int ROWS_PER_TASK = 4096;

  private FirstCentroids() {}

  static VectorBatch choose(VectorBatch rows, KMeansParams params) {
    SplittableRandom random = new SplittableRandom(params.seed());
    int[] chosen =
        switch (params.start()) {
          case RANDOM -> random(rows.rows(), params.clusters(), random);
          case PLUS_PLUS -> plusPlus(rows, params, random);
        };
    int d = rows.dimension();
    float[] values = new float[chosen.length * d];
    for (int i = 0; i < chosen.length; i++) {
      System.arraycopy(rows.values(), chosen[i] * d, values, i * d, d);
    }
    return new VectorBatch(values, d);
  }

  /** {@code k} different numbers below {@code n}: the first k steps of a shuffle. */
  private static int[] random(int n, int k, SplittableRandom random) {
    int[] numbers = new int[n];
    Arrays.setAll(numbers, i -> i);
    for (int i = 0; i < k; i++) {
      int j = random.nextInt(i, n);
      int other = numbers[j];
      numbers[j] = numbers[i];
      numbers[i] = other;
    }
    return Arrays.copyOf(numbers, k);
  }

  private static int[] plusPlus(VectorBatch rows, KMeansParams params, SplittableRandom random) {
    int n = rows.rows();
    int d = rows.dimension();
    float[] nearest = new float[n]; // squared distance to the nearest row chosen so far
    Arrays.fill(nearest, Float.POSITIVE_INFINITY);
    int[] chosen = new int[params.clusters()];
    for (int c = 0; c < chosen.length; c++) {
      chosen[c] = c == 0 ? random.nextInt(n) : draw(nearest, random);
      float[] centre = rows.row(chosen[c]);
      Ranges.forEach(
          n,
          ROWS_PER_TASK,
          params.threads(),
          (from, to) -> {
            float[] distance = new float[to - from];
            VectorKernels.squaredL2Batch(centre, rows.values(), from * d, to - from, distance, 0);
            for (int i = from; i < to; i++) {
              nearest[i] = Math.min(nearest[i], distance[i - from]);
            }
          });
    }
    return chosen;
  }

  private static int draw(float[] weights, SplittableRandom random) {
    double total = 0;
    for (float weight : weights) {
      total += weight;
    }
    if (total <= 0) {
      return random.nextInt(weights.length); // only copies of the chosen rows are left
    }
    double ticket = random.nextDouble() * total;
    int last = 0;
    for (int i = 0; i < weights.length; i++) {
      if (weights[i] > 0) {
        last = i;
        ticket -= weights[i];
        if (ticket < 0) {
          return i;
        }
      }
    }
    return last;
  }
}
