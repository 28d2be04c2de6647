package io.nearfield.spark.embed;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.current_timestamp;

import io.nearfield.connect.iceberg.Lake;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.analysis.NoSuchTableException;

/**
 * Keeps the vectors that are about to leave a feature set, in a table of their own: a content that
 * comes back is not embedded again.
 */
final class KeptVectors {

  private KeptVectors() {}

  /**
   * Appends those that are not there.
   *
   * @param leaving columns {@code content_hash}, {@code model_hash}, {@code vector}
   */
  static void keep(SparkSession spark, Lake lake, String dataset, Dataset<Row> leaving) {
    lake.keptVectors(dataset);
    String table = lake.sql(dataset, Lake.KEPT_VECTORS);
    spark.catalog().refreshTable(table);
    Dataset<Row> there =
        spark
            .table(table)
            .select(col("content_hash").as("kept_content"), col("model_hash").as("kept_model"));
    try {
      leaving
          .filter(col("content_hash").isNotNull().and(col("model_hash").isNotNull()))
          .dropDuplicates("content_hash", "model_hash")
          .join(
              there,
              col("content_hash")
                  .equalTo(col("kept_content"))
                  .and(col("model_hash").equalTo(col("kept_model"))),
              "left_anti")
          .select(
              col("content_hash"),
              col("model_hash"),
              col("vector"),
              current_timestamp().as("kept_at"))
          .writeTo(table)
          .append();
    } catch (NoSuchTableException e) {
      throw new IllegalStateException(e);
    }
  }
}
