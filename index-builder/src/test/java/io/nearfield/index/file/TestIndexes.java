package io.nearfield.index.file;

import io.nearfield.index.IndexSpec;
import io.nearfield.index.IndexTrainer;
import io.nearfield.index.Metric;
import io.nearfield.index.TrainedIndex;
import io.nearfield.index.TrainingListener;
import io.nearfield.index.TrainingParams;
import io.nearfield.index.VectorBatch;
import io.nearfield.index.VectorIndex;
import io.nearfield.index.testing.TestVectors;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;

/** Small indexes of every kind. */
final class TestIndexes {

  static final int DIMENSION = 8;

  private static final List<String> SPECS =
      List.of(
          "Flat",
          "SQ8",
          "PQ4",
          "IVF6,Flat",
          "IVF6,SQ8",
          "IVF6,PQ4",
          "IVF6,PQ4x4",
          "IVF6,PQ4x4fs",
          "IVF6,SQ8,Refine(Flat)",
          "IVF6,PQ4,Refine(Flat)",
          "LSH24",
          "IVF6,RaBitQ",
          "OPQ4,IVF6,PQ4",
          "IVF6,PQ4x4fs,Refine(Flat)",
          "IVF6,PQ4x4fs,Refine(SQ8)",
          "IVF6,PQ4,Refine(SQ8)",
          "LSH24,Refine(Flat)",
          "IVF6,RaBitQ,Refine(Flat)");

  private static final List<Metric> METRICS = List.of(Metric.EUCLIDEAN, Metric.COSINE, Metric.DOT);

  private static final Map<Kind, TrainedIndex> TRAINED = new ConcurrentHashMap<>();

  private TestIndexes() {}

  /** A spec with a metric that goes with it. */
  record Kind(String spec, Metric metric) {

    TrainedIndex trained() {
      return TRAINED.computeIfAbsent(this, Kind::train);
    }

    private TrainedIndex train() {
      return IndexTrainer.train(
          TestVectors.clumps(new SplittableRandom(4), 600, DIMENSION, 12),
          IndexSpec.parse(spec),
          metric,
          TrainingParams.defaults().withThreads(1),
          TrainingListener.SILENT);
    }

    /** Entries with ids from below zero to beyond 32 bits. */
    VectorIndex index(int entries) {
      return VectorIndex.build(trained(), ids(entries), vectors(entries), 1);
    }

    @Override
    public String toString() {
      return spec + " " + metric;
    }
  }

  static List<Kind> kinds() {
    List<Kind> kinds = new ArrayList<>();
    for (String spec : SPECS) {
      for (Metric metric : METRICS) {
        kinds.add(new Kind(spec, metric));
      }
    }
    return kinds;
  }

  static VectorBatch vectors(int count) {
    return TestVectors.clumps(new SplittableRandom(5), count, DIMENSION, 12);
  }

  static VectorBatch queries() {
    return TestVectors.clumps(new SplittableRandom(6), 10, DIMENSION, 12);
  }

  static long[] ids(int count) {
    long[] ids = new long[count];
    for (int i = 0; i < count; i++) {
      ids[i] = (i - 3) * 0x1_0000_0001L;
    }
    return ids;
  }
}
