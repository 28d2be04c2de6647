package io.nearfield.connect.iceberg;

import static org.apache.iceberg.types.Types.NestedField.optional;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.SortOrder;
import org.apache.iceberg.types.Types;

/**
 * The columns and properties of the tables, as {@code docs/tables.md} describes them. No column is
 * required, since engines hand over nullable columns whatever is in them.
 */
final class Schemas {

  static final String ITEMS = "items";
  static final String FEATURES = "features_";
  static final String INDEX = "index_";
  static final String CODEBOOKS = "codebooks_";
  static final String DEAD_LETTERS = "dead_letters";
  static final String RUNS = "runs";
  static final String KEPT_VECTORS = "kept_vectors";
  static final String VERSIONS = "versions_";

  static final Schema ITEM_COLUMNS =
      new Schema(
          optional(1, "entity_id", Types.StringType.get()),
          optional(2, "uri", Types.StringType.get()),
          optional(3, "media_type", Types.StringType.get()),
          optional(4, "text", Types.StringType.get()),
          optional(5, "content_hash", Types.StringType.get()),
          optional(
              6,
              "annotations",
              Types.ListType.ofOptional(
                  7,
                  Types.StructType.of(
                      optional(8, "label", Types.StringType.get()),
                      optional(9, "x", Types.DoubleType.get()),
                      optional(10, "y", Types.DoubleType.get()),
                      optional(11, "width", Types.DoubleType.get()),
                      optional(12, "height", Types.DoubleType.get()),
                      optional(14, "id", Types.StringType.get()),
                      optional(15, "confidence", Types.DoubleType.get()),
                      optional(
                          16,
                          "attributes",
                          Types.MapType.ofOptional(
                              17, 18, Types.StringType.get(), Types.StringType.get()))))),
          optional(13, "ingested_at", Types.TimestampType.withZone()),
          optional(19, "document_id", Types.StringType.get()),
          optional(20, "page", Types.IntegerType.get()),
          optional(21, "chapter", Types.StringType.get()),
          optional(22, "char_from", Types.IntegerType.get()),
          optional(23, "char_to", Types.IntegerType.get()),
          optional(24, "removed_at", Types.TimestampType.withZone()));

  static final Schema FEATURE_COLUMNS =
      new Schema(
          optional(1, "feature_id", Types.StringType.get()),
          optional(2, "entity_id", Types.StringType.get()),
          optional(3, "item_id", Types.StringType.get()),
          optional(4, "vector", Types.ListType.ofOptional(5, Types.FloatType.get())),
          optional(6, "content_hash", Types.StringType.get()),
          optional(7, "model_hash", Types.StringType.get()),
          optional(8, "embedded_at", Types.TimestampType.withZone()));

  static final Schema KEPT_VECTOR_COLUMNS =
      new Schema(
          optional(1, "content_hash", Types.StringType.get()),
          optional(2, "model_hash", Types.StringType.get()),
          optional(3, "vector", Types.ListType.ofOptional(4, Types.FloatType.get())),
          optional(5, "kept_at", Types.TimestampType.withZone()));

  static final Schema VERSION_COLUMNS =
      new Schema(
          optional(1, "entity_id", Types.StringType.get()),
          optional(2, "version", Types.LongType.get()),
          optional(3, "version_order", Types.LongType.get()),
          optional(4, "deleted", Types.BooleanType.get()),
          optional(5, "changed_at", Types.TimestampType.withZone()));

  static final Schema INDEX_COLUMNS =
      new Schema(
          optional(1, "generation", Types.LongType.get()),
          optional(2, "partition", Types.IntegerType.get()),
          optional(3, "cell", Types.IntegerType.get()),
          optional(4, "entity_id", Types.StringType.get()),
          optional(5, "code", Types.BinaryType.get()),
          optional(6, "vector", Types.BinaryType.get()));

  static final PartitionSpec INDEX_PARTITIONS =
      PartitionSpec.builderFor(INDEX_COLUMNS).identity("generation").identity("partition").build();

