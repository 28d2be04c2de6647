package io.nearfield.spark.embed;

import static org.apache.spark.sql.functions.col;

import io.nearfield.connect.api.Hashes;
import io.nearfield.connect.iceberg.Lake;
import io.nearfield.spark.ingest.LivingItems;
import java.util.List;
import org.apache.spark.api.java.function.FilterFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Vectors that somebody handed in for entities that never were items. An embedding run has no say
 * in them. They are told by their content hash, which is that of the vector itself.
 */
final class HandedIn {

  private HandedIn() {}

  /**
   * Column {@code entity_id}: those of some rows.
   *
   * @param rows {@code entity_id, item_id, content_hash, vector}
   */
  static Dataset<Row> among(Dataset<Row> rows, SparkSession spark, Lake lake, String dataset) {
    Dataset<Row> items =
        LivingItems.withRemoved(spark, lake, dataset).select(col("entity_id").as("known_item"));
    return rows.select("entity_id", "item_id", "content_hash", "vector")
        .filter((FilterFunction<Row>) HandedIn::hashedByItself)
        .join(items, col("item_id").equalTo(col("known_item")), "left_anti")
        .select("entity_id");
  }

  private static boolean hashedByItself(Row row) {
    if (row.isNullAt(2) || row.isNullAt(3)) {
      return false;
    }
    List<Float> values = row.getList(3);
    float[] vector = new float[values.size()];
    for (int i = 0; i < vector.length; i++) {
      vector[i] = values.get(i);
    }
    return Hashes.sha256(vector).equals(row.getString(2));
  }
}
