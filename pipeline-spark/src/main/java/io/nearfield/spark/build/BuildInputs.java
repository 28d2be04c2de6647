package io.nearfield.spark.build;

import static org.apache.spark.sql.functions.col;

import io.nearfield.connect.api.AttributeType;
import io.nearfield.connect.api.EntityType;
import io.nearfield.connect.api.FeatureSet;
import io.nearfield.connect.api.GenerationFigures;
import io.nearfield.connect.api.NearfieldException;
import io.nearfield.connect.iceberg.Lake;
import io.nearfield.index.SpecRequest;
import io.nearfield.spark.ingest.LivingItems;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.apache.iceberg.Snapshot;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * What a build reads, pinned to snapshots before anything is computed.
 *
 * @param featureSnapshot the snapshot of the feature table
 * @param itemsSnapshot the snapshot of the items table, or -1 if there are no items
 * @param filterColumns the attributes that lookups will filter by
 */
record BuildInputs(
    FeatureSet features,
    long featureSnapshot,
    long itemsSnapshot,
    Map<String, AttributeType> filterColumns) {

  /**
   * Pins the inputs.
   *
   * @throws NearfieldException if the feature set is missing or empty
   * @throws IllegalArgumentException if a filter column is no attribute of the items
   */
  static BuildInputs pin(Lake lake, BuildOptions options) {
    String dataset = options.index().dataset();
    FeatureSet features = lake.requireFeatureSet(dataset, options.featureSet());
    Snapshot vectors = lake.table(dataset, Lake.featureTable(features.name())).currentSnapshot();
    if (vectors == null) {
      throw new NearfieldException(
          "Cannot build index '%s': feature set '%s' is empty; embed something first"
              .formatted(options.index(), features.name()));
    }
    Snapshot items =
        lake.exists(dataset, Lake.ITEMS) ? lake.table(dataset, Lake.ITEMS).currentSnapshot() : null;
    Map<String, AttributeType> known =
        items == null ? new TreeMap<>() : new TreeMap<>(lake.itemAttributes(dataset));
    if (items != null && features.entityType() == EntityType.ANNOTATION) {
      known.put(JoinFilterColumns.LABEL, AttributeType.STRING);
    }
    return new BuildInputs(
        features,
        vectors.snapshotId(),
        items == null ? -1 : items.snapshotId(),
        chosen(options, known));
  }

  private static Map<String, AttributeType> chosen(
      BuildOptions options, Map<String, AttributeType> known) {
    if (options.filterColumns() == null) {
      return new TreeMap<>(known);
    }
    Map<String, AttributeType> chosen = new LinkedHashMap<>();
    for (String name : options.filterColumns()) {
      if (!known.containsKey(name)) {
        throw new IllegalArgumentException(
            "Cannot filter index '%s' by '%s': the items of dataset '%s' have %s"
                .formatted(
                    options.index(),
                    name,
                    options.index().dataset(),
                    known.isEmpty()
                        ? "no attributes"
                        : String.join(", ", new TreeMap<>(known).keySet())));
      }
      chosen.put(name, known.get(name));
    }
    return chosen;
  }

  /** What a generation built from these covers. */
  GenerationFigures.Coverage covered() {
    return GenerationFigures.Coverage.built(featureSnapshot, itemsSnapshot);
  }

  /** Without the vectors of items that are marked as removed. */
  Dataset<Row> living(SparkSession spark, Lake lake, Dataset<Row> vectors) {
    if (itemsSnapshot < 0) {
      return vectors;
    }
    String table = lake.sql(features.dataset(), Lake.ITEMS);
    Dataset<Row> items = spark.read().option("versionAsOf", itemsSnapshot).table(table);
    if (!Arrays.asList(items.columns()).contains(LivingItems.REMOVED_AT)) {
      return vectors;
    }
    Dataset<Row> removed =
        items
            .where(col(LivingItems.REMOVED_AT).isNotNull())
            .select(col("entity_id").as("removed_item_id"));
    return vectors.join(
        removed, vectors.col("item_id").equalTo(removed.col("removed_item_id")), "left_anti");
  }

  Dataset<Row> items(SparkSession spark, Lake lake) {
    return LivingItems.at(spark, lake, features.dataset(), itemsSnapshot);
  }

  /** All that decides a generation, in words: equal maps build equal generations. */
  Map<String, String> config(BuildOptions options, SpecChoice choice) {
    Map<String, String> config = new TreeMap<>(optionsOf(options));
    config.put("model", features.model().hash());
    config.put("feature-snapshot", Long.toString(featureSnapshot));
    config.put("items-snapshot", Long.toString(itemsSnapshot));
    config.put("spec", choice.spec().toString());
    config.put("filter-columns", String.join(",", filterColumns.keySet()));
    return config;
  }

  /** The options alone, in words. */
  static Map<String, String> optionsOf(BuildOptions options) {
    Map<String, String> config = new TreeMap<>();
    config.put("feature-set", options.featureSet());
    config.put("spec", options.spec() == null ? "auto" : options.spec().toString());
    config.put("recall-target", Double.toString(options.recallTarget()));
    config.put("partitions", Integer.toString(options.partitions()));
    config.put("seed", Long.toString(options.seed()));
    config.put("trainer", options.trainer().name());
    config.put("grade-queries", Integer.toString(options.gradeQueries()));
    config.put("max-nprobe", Integer.toString(options.maxNprobe()));
    config.put("max-rerank-factor", Integer.toString(options.maxRerankFactor()));
    if (options.memoryBudget() != SpecRequest.UNLIMITED) {
      config.put("memory-budget", Long.toString(options.memoryBudget()));
    }
    if (options.filterColumns() != null) {
      config.put("filter-columns", String.join(",", options.filterColumns()));
    }
    return config;
  }
}