  static final SortOrder INDEX_ORDER =
      SortOrder.builderFor(INDEX_COLUMNS).asc("cell").asc("entity_id").build();

  static final Schema CODEBOOK_COLUMNS =
      new Schema(
          optional(1, "generation", Types.LongType.get()),
          optional(2, "part", Types.StringType.get()),
          optional(3, "number", Types.IntegerType.get()),
          optional(4, "index_partition", Types.IntegerType.get()),
          optional(5, "vector", Types.ListType.ofOptional(6, Types.FloatType.get())));

  static final PartitionSpec CODEBOOK_PARTITIONS =
      PartitionSpec.builderFor(CODEBOOK_COLUMNS).identity("generation").build();

  static final Schema DEAD_LETTER_COLUMNS =
      new Schema(
          optional(1, "stage", Types.StringType.get()),
          optional(2, "source", Types.StringType.get()),
          optional(3, "entity_id", Types.StringType.get()),
          optional(4, "reason", Types.StringType.get()),
          optional(5, "message", Types.StringType.get()),
          optional(6, "attempts", Types.IntegerType.get()),
          optional(7, "at", Types.TimestampType.withZone()),
          optional(8, "content_hash", Types.StringType.get()),
          optional(9, "model_hash", Types.StringType.get()));

  static final Schema RUN_COLUMNS =
      new Schema(
          optional(1, "id", Types.StringType.get()),
          optional(2, "type", Types.StringType.get()),
          optional(3, "target", Types.StringType.get()),
          optional(4, "state", Types.StringType.get()),
          optional(
              5,
              "config",
              Types.MapType.ofOptional(6, 7, Types.StringType.get(), Types.StringType.get())),
          optional(
              8,
              "figures",
              Types.MapType.ofOptional(9, 10, Types.StringType.get(), Types.DoubleType.get())),
          optional(11, "message", Types.StringType.get()),
          optional(12, "started_at", Types.TimestampType.withZone()),
          optional(13, "finished_at", Types.TimestampType.withZone()));

  /** Names an attribute's column in {@code items} cannot have. */
  static final Set<String> ITEM_NAMES = names(ITEM_COLUMNS);

  /** Names an attribute's column in an index table cannot have. */
  static final Set<String> INDEX_NAMES = names(INDEX_COLUMNS);

  private Schemas() {}

  private static Set<String> names(Schema schema) {
    return schema.columns().stream()
        .map(Types.NestedField::name)
        .collect(Collectors.toUnmodifiableSet());
  }

  /** What every table has. */
  private static Map<String, String> common() {
    Map<String, String> properties = new HashMap<>();
    properties.put("format-version", "2");
    properties.put("write.format.default", "parquet");
    properties.put("write.parquet.compression-codec", "zstd");
    // The default of 4 fails one commit in ten with six writers.
    properties.put("commit.retry.num-retries", "20");
    properties.put("write.distribution-mode", "none");
    properties.put("write.metadata.delete-after-commit.enabled", "true");
    return properties;
  }

  static Map<String, String> plain() {
    return Map.copyOf(common());
  }

  static Map<String, String> features() {
    Map<String, String> properties = common();
    // Least and greatest values of vectors skip nothing and only make the metadata long.
    properties.put("write.metadata.metrics.column.vector.element", "none");
    // One entity is found without reading every row group.
    properties.put("write.parquet.bloom-filter-enabled.column.entity_id", "true");
    properties.put("write.parquet.bloom-filter-max-bytes", "131072");
    return Map.copyOf(properties);
  }

  static Map<String, String> index() {
    Map<String, String> properties = common();
    for (String column : List.of("code", "vector")) {
      properties.put("write.metadata.metrics.column." + column, "none");
    }
    // One entity is found without reading every row group: they are ordered by cell, not by id.
    properties.put("write.parquet.bloom-filter-enabled.column.entity_id", "true");
    properties.put("write.parquet.bloom-filter-max-bytes", "131072");
    properties.put("write.parquet.row-group-size-bytes", String.valueOf(32 << 20));
    return Map.copyOf(properties);
  }
}
