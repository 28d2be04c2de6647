package io.nearfield.spark.embed;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.current_timestamp;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;

import io.nearfield.connect.api.NearfieldException;
import io.nearfield.connect.iceberg.Lake;
import java.util.List;
import java.util.Objects;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.exceptions.ValidationException;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.analysis.NoSuchTableException;

/**
 * The rows of a feature set, on its main line or on a branch that nobody reads yet. An entity has
 * at most one row.
 *
 * <p>Each write is one commit. A commit of somebody else since the last look is refused, since two
 * runs that add the same entities would add them twice.
 */
final class FeatureRows {

  private static final List<String> COLUMNS =
      List.of(
          "feature_id",
          "entity_id",
          "item_id",
          "vector",
          "content_hash",
          "model_hash",
          "embedded_at");

  private final SparkSession spark;
  private final Lake lake;
  private final String dataset;
  private final String table;
  private final String branch;
  private Long seen;

  /**
   * @param branch null for the main line
   */
  FeatureRows(SparkSession spark, Lake lake, String dataset, String featureSet, String branch) {
    this.spark = spark;
    this.lake = lake;
    this.dataset = dataset;
    this.table = Lake.featureTable(featureSet);
    this.branch = branch;
    this.seen = snapshot();
  }

  private String name() {
    return lake.sql(dataset, table) + (branch == null ? "" : ".`branch_" + branch + "`");
  }

  private Long snapshot() {
    Table now = lake.table(dataset, table);
    Snapshot snapshot = branch == null ? now.currentSnapshot() : now.snapshot(branch);
    return snapshot == null ? null : snapshot.snapshotId();
  }

  /** Columns {@code entity_id}, {@code content_hash}, {@code model_hash}. */
  Dataset<Row> known() {
    return spark.table(name()).select("entity_id", "content_hash", "model_hash");
  }

  /** Adds rows of entities that have none. */
  void append(Dataset<Row> vectors, String modelHash) {
    commit(
        () -> {
          try {
            rows(vectors, modelHash)
                .select(COLUMNS.stream().map(c -> col(c)).toArray(Column[]::new))
                .writeTo(name())
                .append();
          } catch (NoSuchTableException e) {
            throw new NearfieldException("Cannot write to " + table + ": it is gone", e);
          }
        });
  }

  /**
   * Adds or replaces rows.
   *
   * @param results as {@link EmbedRows} makes them; the row of a refused entity is removed, since
   *     its vector is that of an older content
   */
  void merge(Dataset<Row> results, String modelHash) {
    Column vector = expr("results.vector is not null");
    commit(
        () ->
            rows(results, modelHash)
                .as("results")
                .mergeInto(name(), same("results"))
                .whenMatched(vector)
                .updateAll()
                .whenMatched()
                .delete()
                .whenNotMatched(vector)
                .insertAll()
                .merge());
  }

  /**
   * Removes rows.
   *
   * @param entities column {@code entity_id}
   */
  void delete(Dataset<Row> entities) {
    commit(
        () ->
            entities
                .select("entity_id")
                .as("gone")
                .mergeInto(name(), same("gone"))
                .whenMatched()
                .delete()
                .merge());
  }

  private Column same(String source) {
    String target = branch == null ? "`" + table + "`" : "`branch_" + branch + "`";
    return expr(target + ".entity_id = " + source + ".entity_id");
  }

  private static Dataset<Row> rows(Dataset<Row> results, String modelHash) {
    return results
        .withColumn("feature_id", col("entity_id"))
        .withColumn("item_id", col("entity_id"))
        .withColumn("model_hash", lit(modelHash))
        .withColumn("embedded_at", current_timestamp());
  }

  private void commit(Runnable write) {
    if (!Objects.equals(seen, snapshot())) {
      throw interfered(null);
    }
    try {
      write.run();
    } catch (ValidationException e) {
      throw interfered(e);
    }
    seen = snapshot();
  }

  private NearfieldException interfered(Throwable cause) {
    return new NearfieldException(
        "Cannot go on embedding into "
            + table
            + " of dataset '"
            + dataset
            + "': another run wrote to it meanwhile; what was embedded so far is kept, run it again",
        cause);
  }
}
