package io.nearfield.benchmarks.compare;

import io.nearfield.benchmarks.data.Dataset;
import io.nearfield.index.IndexSpec;
import io.nearfield.index.IndexTrainer;
import io.nearfield.index.Metric;
import io.nearfield.index.TrainedIndex;
import io.nearfield.index.TrainingListener;
import io.nearfield.index.TrainingParams;
import io.nearfield.index.VectorBatch;
import io.nearfield.index.VectorIndex;
import java.util.Arrays;
import java.util.SplittableRandom;

/** What goes on for each vector when an index is filled and changed, ours. */
final class BuildRates {

  /** What is measured. */
  enum Step {
    ASSIGN("assignment", "assign", false),
    ENCODE("encoding alone", "encode", false),
    ADD("adding with assignment", "add", false),
    ADD_ONE("adding one at a time", "addOne", true),
    REMOVE("removal by id", "remove", true);

    private final String label;
    private final String order;
    private final boolean oneThread;

    Step(String label, String order, boolean oneThread) {
      this.label = label;
      this.order = order;
      this.oneThread = oneThread;
    }

    String label() {
      return label;
    }

    /** What the other side calls it. */
    String order() {
      return order;
    }

    boolean oneThread() {
      return oneThread;
    }
  }

  private final VectorBatch rows;
  private final long[] ids;
  private final long[] gone;
  private final int few;
  private final int threads;
  private final TrainedIndex trained;
  private final int[] cells;

  BuildRates(Dataset data, String spec, int count, int few, int iterations, int threads) {
    this.rows = data.base().slice(0, count);
    this.few = few;
    this.threads = threads;
    this.trained =
        IndexTrainer.train(
            data.train(),
            IndexSpec.parse(spec),
            Metric.EUCLIDEAN,
            TrainingParams.defaults().withIterations(iterations).withThreads(threads),
            TrainingListener.SILENT);
    this.cells = trained.assignAll(rows, threads);
    this.ids = new long[count];
    Arrays.setAll(ids, i -> i);
    this.gone = Arrays.copyOf(shuffled(ids), count / 2);
  }

  private static long[] shuffled(long[] ids) {
    long[] shuffled = ids.clone();
    SplittableRandom random = new SplittableRandom(1);
    for (int i = shuffled.length - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      long moved = shuffled[i];
      shuffled[i] = shuffled[j];
      shuffled[j] = moved;
    }
    return shuffled;
  }

  /** Does it once, to an index of its own where it changes one. */
  Rate take(Step step) {
    return switch (step) {
      case ASSIGN -> timed(rows.rows(), () -> trained.assignAll(rows, threads));
      case ENCODE -> timed(rows.rows(), () -> trained.encodeAll(rows, cells, threads));
      case ADD -> timed(rows.rows(), () -> VectorIndex.build(trained, ids, rows, threads));
      case ADD_ONE -> addOne();
      case REMOVE -> remove();
    };
  }

  private Rate addOne() {
    VectorIndex index = VectorIndex.build(trained, ids, rows, threads);
    index.remove(0); // from the first change on it is known where each id lies
    float[][] vectors = new float[few][];
    Arrays.setAll(vectors, rows::row);
    return timed(
        few,
        () -> {
          for (int i = 0; i < few; i++) {
            index.add(ids.length + (long) i, vectors[i]);
          }
        });
  }

  private Rate remove() {
    VectorIndex index = VectorIndex.build(trained, ids, rows, threads);
    index.add(-1, rows.row(0)); // as above
    return timed(gone.length, () -> index.removeAll(gone));
  }

  private static Rate timed(int count, Runnable work) {
    long begun = System.nanoTime();
    work.run();
    return new Rate(count, (System.nanoTime() - begun) / 1e9);
  }
}
