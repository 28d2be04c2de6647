package io.nearfield.spark.build;

import io.nearfield.connect.api.NearfieldException;
import io.nearfield.index.TrainedIndex;
import io.nearfield.index.VectorBatch;
import io.nearfield.index.format.VectorBytes;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

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
   * @param vectors what {@link RawVectors#of} returns
   */
  static Dataset<Row> assign(Dataset<Row> vectors, Broadcast<TrainedIndex> trained) {
    return vectors
        .select("entity_id", "item_id", "vector")
        .mapPartitions(
            (MapPartitionsFunction<Row, Row>)
                rows -> new Batched(rows, BATCH, batch -> assigned(batch, trained.value())),
            Encoders.row(SCHEMA));
  }

  private static Iterator<Row> assigned(List<Row> rows, TrainedIndex trained) {
    VectorBatch prepared = prepared(rows, trained);
    int[] cells = trained.assignAll(prepared);
    List<Row> out = new ArrayList<>(rows.size());
    for (int i = 0; i < cells.length; i++) {
      Row row = rows.get(i);
      out.add(
          RowFactory.create(
              row.getString(0), row.getString(1), cells[i], VectorBytes.toBytes(prepared.row(i))));
    }
    return out.iterator();
  }

  private static VectorBatch prepared(List<Row> rows, TrainedIndex trained) {
    List<float[]> prepared = new ArrayList<>(rows.size());
    for (Row row : rows) {
      try {
        prepared.add(trained.prepare(VectorBytes.fromBytes(row.getAs(2))));
      } catch (IllegalArgumentException e) {
        throw new NearfieldException(
            "Cannot index entity '" + row.getString(0) + "': " + e.getMessage(), e);
      }
    }
    return VectorBatch.ofRows(prepared);
  }
}
