package io.nearfield.spark.build;

import io.nearfield.index.TrainedIndex;
import io.nearfield.index.VectorBatch;
import io.nearfield.index.format.VectorBytes;
import java.util.ArrayList;
import java.util.Arrays;
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

/** Turns assigned vectors into entries: their code, and the index partition of their cell. */
final class EncodeEntries {

  private static final int BATCH = 1024;

  private static final StructType SCHEMA =
      new StructType()
          .add("generation", DataTypes.LongType)
          .add("partition", DataTypes.IntegerType)
          .add("cell", DataTypes.IntegerType)
          .add("entity_id", DataTypes.StringType)
          .add("code", DataTypes.BinaryType)
          .add("vector", DataTypes.BinaryType)
          .add("item_id", DataTypes.StringType);

  private EncodeEntries() {}

  /**
   * Returns the columns of an index table without its filter columns, and {@code item_id}.
   *
   * @param assigned what {@link AssignCells} returns
   * @param partitionOfCell the index partition of each cell
   */
  static Dataset<Row> encode(
      Dataset<Row> assigned,
      long generation,
      Broadcast<TrainedIndex> trained,
      Broadcast<int[]> partitionOfCell) {
    return assigned.mapPartitions(
        (MapPartitionsFunction<Row, Row>)
            rows ->
                new Batched(
                    rows,
                    BATCH,
                    batch -> encoded(batch, generation, trained.value(), partitionOfCell.value())),
        Encoders.row(SCHEMA));
  }

  private static Iterator<Row> encoded(
      List<Row> rows, long generation, TrainedIndex trained, int[] partitionOfCell) {
    int[] cells = new int[rows.size()];
    List<float[]> vectors = new ArrayList<>(rows.size());
    for (int i = 0; i < cells.length; i++) {
      cells[i] = rows.get(i).getInt(2);
      vectors.add(VectorBytes.fromBytes(rows.get(i).getAs(3)));
    }
    byte[] codes = trained.encodeAll(VectorBatch.ofRows(vectors), cells, 1);
    int size = trained.codeSize();
    List<Row> out = new ArrayList<>(cells.length);
    for (int i = 0; i < cells.length; i++) {
      Row row = rows.get(i);
      out.add(
          RowFactory.create(
              generation,
              partitionOfCell[cells[i]],
              cells[i],
              row.getString(0),
              Arrays.copyOfRange(codes, i * size, (i + 1) * size),
              row.getAs(3),
              row.getString(1)));
    }
    return out.iterator();
  }
}
