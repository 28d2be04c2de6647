package io.nearfield.spark.build;

import io.nearfield.index.TrainedIndex;
import io.nearfield.index.format.VectorBytes;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** Turns assigned vectors into entries: their code, and the index partition of their cell. */
final class EncodeEntries {

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
    return assigned.map(
        (MapFunction<Row, Row>)
            row -> {
              int cell = row.getInt(2);
              byte[] vector = row.getAs(3);
              return RowFactory.create(
                  generation,
                  partitionOfCell.value()[cell],
                  cell,
                  row.getString(0),
                  trained.value().encode(VectorBytes.fromBytes(vector), cell),
                  vector,
                  row.getString(1));
            },
        Encoders.row(SCHEMA));
  }
}
