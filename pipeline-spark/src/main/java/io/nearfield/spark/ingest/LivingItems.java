package io.nearfield.spark.ingest;

import static org.apache.spark.sql.functions.col;

import io.nearfield.connect.iceberg.Lake;
import java.util.Arrays;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * The one door to a dataset's items: those that are there, without those marked as removed. All
 * that embeds, builds, exports or joins items reads them here.
 */
public final class LivingItems {

  /** When an item was found to be gone; null for those that are there. */
  public static final String REMOVED_AT = "removed_at";

  private LivingItems() {}

  /** The items as they are now, all columns. */
  public static Dataset<Row> of(SparkSession spark, Lake lake, String dataset) {
    return living(all(spark, lake, dataset));
  }

  /** The items as they were at a snapshot of the table, all columns of then. */
  public static Dataset<Row> at(SparkSession spark, Lake lake, String dataset, long snapshot) {
    String table = lake.sql(dataset, Lake.ITEMS);
    spark.catalog().refreshTable(table);
    return living(spark.read().option("versionAsOf", snapshot).table(table));
  }

  /** Column {@code removed_id}: the ids of the items that are marked as removed. */
  public static Dataset<Row> removed(SparkSession spark, Lake lake, String dataset) {
    Dataset<Row> items = all(spark, lake, dataset);
    return Arrays.asList(items.columns()).contains(REMOVED_AT)
        ? items.filter(col(REMOVED_AT).isNotNull()).select(col("entity_id").as("removed_id"))
        : items.select(col("entity_id").as("removed_id")).limit(0);
  }

  /** Also those that are marked as removed, for what has to tell them from what never was there. */
  public static Dataset<Row> withRemoved(SparkSession spark, Lake lake, String dataset) {
    return all(spark, lake, dataset);
  }

  /** With the removed ones. */
  static Dataset<Row> all(SparkSession spark, Lake lake, String dataset) {
    String table = lake.sql(dataset, Lake.ITEMS);
    spark.catalog().refreshTable(table);
    return spark.table(table);
  }

  /** Tables of before there were removals have no such column. */
  private static Dataset<Row> living(Dataset<Row> items) {
    return Arrays.asList(items.columns()).contains(REMOVED_AT)
        ? items.filter(col(REMOVED_AT).isNull())
        : items;
  }
}
