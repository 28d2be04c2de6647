package io.nearfield.index.pq;

import io.nearfield.index.VectorBatch;
import io.nearfield.index.kmeans.KMeans;
import io.nearfield.index.kmeans.KMeansParams;
import io.nearfield.index.parallel.Ranges;
import java.util.function.DoubleConsumer;
import java.util.function.IntFunction;

/**
 * Trains a product quantizer: k-means on each part by itself, parts side by side. Deterministic for
 * (rows, params but for threads).
 */
public final class PqTrainer {

  private static final int EARLY_SHARE = 4;

  private PqTrainer() {}

  /** Trains on residuals, at least as many rows as there are centroids per part. */
  public static ProductQuantizer train(VectorBatch rows, PqParams params) {
    return train(rows, params, objective -> {});
  }

  /**
   * As {@link #train(VectorBatch, PqParams)}.
   *
   * @param partDone hears the last objective of each part as it is done, one at a time
   */
  public static ProductQuantizer train(VectorBatch rows, PqParams params, DoubleConsumer partDone) {
    int parts = params.subQuantizers();
    int ksub = params.centroids();
    if (rows.dimension() % parts != 0) {
      throw new IllegalArgumentException(
          "Cannot train product quantizer: dimension %d is not divisible by %d sub-quantizers"
              .formatted(rows.dimension(), parts));
    }
    if (rows.rows() < ksub) {
      throw new IllegalArgumentException(
          "Cannot train product quantizer: %d samples for %d centroids; supply at least %d or lower the bits"
              .formatted(rows.rows(), ksub, ksub));
    }
    int dsub = rows.dimension() / parts;
    VectorBatch codebook =
        train(parts, params, partDone, m -> part(rows, m * dsub, dsub), m -> null);
    return ProductQuantizer.of(codebook, parts, params.bits());
  }

  /**
   * Goes on from a codebook.
   *
   * @param rows what is to be quantized, already cut. Layout: (parts) of (rows, dsub)
   * @param codebook to start from. Layout: (parts * ksub, dsub)
   * @return Layout: (parts * ksub, dsub)
   */
  public static VectorBatch improve(VectorBatch[] rows, VectorBatch codebook, PqParams params) {
    int ksub = params.centroids();
    return train(
        rows.length,
        params,
        objective -> {},
        m -> rows[m],
        m -> codebook.slice(m * ksub, (m + 1) * ksub));
  }

  private static VectorBatch train(
      int parts,
      PqParams params,
      DoubleConsumer partDone,
      IntFunction<VectorBatch> rows,
      IntFunction<VectorBatch> start) {
    int ksub = params.centroids();
    VectorBatch[] codebooks = new VectorBatch[parts];
    Object lock = new Object();
    Ranges.forEach(
        parts,
        1,
        params.threads(),
        (from, to) -> {
          for (int m = from; m < to; m++) {
            KMeansParams kmeans =
                KMeansParams.of(ksub)
                    .withSeed(params.seed() + m)
                    .withIterations(params.iterations());
            VectorBatch first = start.apply(m);
            VectorBatch all = rows.apply(m);
            double[] objective = new double[1];
            codebooks[m] =
                KMeans.centroids(
                        all,
                        first == null ? early(all, kmeans) : first,
                        first == null ? kmeans.withIterations(late(params.iterations())) : kmeans,
                        stats -> objective[0] = stats.objective())
                    .rows();
            synchronized (lock) {
              partDone.accept(objective[0]);
            }
          }
        });
    int dsub = codebooks[0].dimension();
    float[] codebook = new float[parts * ksub * dsub];
    for (int m = 0; m < parts; m++) {
      System.arraycopy(codebooks[m].values(), 0, codebook, m * ksub * dsub, ksub * dsub);
    }
    return new VectorBatch(codebook, dsub);
  }

  /** Most iterations see a share of the rows: they only bring the centroids near their places. */
  private static VectorBatch early(VectorBatch rows, KMeansParams params) {
    int n = Math.max(rows.rows() / EARLY_SHARE, Math.min(rows.rows(), params.clusters() * 32));
    int d = rows.dimension();
    float[] some = new float[n * d];
    for (int i = 0; i < n; i++) {
      int row = (int) ((long) i * rows.rows() / n);
      System.arraycopy(rows.values(), row * d, some, i * d, d);
    }
    int iterations = Math.max(1, params.iterations() - late(params.iterations()));
    return KMeans.centroids(
            new VectorBatch(some, d), params.withIterations(iterations), stats -> {})
        .rows();
  }

  private static int late(int iterations) {
    return Math.max(1, iterations / 4);
  }

  private static VectorBatch part(VectorBatch rows, int from, int dsub) {
    float[] part = new float[rows.rows() * dsub];
    for (int i = 0; i < rows.rows(); i++) {
      System.arraycopy(rows.values(), i * rows.dimension() + from, part, i * dsub, dsub);
    }
    return new VectorBatch(part, dsub);
  }
}
