package io.nearfield.spark.build;

import io.nearfield.connect.api.NearfieldException;
import io.nearfield.index.IndexSpec;
import io.nearfield.index.Metric;
import io.nearfield.index.VectorBatch;
import io.nearfield.spark.build.TrainQuantizers.Training;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.ml.clustering.KMeans;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;

/** Coarse centroids by the k-means of Spark MLlib. */
final class MllibCells {

  private static final int ITERATIONS = 20;

  private static final StructType SCHEMA =
      new StructType().add("features", SQLDataTypes.VectorType());

  private MllibCells() {}

  /** From vectors on the driver. */
  static VectorBatch centroids(SparkSession spark, List<float[]> sample, Training training) {
    List<Row> rows = new ArrayList<>(sample.size());
    for (float[] vector : sample) {
      rows.add(row(vector, training.metric()));
    }
    return fit(spark.createDataFrame(rows, SCHEMA).coalesce(1), training);
  }

  /** From the first {@code wanted} rows of a sample, in one task. */
  static VectorBatch centroids(
      SparkSession spark, Dataset<Row> sample, int wanted, Training training) {
    Metric metric = training.metric();
    FlatMapFunction<Iterator<Row>, Row> ordered =
        drawn -> {
          VectorBatch batch = SampleVectors.ordered(drawn, wanted);
          List<Row> rows = new ArrayList<>(batch.rows());
          for (int i = 0; i < batch.rows(); i++) {
            rows.add(row(batch.row(i), metric));
          }
          return rows.iterator();
        };
    JavaRDD<Row> rows = sample.repartition(1).javaRDD().mapPartitions(ordered);
    return fit(spark.createDataFrame(rows, SCHEMA), training);
  }

  // One slice: MLlib adds up in the order in which slices arrive, and the same inputs and seed must
  // give the same index.
  private static VectorBatch fit(Dataset<Row> oneSlice, Training training) {
    IndexSpec spec = training.spec();
    Vector[] centres =
        new KMeans()
            .setK(spec.cells())
            .setSeed(training.seed())
            .setMaxIter(ITERATIONS)
            .fit(oneSlice)
            .clusterCenters();
    if (centres.length != spec.cells()) {
      throw new NearfieldException(
          "Cannot train %s with MLlib: it found %d distinct cells, %d are wanted; lower the number of cells or use the trainer NEARFIELD (--trainer)"
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

  private static Row row(float[] vector, Metric metric) {
    double norm = 0;
    for (float value : vector) {
      norm += (double) value * value;
    }
    double scale = metric == Metric.COSINE && norm > 0 ? 1 / Math.sqrt(norm) : 1;
    double[] doubles = new double[vector.length];
    for (int i = 0; i < vector.length; i++) {
      doubles[i] = vector[i] * scale;
    }
    return RowFactory.create(Vectors.dense(doubles));
  }
}
