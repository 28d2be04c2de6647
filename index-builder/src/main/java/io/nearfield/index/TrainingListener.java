package io.nearfield.index;

import io.nearfield.index.kmeans.KMeansStats;

/** Hears how training goes on. Called by one thread at a time. */
@FunctionalInterface
public interface TrainingListener {

  /** Hears nothing. */
  TrainingListener SILENT = (phase, iteration, of, objective) -> {};

  /**
   * One step is done.
   *
   * @param phase what is trained: {@code cells}, {@code rotation} or {@code codes}
   * @param iteration counts from 1
   * @param of how many there will be at most
   * @param objective the sum of squared distances between the sample and what stands for it
   */
  void iteration(String phase, int iteration, int of, double objective);

  /** What an iteration of the cells measured; comes before its {@link #iteration}. */
  default void cells(KMeansStats stats) {}
}
