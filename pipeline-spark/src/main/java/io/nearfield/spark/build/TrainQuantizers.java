package io.nearfield.spark.build;

import io.nearfield.connect.api.Progress;
import io.nearfield.index.IndexSpec;
import io.nearfield.index.IndexTrainer;
import io.nearfield.index.Metric;
import io.nearfield.index.TrainedIndex;
import io.nearfield.index.TrainingListener;
import io.nearfield.index.TrainingParams;
import io.nearfield.index.VectorBatch;
import java.util.List;
import org.apache.spark.sql.SparkSession;

/**
 * Trains the quantizers from a sample that the driver holds, for Spark ML; a build trains with
 * {@link TrainStages}. With {@link Trainer#MLLIB} the coarse centroids come from Spark MLlib.
 */
public final class TrainQuantizers {

  private TrainQuantizers() {}

  /** What is to be trained, how distances are measured, by which seed and by whom. */
  public record Training(IndexSpec spec, Metric metric, long seed, Trainer trainer) {}

  /**
   * Trains.
   *
   * @param sample as the feature set holds them, not prepared for the metric
   * @return the same for the same sample, spec and seed
   */
  public static TrainedIndex train(
      SparkSession spark, List<float[]> sample, Training training, Progress progress) {
    IndexSpec spec = training.spec();
    Metric metric = training.metric();
    VectorBatch batch = VectorBatch.ofRows(sample);
    TrainingParams params = TrainingParams.defaults().withSeed(training.seed());
    Listener listener = new Listener(progress);
    TrainedIndex trained;
    if (training.trainer() == Trainer.MLLIB && spec.hasCells()) {
      VectorBatch centroids = MllibCells.centroids(spark, sample, training);
      trained = IndexTrainer.trainWithCentroids(batch, spec, metric, centroids, params, listener);
    } else {
      trained = IndexTrainer.train(batch, spec, metric, params, listener);
    }
    listener.close(trained, batch.rows());
    return trained;
  }

  private static final class Listener implements TrainingListener {
    private final Progress progress;
    private String phase;

    Listener(Progress progress) {
      this.progress = progress;
    }

    @Override
    public void iteration(String newPhase, int iteration, int of, double objective) {
      if (!newPhase.equals(phase)) {
        if (phase != null) {
          progress.end(phase + " trained");
        }
        phase = newPhase;
        progress.begin("training " + phase, of);
      }
      progress.at(iteration);
    }

    void close(TrainedIndex trained, int rows) {
      if (phase == null) {
        progress.begin("training", 1);
      }
      progress.end("%s trained with %,d vectors".formatted(trained.spec(), rows));
    }
  }
}
