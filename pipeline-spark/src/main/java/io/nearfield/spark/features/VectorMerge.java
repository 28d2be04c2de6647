package io.nearfield.spark.features;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.current_timestamp;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.first;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.row_number;
import static org.apache.spark.sql.functions.when;

import io.nearfield.connect.api.FeatureSet;
import io.nearfield.connect.api.NearfieldException;
import io.nearfield.connect.iceberg.Lake;
import io.nearfield.spark.run.Refusals;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.exceptions.ValidationException;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.analysis.NoSuchTableException;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.expressions.WindowSpec;
import org.apache.spark.storage.StorageLevel;

/** Puts judged rows into a feature set, in one commit, and counts what became of each. */
record VectorMerge(SparkSession spark, Lake lake, FeatureSet set) {

  private static final List<String> COLUMNS =
      List.of(
          "feature_id",
          "entity_id",
          "item_id",
          "vector",
          "content_hash",
          "model_hash",
          "embedded_at");

  /**
   * @param judged as {@link VectorRows#SCHEMA}
   */
  VectorsReport merge(Dataset<Row> judged) {
    Long before = snapshot();
    spark.catalog().refreshTable(table());
    Dataset<Row> known = judged.persist(StorageLevel.MEMORY_AND_DISK());
    Dataset<Row> rows = compared(withoutRepeated(known)).persist(StorageLevel.MEMORY_AND_DISK());
    try {
      Map<String, Long> counts = new HashMap<>();
      rows.groupBy("status")
          .count()
          .collectAsList()
          .forEach(row -> counts.put(row.getString(0), row.getLong(1)));
      Dataset<Row> refused = rows.filter(col("reason").isNotNull());
      List<String> first =
          refused
              .orderBy("file_number", "row_number")
              .limit(VectorsReport.NAMED)
              .collectAsList()
              .stream()
              .map(row -> row.getAs("source") + ": " + row.getAs("message"))
              .toList();
      VectorsReport report =
          new VectorsReport(
              set,
              counts.values().stream().mapToLong(Long::longValue).sum(),
              counts.getOrDefault("added", 0L),
              counts.getOrDefault("updated", 0L),
              counts.getOrDefault("unchanged", 0L),
              counts.getOrDefault("refused", 0L),
              first);
      if (report.refused() > 0) {
        new Refusals(spark, lake, set.dataset(), "features").append(refused);
      }
      if (!Objects.equals(before, snapshot())) {
        throw interfered(null);
      }
      write(rows, report);
      return report;
    } finally {
      rows.unpersist();
      known.unpersist();
    }
  }

  /** Of several vectors for one entity the first counts; another one is refused. */
  private Dataset<Row> withoutRepeated(Dataset<Row> judged) {
    Dataset<Row> repeated =
        judged
            .filter(col("reason").isNull())
            .groupBy("entity_id")
            .count()
            .filter(col("count").gt(1))
            .select(col("entity_id").as("repeated"));
    if (repeated.isEmpty()) {
      return judged.withColumn("repeats", lit(false));
    }
    WindowSpec inOrder = Window.partitionBy("repeated", "ok").orderBy("file_number", "row_number");
    Column later = col("ok").and(col("repeated").isNotNull()).and(col("place").gt(1));
    Column other = later.and(col("content_hash").notEqual(col("first_hash")));
    return judged
        .join(repeated, col("entity_id").equalTo(col("repeated")), "left")
        .withColumn("ok", col("reason").isNull())
        .withColumn("place", row_number().over(inOrder))
        .withColumn("first_hash", first("content_hash").over(inOrder))
        .withColumn("first_source", first("source").over(inOrder))
        .withColumn("repeats", later)
        .withColumn("reason", when(other, "duplicate-id").otherwise(col("reason")))
        .withColumn(
            "message",
            when(
                    other,
                    concat(lit("Another vector of this entity comes first: "), col("first_source")))
                .otherwise(col("message")));
  }

  private Dataset<Row> compared(Dataset<Row> judged) {
    Dataset<Row> there =
        spark
            .table(table())
            .select(
                col("entity_id").as("known_id"),
                col("item_id").as("known_item"),
                col("content_hash").as("known_content"),
                col("model_hash").as("known_model"));
    Column same =
        col("known_content")
            .equalTo(col("content_hash"))
            .and(col("known_item").equalTo(col("item_id")))
            .and(col("known_model").equalTo(set.model().hash()));
    return judged
        .join(there, col("entity_id").equalTo(col("known_id")), "left")
        .withColumn(
            "status",
            when(col("reason").isNotNull(), "refused")
                .when(col("repeats").or(coalesce(same, lit(false))), "unchanged")
                .when(col("known_id").isNotNull(), "updated")
                .otherwise("added"));
  }

  private void write(Dataset<Row> rows, VectorsReport report) {
    Column wanted = col("status").isin("added", "updated");
    Dataset<Row> vectors =
        rows.filter(wanted)
            .withColumn("feature_id", col("entity_id"))
            .withColumn("model_hash", lit(set.model().hash()))
            .withColumn("embedded_at", current_timestamp())
            .select(COLUMNS.stream().map(c -> col(c)).toArray(Column[]::new));
    try {
      if (report.updated() > 0) {
        vectors
            .as("given")
            .mergeInto(
                table(),
                expr("`" + Lake.featureTable(set.name()) + "`.entity_id = given.entity_id"))
            .whenMatched()
            .updateAll()
            .whenNotMatched()
            .insertAll()
            .merge();
      } else if (report.added() > 0) {
        vectors.writeTo(table()).append();
      }
    } catch (NoSuchTableException e) {
      throw new NearfieldException("Cannot write to " + table() + ": it is gone", e);
    } catch (ValidationException e) {
      throw interfered(e);
    }
  }

  private String table() {
    return lake.sql(set.dataset(), Lake.featureTable(set.name()));
  }

  private Long snapshot() {
    Snapshot now = lake.table(set.dataset(), Lake.featureTable(set.name())).currentSnapshot();
    return now == null ? null : now.snapshotId();
  }

  private NearfieldException interfered(Throwable cause) {
    return new NearfieldException(
        "Cannot import into feature set '%s' of dataset '%s': another run wrote to it meanwhile; nothing was imported, run it again"
            .formatted(set.name(), set.dataset()),
        cause);
  }
}
