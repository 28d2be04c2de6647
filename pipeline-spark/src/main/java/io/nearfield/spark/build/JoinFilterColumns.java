package io.nearfield.spark.build;

import static org.apache.spark.sql.functions.col;

import io.nearfield.connect.api.EntityType;
import io.nearfield.connect.api.FeatureSet;
import io.nearfield.connect.iceberg.IndexTable;
import io.nearfield.connect.iceberg.Lake;
import io.nearfield.spark.embed.Patches;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Adds to each entry the attributes of its item that lookups can filter by. */
final class JoinFilterColumns {

  /** What the parts of pictures are filtered by besides the attributes of their items. */
  static final String LABEL = "label";

  private JoinFilterColumns() {}

  /**
   * Returns {@code entries} with the filter columns in place of {@code item_id}. An entry whose
   * item is gone keeps nulls. The label of a part of a picture is its own, not its item's.
   *
   * @param items the items table at the snapshot of the build
   */
  static Dataset<Row> join(
      Dataset<Row> entries, Dataset<Row> items, FeatureSet features, Set<String> filterColumns) {
    if (filterColumns.isEmpty()) {
      return entries.drop("item_id");
    }
    if (features.entityType() == EntityType.ANNOTATION && filterColumns.contains(LABEL)) {
      Set<String> ofItems = new LinkedHashSet<>(filterColumns);
      ofItems.remove(LABEL);
      return ofItems(labelled(entries, items), items, ofItems);
    }
    return ofItems(entries, items, filterColumns);
  }

  private static Dataset<Row> labelled(Dataset<Row> entries, Dataset<Row> items) {
    Dataset<Row> labels =
        Patches.of(items, 0)
            .select(col("entity_id").as("patch_id"), col("label").as(IndexTable.column(LABEL)));
    return entries
        .join(labels, entries.col("entity_id").equalTo(labels.col("patch_id")), "left")
        .drop("patch_id");
  }

  private static Dataset<Row> ofItems(
      Dataset<Row> entries, Dataset<Row> items, Collection<String> filterColumns) {
    Column[] attributes =
        Stream.concat(
                Stream.of(col("entity_id").as("joined_item_id")),
                filterColumns.stream()
                    .map(name -> quoted(Lake.itemColumn(name)).as(IndexTable.column(name))))
            .toArray(Column[]::new);
    Dataset<Row> chosen = items.select(attributes);
    return entries
        .join(chosen, entries.col("item_id").equalTo(chosen.col("joined_item_id")), "left")
        .drop("item_id", "joined_item_id");
  }

  /** A column by its whole name, dots and all. */
  static Column quoted(String name) {
    return col("`" + name.replace("`", "``") + "`");
  }
}
