package io.nearfield.spark.neighbours;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.regexp_replace;

import io.nearfield.connect.api.EntityType;
import io.nearfield.connect.api.FeatureSet;
import io.nearfield.connect.api.Generation;
import io.nearfield.connect.api.NearfieldException;
import io.nearfield.connect.iceberg.IndexTable;
import io.nearfield.connect.iceberg.Lake;
import io.nearfield.spark.ingest.LivingItems;
import io.nearfield.spark.search.PartitionReader;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Entries of a generation whose items were removed since it was built: they are in the index until
 * the next refresh, and nobody is to be told of them. Every task holds their ids, so there is a
 * bound to how many they may be.
 */
record LeftOut(SparkSession spark, Lake lake, IndexTable index, Generation generation) {

  private static final int MOST = 500_000;

  /**
   * Their ids, as of a snapshot of the index.
   *
   * @throws NearfieldException if there are more than every task can hold
   */
  Set<String> ids(PartitionReader reader) {
    String dataset = index.ref().dataset();
    if (!lake.exists(dataset, Lake.ITEMS)) {
      return Set.of();
    }
    Dataset<Row> removed = LivingItems.removed(spark, lake, dataset);
    if (removed.isEmpty()) {
      return Set.of();
    }
    List<String> ids =
        entries(reader)
            .join(removed, col("item_id").equalTo(col("removed_id")), "left_semi")
            .select("entity_id")
            .as(Encoders.STRING())
            .limit(MOST + 1)
            .collectAsList();
    if (ids.size() > MOST) {
      throw new NearfieldException(
          "Cannot compare the entries of index '%s': more than %,d of them are of items that were removed; bring it up to date first ('nearfield refresh --index %s')"
              .formatted(index.ref(), MOST, index.ref().name()));
    }
    return new HashSet<>(ids);
  }

  /** {@code entity_id, item_id}; what has left its feature set by now is told by its id. */
  private Dataset<Row> entries(PartitionReader reader) {
    String dataset = index.ref().dataset();
    Dataset<Row> entries =
        spark
            .read()
            .option("versionAsOf", reader.snapshot())
            .table(lake.sql(dataset, index.tableName()))
            .where(col("generation").equalTo(lit(generation.number())))
            .select("entity_id");
    Optional<FeatureSet> set = lake.featureSet(dataset, generation.featureSet());
    boolean parts = set.map(FeatureSet::entityType).orElse(EntityType.ITEM) != EntityType.ITEM;
    Column item = parts ? itemOf(col("entity_id")) : col("entity_id");
    if (set.isEmpty()) {
      return entries.withColumn("item_id", item);
    }
    String features = lake.sql(dataset, Lake.featureTable(generation.featureSet()));
    spark.catalog().refreshTable(features);
    Dataset<Row> known =
        spark.table(features).select(col("entity_id").as("of"), col("item_id").as("known_item"));
    return entries
        .join(known, col("entity_id").equalTo(col("of")), "left")
        .select(col("entity_id"), coalesce(col("known_item"), item).as("item_id"));
  }

  /** As {@link FeatureSet#itemOf} has it: what stands before the last {@code #}. */
  private static Column itemOf(Column entityId) {
    return regexp_replace(entityId, "(?s)^(.+)#[^#]*$", "$1");
  }
}
