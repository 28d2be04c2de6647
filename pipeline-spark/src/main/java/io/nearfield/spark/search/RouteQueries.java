package io.nearfield.spark.search;

import io.nearfield.index.TrainedIndex;
import io.nearfield.index.format.VectorBytes;
import io.nearfield.index.search.CellReach;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import scala.Tuple2;

/** Sends each query to the index partitions that hold its probed cells. */
final class RouteQueries {

  static final StructType SCHEMA =
      new StructType()
          .add("partition", DataTypes.IntegerType)
          .add("query_id", DataTypes.StringType)
          .add("vector", DataTypes.BinaryType)
          .add("cells", DataTypes.createArrayType(DataTypes.IntegerType, false));

  private RouteQueries() {}

  /**
   * Returns one row for each query and index partition that it must ask.
   *
   * @param queries id and vector, not prepared
   * @param from how many of the nearest cells are left out
   * @param to up to which cell, nearest first, is probed
   */
  static Dataset<Row> route(
      Dataset<Tuple2<String, float[]>> queries,
      Broadcast<TrainedIndex> trained,
      Broadcast<int[]> partitionOfCell,
      int from,
      int to) {
    return queries.flatMap(
        (FlatMapFunction<Tuple2<String, float[]>, Row>)
            query -> rows(query, trained.value(), partitionOfCell.value(), from, to),
        Encoders.row(SCHEMA));
  }

  /** One row for each query and index partition, without cells: all of them are asked. */
  static Dataset<Row> everywhere(
      Dataset<Tuple2<String, float[]>> queries, Broadcast<TrainedIndex> trained, int partitions) {
    return queries.flatMap(
        (FlatMapFunction<Tuple2<String, float[]>, Row>)
            query -> {
              byte[] vector = VectorBytes.toBytes(trained.value().prepare(query._2()));
              return IntStream.range(0, partitions)
                  .mapToObj(partition -> RowFactory.create(partition, query._1(), vector, null))
                  .iterator();
            },
        Encoders.row(SCHEMA));
  }

  /** One row for each query and index partition that can hold something within the radius. */
  static Dataset<Row> within(
      Dataset<Tuple2<String, float[]>> queries,
      Broadcast<TrainedIndex> trained,
      Broadcast<int[]> partitionOfCell,
      float radius) {
    return queries.mapPartitions(
        (MapPartitionsFunction<Tuple2<String, float[]>, Row>)
            mine -> {
              CellReach reach = new CellReach(trained.value());
              return new Flattened<>(
                  mine,
                  query -> {
                    float[] prepared = trained.value().prepare(query._2());
                    return rows(
                        query._1(),
                        prepared,
                        reach.within(prepared, radius),
                        partitionOfCell.value());
                  });
            },
        Encoders.row(SCHEMA));
  }

  private static Iterator<Row> rows(
      Tuple2<String, float[]> query,
      TrainedIndex trained,
      int[] partitionOfCell,
      int from,
      int to) {
    float[] prepared = trained.prepare(query._2());
    int[] nearestFirst = trained.probe(prepared, to);
    return rows(
        query._1(),
        prepared,
        Arrays.copyOfRange(nearestFirst, from, nearestFirst.length),
        partitionOfCell);
  }

  private static Iterator<Row> rows(
      String id, float[] prepared, int[] cells, int[] partitionOfCell) {
    byte[] vector = VectorBytes.toBytes(prepared);
    Map<Integer, List<Integer>> cellsOfPartition = new TreeMap<>();
    for (int cell : cells) {
      cellsOfPartition
          .computeIfAbsent(partitionOfCell[cell], partition -> new ArrayList<>())
          .add(cell);
    }
    return cellsOfPartition.entrySet().stream()
        .map(
            entry ->
                RowFactory.create(
                    entry.getKey(), id, vector, entry.getValue().toArray(Integer[]::new)))
        .iterator();
  }
}
