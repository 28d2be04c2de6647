package io.nearfield.index.pq;

import io.nearfield.index.VectorBatch;
import io.nearfield.index.kmeans.KMeans;
import io.nearfield.index.kmeans.KMeansModel;
import io.nearfield.index.kmeans.KMeansParams;
import io.nearfield.index.parallel.Ranges;
import java.util.function.DoubleConsumer;
import java.util.function.IntFunction;

/**
 * Trains a product quantizer: k-means on each part by itself, parts side by side. Deterministic for
 * (rows, params but for threads).
 */
public final class PqTrainer {

  private PqTrainer() {}

  /** Trains on residuals, at least as many rows as there are centroids per part. */
  public static ProductQuantizer train(VectorBatch rows, PqParams params) {
    return train(rows, params, objective -> {});
  }

  /**
   * As {@link #train(VectorBatch, PqParams)}.
   *
   * @param partDone hears the final objective of each part as it is done, one at a time
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
            KMeansModel model =
                first == null
                    ? KMeans.cluster(rows.apply(m), kmeans)
                    : KMeans.improve(rows.apply(m), first, kmeans, stats -> {});
            codebooks[m] = model.centroids().rows();
            synchronized (lock) {
              partDone.accept(model.stats().get(model.stats().size() - 1).objective());
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

  private static VectorBatch part(VectorBatch rows, int from, int dsub) {
    float[] part = new float[rows.rows() * dsub];
    for (int i = 0; i < rows.rows(); i++) {
      System.arraycopy(rows.values(), i * rows.dimension() + from, part, i * dsub, dsub);
    }
    return new VectorBatch(part, dsub);
  }
}
