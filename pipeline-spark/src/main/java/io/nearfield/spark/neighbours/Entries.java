package io.nearfield.spark.neighbours;

import io.nearfield.connect.api.Generation;
import io.nearfield.connect.api.IndexEntry;
import io.nearfield.connect.filter.Filter;
import io.nearfield.connect.iceberg.Codebooks;
import io.nearfield.connect.iceberg.IndexTable;
import io.nearfield.connect.iceberg.Lake;
import io.nearfield.index.Metric;
import io.nearfield.index.TrainedIndex;
import io.nearfield.spark.search.PartitionReader;
import io.nearfield.spark.search.PartitionRows;
import java.io.Serializable;
import java.util.Set;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.SparkSession;

/**
 * The entries of a generation as tasks read them: a partition at a time, without a catalog, all
 * from one snapshot.
 *
 * @param filter which entries take part, or null for all
 * @param leftOut ids of entries that take no part
 */
record Entries(
    PartitionReader reader,
    Broadcast<TrainedIndex> shared,
    Broadcast<int[]> partitionOfCell,
    Filter filter,
    Broadcast<Set<String>> leftOut,
    int partitions)
    implements Serializable {

  /** All that the generation holds. */
  static Entries all(SparkSession spark, IndexTable index, Generation generation) {
    PartitionReader reader = PartitionReader.of(index, generation.number(), Set.of());
    return of(spark, index, generation, reader, null, Set.of());
  }

  /** Those that pass a filter, if any, without those whose items were removed meanwhile. */
  static Entries living(
      SparkSession spark, Lake lake, IndexTable index, Generation generation, String filterOrNull) {
    Filter filter =
        filterOrNull == null
            ? null
            : Filter.parse(filterOrNull, index.filterColumns(generation.number()));
    PartitionReader reader =
        PartitionReader.of(
            index, generation.number(), filter == null ? Set.of() : filter.columns());
    Set<String> leftOut = new LeftOut(spark, lake, index, generation).ids(reader);
    return of(spark, index, generation, reader, filter, leftOut);
  }

  private static Entries of(
      SparkSession spark,
      IndexTable index,
      Generation generation,
      PartitionReader reader,
      Filter filter,
      Set<String> leftOut) {
    Codebooks codebooks = index.codebooks(generation.number());
    JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    return new Entries(
        reader,
        context.broadcast(codebooks.trained()),
        context.broadcast(codebooks.partitionOfCell()),
        filter,
        context.broadcast(leftOut),
        generation.partitions());
  }

  TrainedIndex trained() {
    return shared.value();
  }

  Metric metric() {
    return trained().metric();
  }

  PartitionRows rows(int partition) {
    Set<String> out = leftOut.value();
    return reader.rows(
        trained(), partition, filter == null && out.isEmpty() ? null : entry -> in(entry, out));
  }

  private boolean in(IndexEntry entry, Set<String> out) {
    return !out.contains(entry.entityId()) && (filter == null || filter.test(entry.attributes()));
  }
}
