package io.nearfield.spark.build;

import static org.apache.spark.sql.functions.col;

import io.nearfield.connect.iceberg.IndexTable;
import io.nearfield.connect.iceberg.Lake;
import java.util.Collection;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Adds to each entry the attributes of its item that lookups can filter by. */
final class JoinFilterColumns {

  private JoinFilterColumns() {}

  /**
   * Returns {@code entries} with the filter columns in place of {@code item_id}. An entry whose
   * item is gone keeps nulls.
   *
   * @param items the items table at the snapshot of the build
   */
  static Dataset<Row> join(
      Dataset<Row> entries, Dataset<Row> items, Collection<String> filterColumns) {
    if (filterColumns.isEmpty()) {
      return entries.drop("item_id");
    }
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
