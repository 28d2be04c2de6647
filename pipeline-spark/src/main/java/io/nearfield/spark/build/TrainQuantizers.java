package io.nearfield.spark.build;

import io.nearfield.connect.api.NearfieldException;
import io.nearfield.connect.api.Progress;
import io.nearfield.index.IndexSpec;
import io.nearfield.index.IndexTrainer;
import io.nearfield.index.Metric;
import io.nearfield.index.TrainedIndex;
import io.nearfield.index.TrainingListener;
import io.nearfield.index.TrainingParams;
import io.nearfield.index.VectorBatch;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.ml.clustering.KMeans;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;

/**
 * Trains the quantizers from a sample, on the driver; with {@link Trainer#MLLIB} the coarse
 * centroids come from Spark MLlib.
 */
public final class TrainQuantizers {

  private static final int MLLIB_ITERATIONS = 20;

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
      VectorBatch centroids = mllibCentroids(spark, sample, training);
      trained = IndexTrainer.trainWithCentroids(batch, spec, metric, centroids, params, listener);
    } else {
      trained = IndexTrainer.train(batch, spec, metric, params, listener);
    }
    listener.close(trained, batch.rows());
    return trained;
  }

  private static VectorBatch mllibCentroids(
      SparkSession spark, List<float[]> sample, Training training) {
    IndexSpec spec = training.spec();
    List<Row> rows = new ArrayList<>(sample.size());
    for (float[] vector : sample) {
      rows.add(RowFactory.create(Vectors.dense(toDoubles(vector, training.metric()))));
    }
    StructType schema = new StructType().add("features", SQLDataTypes.VectorType());
    // One slice: MLlib adds up in the order in which slices arrive, and the same inputs and seed
    // must give the same index.
    Vector[] centres =
        new KMeans()
            .setK(spec.cells())
            .setSeed(training.seed())
            .setMaxIter(MLLIB_ITERATIONS)
            .fit(spark.createDataFrame(rows, schema).coalesce(1))
            .clusterCenters();
    if (centres.length != spec.cells()) {
      throw new NearfieldException(
          "Cannot train %s with MLlib: it found %d distinct cells, %d are wanted; lower the number of cells or use the trainer 'nearfield'"
              .formatted(spec, centres.length, spec.cells()));
    }
    List<float[]> centroids = new ArrayList<>(centres.length);
    for (Vector centre : centres) {
      float[] row = new float[centre.size()];
      for (int i = 0; i < row.length; i++) {
        row[i] = (float) centre.apply(i);
      }
      centroids.add(row);
    }
    return VectorBatch.ofRows(centroids);
  }

  private static double[] toDoubles(float[] vector, Metric metric) {
    double norm = 0;
    for (float value : vector) {
      norm += (double) value * value;
    }
    double scale = metric == Metric.COSINE && norm > 0 ? 1 / Math.sqrt(norm) : 1;
    double[] doubles = new double[vector.length];
    for (int i = 0; i < vector.length; i++) {
      doubles[i] = vector[i] * scale;
    }
    return doubles;
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
