package io.nearfield.spark.neighbours;

import io.nearfield.index.search.Hit;
import io.nearfield.spark.search.Flattened;
import io.nearfield.spark.search.PartitionRows;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** The neighbours of entries as rows: one task per index partition, nothing to merge. */
final class NeighbourRows {

  /** {@code vector_stamp} is the entity's, see {@link VectorStamp}. */
  static final StructType SCHEMA =
      new StructType()
          .add("entity_id", DataTypes.StringType)
          .add("rank", DataTypes.IntegerType)
          .add("neighbour_id", DataTypes.StringType)
          .add("distance", DataTypes.FloatType)
          .add("vector_stamp", DataTypes.LongType);

  private static final StructType PRESENT =
      new StructType()
          .add("partition", DataTypes.IntegerType)
          .add("entity_id", DataTypes.StringType)
          .add("vector_stamp", DataTypes.LongType);

  private NeighbourRows() {}

  /** The entries that take part: {@code partition, entity_id, vector_stamp}. */
  static Dataset<Row> present(SparkSession spark, Entries entries) {
    JavaRDD<Row> rows =
        JavaSparkContext.fromSparkContext(spark.sparkContext())
            .parallelize(SampledTruth.numbers(entries), entries.partitions())
            .flatMap(
                partition -> {
                  PartitionRows own = entries.rows(partition);
                  return IntStream.range(0, own.size())
                      .mapToObj(
                          row ->
                              RowFactory.create(
                                  partition,
                                  own.rows().ids().get(row),
                                  VectorStamp.of(own.rows().vectors(), row)))
                      .iterator();
                });
    return spark.createDataFrame(rows, PRESENT);
  }

  /** Of all entries. */
  static Dataset<Row> all(SparkSession spark, Entries entries, int k, int nprobe) {
    JavaRDD<Row> rows =
        JavaSparkContext.fromSparkContext(spark.sparkContext())
            .parallelize(SampledTruth.numbers(entries), entries.partitions())
            .flatMap(
                partition -> {
                  CellJoin join = new CellJoin(entries, partition);
                  return nearest(join, row -> true, k, nprobe);
                });
    return spark.createDataFrame(rows, SCHEMA);
  }

  /**
   * Of some entries.
   *
   * @param wanted {@code partition int, entity_id string}
   */
  static Dataset<Row> some(
      SparkSession spark, Entries entries, Dataset<Row> wanted, int k, int nprobe) {
    return spark.createDataFrame(
        byPartition(
            entries,
            wanted.select("partition", "entity_id"),
            (join, ids) -> nearest(join, row -> ids.containsKey(join.id(row)), k, nprobe)),
        SCHEMA);
  }

  /**
   * What some other vectors are to entries that have neighbours already: those that are nearer than
   * the farthest of these.
   *
   * @param wanted {@code partition int, entity_id string, farthest float}; null for an entry with
   *     fewer than k
   * @param others each is compared with every wanted entry
   * @param k at most so many of them for each
   */
  static Dataset<Row> among(
      SparkSession spark,
      Entries entries,
      Dataset<Row> wanted,
      Broadcast<ChangedVectors> others,
      int k) {
    return spark.createDataFrame(
        byPartition(
            entries,
            wanted.select("partition", "entity_id", "farthest"),
            (join, farthest) -> {
              List<int[]> passes = join.passes(row -> farthest.containsKey(join.id(row)), k, 1);
              return new Flattened<>(
                  passes.iterator(),
                  mine -> {
                    List<Row> rows = new ArrayList<>();
                    join.nearestAmong(
                        others.value().rows(),
                        k,
                        mine,
                        (row, nearest, cut) ->
                            add(rows, join, row, within(nearest, farthest.get(join.id(row)))));
                    return rows.iterator();
                  });
            }),
        SCHEMA);
  }

  /** Those that may take a place: one as far as the farthest does if its id comes first. */
  private static List<? extends Hit<?>> within(List<? extends Hit<?>> nearest, Float farthest) {
    return farthest == null
        ? nearest
        : nearest.stream().filter(hit -> hit.distance() <= farthest).toList();
  }

  /** What a task makes of its partition and the rows that were sent to it. */
  private interface Work extends Serializable {
    Iterator<Row> of(CellJoin join, Map<String, Float> wanted);
  }

  /**
   * @param wanted {@code partition, entity_id} and, if wanted, a number
   */
  private static JavaRDD<Row> byPartition(Entries entries, Dataset<Row> wanted, Work work) {
    return wanted
        .repartitionById(entries.partitions(), wanted.col("partition"))
        .toJavaRDD()
        .mapPartitions(
            (FlatMapFunction<Iterator<Row>, Row>)
                mine -> {
                  Map<String, Float> ids = new HashMap<>();
                  int partition = -1;
                  while (mine.hasNext()) {
                    Row one = mine.next();
                    partition = one.getInt(0);
                    ids.put(one.getString(1), one.size() < 3 ? null : (Float) one.get(2));
                  }
                  return partition < 0
                      ? List.<Row>of().iterator()
                      : work.of(new CellJoin(entries, partition), ids);
                });
  }

  private static Iterator<Row> nearest(CellJoin join, IntPredicate wanted, int k, int nprobe) {
    return new Flattened<>(
        join.passes(wanted, k, nprobe).iterator(),
        mine -> {
          List<Row> rows = new ArrayList<>();
          join.nearest(k, nprobe, mine, (row, nearest, cut) -> add(rows, join, row, nearest));
          return rows.iterator();
        });
  }

  private static void add(List<Row> rows, CellJoin join, int row, List<? extends Hit<?>> nearest) {
    if (nearest.isEmpty()) {
      return;
    }
    long stamp = VectorStamp.of(join.own().rows().vectors(), row);
    int rank = 0;
    for (Hit<?> hit : nearest) {
      rank++;
      rows.add(RowFactory.create(join.id(row), rank, hit.id(), hit.distance(), stamp));
    }
  }
}
