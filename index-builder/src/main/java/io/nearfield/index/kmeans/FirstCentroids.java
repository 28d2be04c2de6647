package io.nearfield.index.kmeans;

import io.nearfield.index.VectorBatch;
import io.nearfield.index.kernel.VectorKernels;
import io.nearfield.index.parallel.Ranges;
import java.util.Arrays;
import java.util.SplittableRandom;

/** Chooses what k-means starts from. */
final class FirstCentroids {

  private static final int ROWS_PER_TASK = 4096;

  // Enough that every region worth a centroid shows; k-means++ over all rows would cost as much as
  // an iteration and be no better after a few.
  private static final int ROWS_PER_CENTROID = 16;

  private FirstCentroids() {}

  static Seeds choose(VectorBatch rows, KMeansParams params) {
    SplittableRandom random = new SplittableRandom(params.seed());
    return switch (params.start()) {
      case RANDOM ->
          new Seeds(
              Sample.pick(rows, Sample.numbers(rows.rows(), params.clusters(), random)), null);
      case PLUS_PLUS ->
          new Seeds(
              plusPlus(
                  Sample.rows(
                      rows, Math.multiplyExact(params.clusters(), ROWS_PER_CENTROID), random),
                  params,
                  random),
              null);
      case TWO_LEVEL -> TwoLevelStart.of(rows, params);
    };
  }

  private static VectorBatch plusPlus(
      VectorBatch rows, KMeansParams params, SplittableRandom random) {
    int n = rows.rows();
    int d = rows.dimension();
    float[] nearest = new float[n]; // squared distance to the nearest row chosen so far
    Arrays.fill(nearest, Float.POSITIVE_INFINITY);
    float[] distance = new float[n];
    int[] chosen = new int[params.clusters()];
    for (int c = 0; c < chosen.length; c++) {
      chosen[c] = c == 0 ? random.nextInt(n) : draw(nearest, random);
      float[] centre = rows.row(chosen[c]);
      Ranges.forEach(
          n,
          ROWS_PER_TASK,
          params.threads(),
          (from, to) -> {
            VectorKernels.squaredL2Batch(
                centre, rows.values(), from * d, to - from, distance, from);
            for (int i = from; i < to; i++) {
              nearest[i] = Math.min(nearest[i], distance[i]);
            }
          });
    }
    return Sample.pick(rows, chosen);
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
