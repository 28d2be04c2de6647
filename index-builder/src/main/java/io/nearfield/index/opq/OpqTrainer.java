package io.nearfield.index.opq;

import io.nearfield.index.VectorBatch;
import io.nearfield.index.parallel.Ranges;
import io.nearfield.index.pq.PartMetric;
import io.nearfield.index.pq.PqParams;
import io.nearfield.index.pq.PqTrainer;
import java.util.Optional;
import java.util.function.DoubleConsumer;

/**
 * Optimized product quantization: finds the rotation after which a product quantizer loses least.
 *
 * <p>In turn, a Lloyd step of every part for the rotation, and the rotation that brings the rows
 * nearest to what their codes stand for (an orthogonal Procrustes problem); neither step raises the
 * objective. It starts from no rotation, so the result is never worse than where plain product
 * quantization starts. Deterministic for (rows, params but for threads). (T. Ge, K. He, Q. Ke, J.
 * Sun, Optimized product quantization for approximate nearest neighbor search, 2013, section 3.1.)
 */
public final class OpqTrainer {

  private static final int FIRST_ITERATIONS = 4;
  private static final double LEAST_GAIN = 1e-5; // a round's share of the objective

  private OpqTrainer() {}

  /** Trains on residuals, at least as many rows as there are centroids per part. */
  public static OpqModel train(VectorBatch rows, OpqParams params) {
    return train(rows, params, objective -> {});
  }

  /**
   * As {@link #train(VectorBatch, OpqParams)}.
   *
   * @param roundDone hears the objective of each round: the squared distances between the rows and
   *     what their codes stand for
   */
  public static OpqModel train(VectorBatch rows, OpqParams params, DoubleConsumer roundDone) {
    PqParams quantizer = params.quantizer();
    int parts = quantizer.subQuantizers();
    int threads = quantizer.threads();
    int d = rows.dimension();
    float[] rotation = Matrices.identity(d);
    VectorBatch[] centroids =
        split(PqTrainer.train(rows, quantizer.withIterations(FIRST_ITERATIONS)).codebook(), parts);
    double squaredNorms = squaredNorms(rows);
    double before = Double.POSITIVE_INFINITY;
    for (int round = 0; round < params.rounds(); round++) {
      PartStep[] steps = steps(rows, rotation, centroids, threads);
      double objective = squaredNorms;
      for (PartStep step : steps) {
        objective += 2 * step.score();
      }
      roundDone.accept(Math.max(0, objective));
      if (objective > before * (1 - LEAST_GAIN)) {
        break;
      }
      before = objective;
      VectorBatch[] means = means(steps, rotation, centroids, threads);
      float[] product = new float[d * d];
      Ranges.forEach(parts, 1, threads, (m, to) -> steps[m].product(means[m], product));
      Optional<float[]> better = PolarFactor.of(product, rotation, d, threads);
      if (better.isPresent()) {
        rotation = better.get();
      }
      centroids = means(steps, rotation, centroids, threads);
    }
    VectorBatch[] rotated = RotatedParts.of(rows, rotation, parts, threads);
    return new OpqModel(rotation, improved(rotated, centroids, quantizer));
  }

  /** The codebook for the final rotation, by what losses cost in each part. */
  private static VectorBatch improved(
      VectorBatch[] rotated, VectorBatch[] centroids, PqParams quantizer) {
    int parts = rotated.length;
    PartMetric[] metrics = new PartMetric[parts];
    VectorBatch[] rows = new VectorBatch[parts];
    VectorBatch[] start = new VectorBatch[parts];
    Ranges.forEach(
        parts,
        1,
        quantizer.threads(),
        (m, to) -> {
          metrics[m] = PartMetric.of(rotated[m]);
          rows[m] = metrics[m].stretched(rotated[m]);
          start[m] = metrics[m].stretched(centroids[m]);
        });
    VectorBatch[] found = split(PqTrainer.improve(rows, joined(start), quantizer), parts);
    for (int m = 0; m < parts; m++) {
      found[m] = metrics[m].unstretched(found[m]);
    }
    return joined(found);
  }

  private static PartStep[] steps(
      VectorBatch rows, float[] rotation, VectorBatch[] centroids, int threads) {
    VectorBatch[] rotated = RotatedParts.of(rows, rotation, centroids.length, threads);
    PartStep[] steps = new PartStep[centroids.length];
    Ranges.forEach(
        steps.length,
        1,
        threads,
        (m, to) -> steps[m] = PartStep.of(m, rows, rotated[m], centroids[m]));
    return steps;
  }

  private static VectorBatch[] means(
      PartStep[] steps, float[] rotation, VectorBatch[] centroids, int threads) {
    VectorBatch[] means = new VectorBatch[steps.length];
    Ranges.forEach(
        steps.length, 1, threads, (m, to) -> means[m] = steps[m].means(rotation, centroids[m]));
    return means;
  }

  private static VectorBatch[] split(VectorBatch codebook, int parts) {
    int ksub = codebook.rows() / parts;
    VectorBatch[] centroids = new VectorBatch[parts];
    for (int m = 0; m < parts; m++) {
      centroids[m] = codebook.slice(m * ksub, (m + 1) * ksub);
    }
    return centroids;
  }

  private static VectorBatch joined(VectorBatch[] centroids) {
    int each = centroids[0].values().length;
    float[] values = new float[centroids.length * each];
    for (int m = 0; m < centroids.length; m++) {
      System.arraycopy(centroids[m].values(), 0, values, m * each, each);
    }
    return new VectorBatch(values, centroids[0].dimension());
  }

  private static double squaredNorms(VectorBatch rows) {
    double sum = 0;
    for (float value : rows.values()) {
      sum += (double) value * value;
    }
    return sum;
  }
}
