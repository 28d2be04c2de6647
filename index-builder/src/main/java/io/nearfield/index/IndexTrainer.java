package io.nearfield.index;

/** Trains an index from a sample. */
public final class IndexTrainer {
  private IndexTrainer() {}

  public static TrainedIndex train(
      VectorBatch sample,
      IndexSpec spec,
      Metric metric,
      TrainingParams params,
      TrainingListener listener) {
    throw new UnsupportedOperationException("being written");
  }

  public static TrainedIndex trainWithCentroids(
      VectorBatch sample,
      IndexSpec spec,
      Metric metric,
      VectorBatch centroids,
      TrainingParams params,
      TrainingListener listener) {
    throw new UnsupportedOperationException("being written");
  }
}
