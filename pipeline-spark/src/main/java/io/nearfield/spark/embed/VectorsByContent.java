package io.nearfield.spark.embed;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.exists;
import static org.apache.spark.sql.functions.lit;

import io.nearfield.connect.api.FeatureSet;
import io.nearfield.connect.iceberg.Lake;
import io.nearfield.index.Metric;
import java.util.ArrayList;
import java.util.List;
import org.apache.iceberg.Snapshot;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * All vectors that a model has made in a dataset, by the hash of what it made them from: in this
 * feature set, in others, and those kept when they left one. Each table is read at the snapshot
 * that it had when this was opened.
 */
final class VectorsByContent {

  private final List<Dataset<Row>> tables = new ArrayList<>();

  /**
   * Opens it.
   *
   * @param set whose vectors are wanted: its model's, and fit for its metric
   */
  VectorsByContent(SparkSession spark, Lake lake, FeatureSet set) {
    for (FeatureSet other : lake.featureSets(set.dataset())) {
      if (!other.name().equals(set.name()) && !other.model().hash().equals(set.model().hash())) {
        continue;
      }
      add(spark, lake, set, Lake.featureTable(other.name()));
    }
    if (lake.exists(set.dataset(), Lake.KEPT_VECTORS)) {
      add(spark, lake, set, Lake.KEPT_VECTORS);
    }
  }

  private void add(SparkSession spark, Lake lake, FeatureSet set, String table) {
    Snapshot snapshot = lake.table(set.dataset(), table).currentSnapshot();
    if (snapshot == null) {
      return;
    }
    String name = lake.sql(set.dataset(), table);
    spark.catalog().refreshTable(name);
    Dataset<Row> rows =
        spark
            .read()
            .option("versionAsOf", snapshot.snapshotId())
            .table(name)
            .filter(col("model_hash").equalTo(set.model().hash()));
    if (set.metric() == Metric.COSINE) {
      rows = rows.filter(hasDirection());
    }
    tables.add(rows.select("content_hash", "vector"));
  }

  /** Not all zeros: a set of another metric may hold such a vector. */
  private static Column hasDirection() {
    return exists(col("vector"), number -> number.notEqual(lit(0f)));
  }

  boolean isEmpty() {
    return tables.isEmpty();
  }

  /** Column {@code content_hash}: all that there is a vector of, once each. */
  Dataset<Row> hashes() {
    return all().select("content_hash").distinct();
  }

  /**
   * Vectors by content.
   *
   * @param wanted column {@code content_hash}
   * @return {@code content_hash}, {@code vector}, once each, for those that are there
   */
  Dataset<Row> vectors(Dataset<Row> wanted) {
    return all()
        .join(wanted.select("content_hash").distinct(), "content_hash")
        .dropDuplicates("content_hash");
  }

  private Dataset<Row> all() {
    return tables.stream().reduce(Dataset::union).orElseThrow();
  }
}
