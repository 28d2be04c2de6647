package io.nearfield.spark.neighbours;

import io.nearfield.index.search.Hit;
import io.nearfield.spark.search.Flattened;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** The neighbours of entries as rows: one task per index partition, nothing to merge. */
final class NeighbourRows {

  static final StructType SCHEMA =
      new StructType()
          .add("entity_id", DataTypes.StringType)
          .add("rank", DataTypes.IntegerType)
          .add("neighbour_id", DataTypes.StringType)
          .add("distance", DataTypes.FloatType);

  private NeighbourRows() {}

  /** Of all entries. */
  static Dataset<Row> all(SparkSession spark, Entries entries, int k, int nprobe) {
    JavaRDD<Row> rows =
        JavaSparkContext.fromSparkContext(spark.sparkContext())
            .parallelize(SampledTruth.numbers(entries), entries.partitions())
            .flatMap(partition -> rows(entries, partition, null, k, nprobe));
    return spark.createDataFrame(rows, SCHEMA);
  }

  /**
   * Of some entries.
   *
   * @param wanted {@code partition int, entity_id string}
   */
  static Dataset<Row> some(
      SparkSession spark, Entries entries, Dataset<Row> wanted, int k, int nprobe) {
    JavaRDD<Row> rows =
        wanted
            .repartitionById(entries.partitions(), wanted.col("partition"))
            .toJavaRDD()
            .mapPartitions(
                (FlatMapFunction<Iterator<Row>, Row>)
                    mine -> {
                      Set<String> ids = new HashSet<>();
                      int partition = -1;
                      while (mine.hasNext()) {
                        Row one = mine.next();
                        partition = one.getInt(0);
                        ids.add(one.getString(1));
                      }
                      return partition < 0
                          ? List.<Row>of().iterator()
                          : rows(entries, partition, ids, k, nprobe);
                    });
    return spark.createDataFrame(rows, SCHEMA);
  }

  private static Iterator<Row> rows(
      Entries entries, int partition, Set<String> ids, int k, int nprobe) {
    CellJoin join = new CellJoin(entries, partition);
    List<int[]> passes =
        join.passes(
            row -> ids == null || ids.contains(join.own().rows().ids().get(row)), k, nprobe);
    return new Flattened<>(
        passes.iterator(),
        mine -> {
          List<Row> rows = new ArrayList<>();
          join.nearest(
              k,
              nprobe,
              mine,
              (id, nearest) -> {
                int rank = 0;
                for (Hit<?> hit : nearest) {
                  rank++;
                  rows.add(RowFactory.create(id, rank, hit.id(), hit.distance()));
                }
              });
          return rows.iterator();
        });
  }
}
