package io.nearfield.spark.embed;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.sum;

import io.nearfield.connect.api.FeatureSet;
import io.nearfield.connect.iceberg.Lake;
import java.util.Arrays;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Contents that a model has refused so often that it is not asked again. Only what the content
 * itself is to blame for counts: a file that could not be had may be there the next time.
 */
record GivenUp(SparkSession spark, Lake lake, FeatureSet set) {

  private static final String TABLE = "dead_letters";

  /** Column {@code content_hash}, once each; empty if there are none. */
  Optional<Dataset<Row>> hashes(int maxAttempts) {
    if (maxAttempts == 0 || !lake.exists(set.dataset(), TABLE)) {
      return Optional.empty();
    }
    String table = lake.sql(set.dataset(), TABLE);
    spark.catalog().refreshTable(table);
    Dataset<Row> letters = spark.table(table);
    if (!Arrays.asList(letters.columns()).contains("model_hash")) {
      return Optional.empty(); // written by an earlier version
    }
    Dataset<Row> hashes =
        letters
            .filter(
                col("stage")
                    .equalTo("embed")
                    .and(col("model_hash").equalTo(set.model().hash()))
                    .and(col("content_hash").isNotNull())
                    .and(col("reason").isInCollection(Reading.PASSING).equalTo(false)))
            .groupBy("content_hash")
            .agg(sum("attempts").as("attempts"))
            .filter(col("attempts").geq(maxAttempts))
            .select("content_hash");
    return hashes.isEmpty() ? Optional.empty() : Optional.of(hashes);
  }
}
