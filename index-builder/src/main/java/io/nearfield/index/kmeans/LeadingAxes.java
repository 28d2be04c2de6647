package io.nearfield.index.kmeans;

import io.nearfield.index.VectorBatch;
import io.nearfield.index.kernel.PackedRows;
import io.nearfield.index.kernel.VectorKernels;
import io.nearfield.index.parallel.Ranges;
import java.util.SplittableRandom;

/**
 * Rows on the few directions in which their clusters differ, so that most iterations work on a
 * fraction of the values. What is left out is the same for all clusters, nearly: noise, which means
 * average away.
 */
final class LeadingAxes {

  // A small clustering shows in which directions means vary; rows themselves vary in all.
  private static final int CLUSTERS = 512;
  private static final int ROWS_PER_CLUSTER = 32;
  private static final int ITERATIONS = 2;

  private static final int FEWEST_CLUSTERS = 1024;
  private static final int FEWEST_VALUES = 96;
  private static final int STEP = 16;
  private static final double SHARE_WANTED = 0.98;
  private static final double SHARE_NEEDED = 0.80;

  private static final int ROWS_PER_TASK = 1024;

  private final VectorBatch rows;
  private final double leftOut;

  private LeadingAxes(VectorBatch rows, double leftOut) {
    this.rows = rows;
    this.leftOut = leftOut;
  }

  /** Null where clusters differ in too many directions, or are too few for the effort. */
  static LeadingAxes of(VectorBatch rows, KMeansParams params) {
    int d = rows.dimension();
    if (params.clusters() < FEWEST_CLUSTERS || d < FEWEST_VALUES) {
      return null;
    }
    SplittableRandom random = new SplittableRandom(params.seed());
    VectorBatch sample = Sample.rows(rows, CLUSTERS * ROWS_PER_CLUSTER, random);
    KMeansParams small =
        params
            .withClusters(CLUSTERS)
            .withIterations(ITERATIONS)
            .withStart(KMeansParams.Start.RANDOM)
            .withLongest(Double.POSITIVE_INFINITY);
    VectorBatch means = KMeans.cluster(sample, small).centroids().rows();
    int most = Math.min(d / 3, 128) / STEP * STEP;
    PrincipalAxes all = PrincipalAxes.of(means, most);
    for (int count = STEP; count <= most; count += STEP) {
      if (all.share(count) >= SHARE_WANTED) {
        return on(all.first(count), rows, params.threads());
      }
    }
    return all.share(most) >= SHARE_NEEDED ? on(all, rows, params.threads()) : null;
  }

  private static LeadingAxes on(PrincipalAxes axes, VectorBatch rows, int threads) {
    int d = rows.dimension();
    int n = rows.rows();
    int count = axes.count();
    PackedRows packed = VectorKernels.pack(axes.axes(), 0, count, d);
    int stride = packed.stride();
    float[] meanOnAxes = new float[stride];
    VectorKernels.multiply(axes.mean(), 0, 1, packed, meanOnAxes);
    float[] values = new float[Math.multiplyExact(n, count)];
    float[] leftOut = new float[n];
    Ranges.forEach(
        n,
        ROWS_PER_TASK,
        threads,
        (from, to) -> {
          float[] products = new float[(to - from) * stride];
          VectorKernels.multiply(rows.values(), from * d, to - from, packed, products);
          for (int i = from; i < to; i++) {
            double kept = 0;
            for (int j = 0; j < count; j++) {
              float value = products[(i - from) * stride + j] - meanOnAxes[j];
              values[i * count + j] = value;
              kept += (double) value * value;
            }
            float whole = VectorKernels.squaredL2(rows.values(), i * d, axes.mean(), 0, d);
            leftOut[i] = (float) Math.max(0, whole - kept);
          }
        });
    double sum = 0;
    for (float value : leftOut) {
      sum += value;
    }
    return new LeadingAxes(new VectorBatch(values, count), sum);
  }

  /** The rows, less their mean. Layout: (rows, axes). */
  VectorBatch rows() {
    return rows;
  }

  /**
   * What an objective on the axes misses of that of the same centroids among whole rows, where
   * everything they do not say is as in the mean.
   */
  double leftOut() {
    return leftOut;
  }
}
