package io.nearfield.index.pq;

import io.nearfield.index.VectorBatch;
import io.nearfield.index.kmeans.KMeans;
import io.nearfield.index.kmeans.KMeansModel;
import io.nearfield.index.kmeans.KMeansParams;
import io.nearfield.index.parallel.Ranges;
import java.util.function.DoubleConsumer;

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
    float[] codebook = new float[parts * ksub * dsub];
    Object lock = new Object();
    Ranges.forEach(
        parts,
        1,
        params.threads(),
        (from, to) -> {
          for (int m = from; m < to; m++) {
            KMeansModel model =
                KMeans.cluster(
                    part(rows, m * dsub, dsub),
                    KMeansParams.of(ksub)
                        .withSeed(params.seed() + m)
                        .withIterations(params.iterations()));
            float[] centroids = model.centroids().rows().values();
            System.arraycopy(centroids, 0, codebook, m * ksub * dsub, centroids.length);
            synchronized (lock) {
              partDone.accept(model.stats().get(model.stats().size() - 1).objective());
            }
          }
        });
    return ProductQuantizer.of(new VectorBatch(codebook, dsub), parts, params.bits());
  }

  private static VectorBatch part(VectorBatch rows, int from, int dsub) {
    float[] part = new float[rows.rows() * dsub];
    for (int i = 0; i < rows.rows(); i++) {
      System.arraycopy(rows.values(), i * rows.dimension() + from, part, i * dsub, dsub);
    }
    return new VectorBatch(part, dsub);
  }
}
