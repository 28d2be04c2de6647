package io.nearfield.index;

import io.nearfield.index.kmeans.KMeans;
import io.nearfield.index.kmeans.KMeansParams;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Trains an index from a sample of the vectors it will hold: first the cells, then the codec on
 * what the cells leave over.
 *
 * <p>Deterministic for (sample, spec, metric, seed, iterations), whatever the number of threads, on
 * one kind of machine: the width of its vector unit decides how sums are rounded.
 */
public final class IndexTrainer {

  // More rows per centroid than this cost time and change next to nothing.
  private static final int ROWS_PER_CENTROID = 256;

  // As a multiple of the mean, in the sample: a search that meets the longest list pays for it.
  private static final double LONGEST_CELL = 2.5;
  private static final int FEWEST_FOR_CELLS = 16_384;

  private IndexTrainer() {}

  /**
   * Trains.
   *
   * @param sample vectors as the user has them; they are prepared here
   * @throws IllegalArgumentException when the sample is too small for the spec (the message says
   *     how many would do), the dimension does not fit it, or a vector is unfit (the message names
   *     it)
   */
  public static TrainedIndex train(
      VectorBatch sample,
      IndexSpec spec,
      Metric metric,
      TrainingParams params,
      TrainingListener listener) {
    requireTrainable(sample, spec, metric);
    VectorBatch prepared = Preparation.prepareAll(sample, sample.dimension(), metric);
    VectorBatch centroids =
        spec.hasCells()
            ? cells(prepared, spec, params, listener)
            : new VectorBatch(new float[sample.dimension()], sample.dimension());
    return withCodec(prepared, spec, metric, centroids, params, listener);
  }

  /**
   * Trains the codec alone, for centroids made elsewhere.
   *
   * @param centroids Layout: (spec.cells(), dimension)
   */
  public static TrainedIndex trainWithCentroids(
      VectorBatch sample,
      IndexSpec spec,
      Metric metric,
      VectorBatch centroids,
      TrainingParams params,
      TrainingListener listener) {
    requireTrainable(sample, spec, metric);
    if (centroids.rows() != spec.cells() || centroids.dimension() != sample.dimension()) {
      throw new IllegalArgumentException(
          "Cannot train '%s': it needs %d centroids of dimension %d, got %s"
              .formatted(spec, spec.cells(), sample.dimension(), centroids));
    }
    VectorBatch prepared = Preparation.prepareAll(sample, sample.dimension(), metric);
    return withCodec(prepared, spec, metric, centroids, params, listener);
  }

  private static void requireTrainable(VectorBatch sample, IndexSpec spec, Metric metric) {
    spec.requireMetric(metric);
    spec.requireDimension(sample.dimension());
    if (sample.rows() < spec.cells()) {
      throw new IllegalArgumentException(
          "Cannot train '%s': %d samples for %d cells; supply at least %d vectors or lower the cells"
              .formatted(spec, sample.rows(), spec.cells(), spec.minimumTrainingSize()));
    }
    if (sample.rows() < spec.minimumTrainingSize()) {
      throw new IllegalArgumentException(
          "Cannot train '%s': %d samples for %d centroids per sub-quantizer; supply at least %d vectors or use %s"
              .formatted(
                  spec,
                  sample.rows(),
                  1 << spec.code().bits(),
                  spec.minimumTrainingSize(),
                  spec.code() == IndexSpec.Code.PQ8
                      ? "4 bits (PQ%dx4) or Flat".formatted(spec.subQuantizers())
                      : "Flat"));
    }
  }

  private static VectorBatch cells(
      VectorBatch prepared, IndexSpec spec, TrainingParams params, TrainingListener listener) {
    int most = Math.max(FEWEST_FOR_CELLS, Math.multiplyExact(spec.cells(), ROWS_PER_CENTROID));
    KMeansParams kmeans =
        KMeansParams.of(spec.cells())
            .withSeed(params.seed())
            .withIterations(params.iterations())
            .withThreads(params.threads())
            .withLongest(LONGEST_CELL);
    return KMeans.centroids(
            some(prepared, most, params.seed()),
            kmeans,
            stats -> {
              listener.cells(stats);
              listener.iteration(
                  "cells",
                  stats.iteration(),
                  Math.max(stats.iteration(), params.iterations()),
                  stats.objective());
            })
        .rows();
  }

  private static TrainedIndex withCodec(
      VectorBatch prepared,
      IndexSpec spec,
      Metric metric,
      VectorBatch centroids,
      TrainingParams params,
      TrainingListener listener) {
    VectorBatch codebook = new CodecTrainer(spec, prepared, centroids, params, listener).train();
    return TrainedIndex.of(spec, metric, prepared.dimension(), centroids, codebook);
  }

  /** At most {@code most} rows, drawn by the seed and kept in their order. */
  static VectorBatch some(VectorBatch rows, int most, long seed) {
    if (rows.rows() <= most) {
      return rows;
    }
    SplittableRandom random = new SplittableRandom(seed);
    int d = rows.dimension();
    float[] chosen = new float[most * d];
    int taken = 0;
    // Selection sampling: each row with the chance (still wanted) / (still to come).
    for (int i = 0; i < rows.rows() && taken < most; i++) {
      if (random.nextInt(rows.rows() - i) < most - taken) {
        System.arraycopy(rows.values(), i * d, chosen, taken * d, d);
        taken++;
      }
    }
    return new VectorBatch(Arrays.copyOf(chosen, taken * d), d);
  }
}
