package io.nearfield.spark.export;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.array_sort;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.collect_list;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.when;

import io.nearfield.connect.api.EntityType;
import io.nearfield.connect.api.FeatureSet;
import io.nearfield.connect.export.ExportPosition;
import io.nearfield.connect.iceberg.Lake;
import io.nearfield.spark.ingest.LivingItems;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * What an export holds, row by row, as the tables were at some position. Each row has an {@code
 * entity_id} of its own.
 */
record ExportRows(
    SparkSession spark, Lake lake, ExportOptions.Selection what, List<FeatureSet> sets) {

  static final String FEATURES = "features";

  /** On its way only; no attribute is called so. */
  private static final String ITEM = "item of vectors";

  Dataset<Row> at(String dataset, ExportPosition position) {
    Dataset<Row> items = items(dataset, position);
    if (what.format().ofVectors()) {
      FeatureSet set = sets.get(0);
      Dataset<Row> vectors = vectors(set, position);
      return items == null
          ? vectors.select("entity_id", "vector")
          : vectors
              .join(
                  items.select(col("entity_id").as("there")),
                  col("item_id").equalTo(col("there")),
                  "left_semi")
              .select("entity_id", "vector");
    }
    if (items == null) {
      items = itemsOfVectors(position);
    }
    return what.format() == ExportFormat.JSONL
        ? withFeatures(items, position)
        : withColumns(items, position);
  }

  /** The living items that pass the filter; null if the dataset has no table of items. */
  private Dataset<Row> items(String dataset, ExportPosition position) {
    if (position.of(Lake.ITEMS) == ExportPosition.NONE) {
      if (what.filter() != null) {
        throw new IllegalArgumentException(
            "Cannot filter the items of dataset '" + dataset + "': it has none (--filter)");
      }
      return null;
    }
    Dataset<Row> items =
        LivingItems.at(spark, lake, dataset, position.of(Lake.ITEMS)).drop(LivingItems.REMOVED_AT);
    return what.filter() == null
        ? items
        : items.filter(ItemFilter.of(what.filter(), lake.itemAttributes(dataset)));
  }

  /** Vectors alone: their items are known by id only. */
  private Dataset<Row> itemsOfVectors(ExportPosition position) {
    Dataset<Row> ids = null;
    for (FeatureSet set : sets) {
      Dataset<Row> some = vectors(set, position).select(col("item_id").as("entity_id"));
      ids = ids == null ? some : ids.union(some);
    }
    return ids == null ? spark.range(0).select(lit("").as("entity_id")) : ids.distinct();
  }

  private Dataset<Row> vectors(FeatureSet set, ExportPosition position) {
    String table = lake.sql(set.dataset(), Lake.featureTable(set.name()));
    spark.catalog().refreshTable(table);
    long snapshot = position.of(Lake.featureTable(set.name()));
    Dataset<Row> all =
        snapshot == ExportPosition.NONE
            ? spark.table(table).limit(0)
            : spark.read().option("versionAsOf", snapshot).table(table);
    return all.filter(col("vector").isNotNull())
        .select(
            col("entity_id"),
            coalesce(col("item_id"), col("entity_id")).as("item_id"),
            col("vector"),
            col("model_hash"));
  }

  /** One list of features beside the item's own columns. */
  private Dataset<Row> withFeatures(Dataset<Row> items, ExportPosition position) {
    if (!sets.isEmpty() && List.of(items.columns()).contains(FEATURES)) {
      throw new IllegalArgumentException(
          "Cannot export as JSONL with features: the items have a column '%s' of their own; export Parquet, or rename it in the input (--format)"
              .formatted(FEATURES));
    }
    Dataset<Row> rows = items;
    List<Column> lists = new ArrayList<>();
    for (FeatureSet set : sets) {
      Column feature =
          struct(
              lit(set.name()).as("featureSetId"),
              col("entity_id").as("entityId"),
              lit(set.entityType().name().toLowerCase(Locale.ROOT)).as("entityType"),
              col("model_hash").as("modelHash"),
              col("vector").as("value"));
      String list = "_features_" + lists.size();
      String id = "_item_" + lists.size();
      Dataset<Row> some = vectors(set, position);
      Dataset<Row> grouped =
          set.entityType() == EntityType.ITEM
              ? some.select(col("entity_id").as(id), array(feature).as(list))
              : some.select(col("item_id").as(id), feature.as("feature"))
                  .groupBy(id)
                  .agg(array_sort(collect_list("feature")).as(list));
      rows = rows.join(grouped, col("entity_id").equalTo(col(id)), "left").drop(id);
      lists.add(when(col(list).isNotNull(), col(list)).otherwise(array()));
    }
    if (lists.isEmpty()) {
      return rows;
    }
    Dataset<Row> all = rows.withColumn(FEATURES, concat(lists.toArray(Column[]::new)));
    for (int i = 0; i < lists.size(); i++) {
      all = all.drop("_features_" + i);
    }
    return all;
  }

  /**
   * A column per set: {@code vector_<set>} of an item, {@code vectors_<set>} of its annotations. An
   * item's own column of that name goes by {@code user_} and it.
   */
  private Dataset<Row> withColumns(Dataset<Row> items, ExportPosition position) {
    Dataset<Row> rows = Renamed.besides(items, sets.stream().map(ExportRows::column).toList());
    for (FeatureSet set : sets) {
      Dataset<Row> some = vectors(set, position);
      Dataset<Row> column =
          set.entityType() == EntityType.ITEM
              ? some.select(col("entity_id").as(ITEM), col("vector").as(column(set)))
              : some.select(
                      col("item_id").as(ITEM), struct(col("entity_id"), col("vector")).as("one"))
                  .groupBy(ITEM)
                  .agg(array_sort(collect_list("one")).as(column(set)));
      rows = rows.join(column, col("entity_id").equalTo(col(ITEM)), "left").drop(ITEM);
    }
    return rows;
  }

  private static String column(FeatureSet set) {
    return (set.entityType() == EntityType.ITEM ? "vector_" : "vectors_") + set.name();
  }
}
