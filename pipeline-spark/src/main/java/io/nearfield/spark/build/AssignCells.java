package io.nearfield.spark.build;

import io.nearfield.connect.api.NearfieldException;
import io.nearfield.index.TrainedIndex;
import io.nearfield.index.VectorBatch;
import io.nearfield.index.format.VectorBytes;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import scala.Tuple3;

/** Prepares each vector for the metric and finds its cell, a batch of rows at a time. */
final class AssignCells {

  private static final int BATCH = 1024;

  static final StructType SCHEMA =
      new StructType()
          .add("entity_id", DataTypes.StringType)
          .add("item_id", DataTypes.StringType)
          .add("cell", DataTypes.IntegerType)
          .add("vector", DataTypes.BinaryType);

  private AssignCells() {}

  /**
   * Returns {@code entity_id, item_id, cell int, vector binary} with the vector prepared for the
   * metric.
   *
   * @param features {@code entity_id, item_id, vector array<float>}
   */
  static Dataset<Row> assign(
      SparkSession spark, Dataset<Row> features, Broadcast<TrainedIndex> trained) {
    return features
        .as(FeatureVectors.encoder(spark))
        .mapPartitions(
            (MapPartitionsFunction<Tuple3<String, String, float[]>, Row>)
                rows -> new Assigned(rows, trained.value()),
            Encoders.row(SCHEMA));
  }

  private static final class Assigned implements Iterator<Row> {
    private final Iterator<Tuple3<String, String, float[]>> rows;
    private final TrainedIndex trained;
    private final ArrayDeque<Row> ready = new ArrayDeque<>(BATCH);

    Assigned(Iterator<Tuple3<String, String, float[]>> rows, TrainedIndex trained) {
      this.rows = rows;
      this.trained = trained;
    }

    @Override
    public boolean hasNext() {
      return !ready.isEmpty() || rows.hasNext();
    }

    @Override
    public Row next() {
      if (ready.isEmpty()) {
        if (!rows.hasNext()) {
          throw new NoSuchElementException();
        }
        fill();
      }
      return ready.remove();
    }

    private void fill() {
      List<Tuple3<String, String, float[]>> batch = new ArrayList<>(BATCH);
      List<float[]> prepared = new ArrayList<>(BATCH);
      while (rows.hasNext() && batch.size() < BATCH) {
        Tuple3<String, String, float[]> row = rows.next();
        batch.add(row);
        prepared.add(prepare(row._1(), row._3()));
      }
      int[] cells = trained.assignAll(VectorBatch.ofRows(prepared));
      for (int i = 0; i < cells.length; i++) {
        Tuple3<String, String, float[]> row = batch.get(i);
        ready.add(
            RowFactory.create(row._1(), row._2(), cells[i], VectorBytes.toBytes(prepared.get(i))));
      }
    }

    private float[] prepare(String entityId, float[] vector) {
      try {
        return trained.prepare(vector);
      } catch (IllegalArgumentException e) {
        throw new NearfieldException(
            "Cannot index entity '" + entityId + "': " + e.getMessage(), e);
      }
    }
  }
}
