package io.nearfield.spark.features;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.collect_list;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.when;

import io.nearfield.connect.api.CommitConflictException;
import io.nearfield.connect.api.FeatureSet;
import io.nearfield.connect.iceberg.FeatureCommits;
import io.nearfield.connect.iceberg.FeatureFile;
import io.nearfield.connect.iceberg.Lake;
import io.nearfield.spark.run.Refusals;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.SerializableTable;
import org.apache.iceberg.Table;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.storage.StorageLevel;

/**
 * Puts judged rows into a feature set, in one commit, and counts what became of each. All is
 * decided by one snapshot of the set; if there is another by the time of the commit, nothing is
 * changed.
 */
record VectorMerge(SparkSession spark, Lake lake, FeatureSet set) {

  /**
   * @param judged as {@link VectorRows#SCHEMA}
   * @throws CommitConflictException if somebody else wrote to the set meanwhile
   */
  VectorsReport merge(Dataset<Row> judged) {
    Table table = lake.table(set.dataset(), Lake.featureTable(set.name()));
    FeatureCommits commits = new FeatureCommits(table, null);
    Dataset<Row> known = judged.persist(StorageLevel.MEMORY_AND_DISK());
    Dataset<Row> rows =
        compared(withoutRepeated(known), commits.seen()).persist(StorageLevel.MEMORY_AND_DISK());
    try {
      VectorsReport report = counted(rows);
      if (report.refused() > 0) {
        new Refusals(spark, lake, set.dataset(), "features")
            .append(
                rows.filter(col("reason").isNotNull())
                    .select("source", "entity_id", "reason", "message"));
      }
      if (report.added() + report.updated() > 0) {
        commits.commit(written(rows, table));
      }
      return report;
    } catch (CommitConflictException e) {
      throw new CommitConflictException(
          "Cannot import into feature set '%s' of dataset '%s': another run wrote to it meanwhile; nothing was imported, run it again"
              .formatted(set.name(), set.dataset()),
          e);
    } finally {
      rows.unpersist();
      known.unpersist();
    }
  }

  private VectorsReport counted(Dataset<Row> rows) {
    Map<String, Long> counts = new HashMap<>();
    rows.groupBy("status")
        .count()
        .collectAsList()
        .forEach(row -> counts.put(row.getString(0), row.getLong(1)));
    List<String> first =
        rows
            .filter(col("reason").isNotNull())
            .orderBy("file", "row_number", "part_number")
            .limit(VectorsReport.NAMED)
            .collectAsList()
            .stream()
            .map(row -> row.getAs("source") + ": " + row.getAs("message"))
            .toList();
    return new VectorsReport(
        set,
        counts.values().stream().mapToLong(Long::longValue).sum(),
        counts.getOrDefault("added", 0L),
        counts.getOrDefault("updated", 0L),
        counts.getOrDefault("unchanged", 0L),
        counts.getOrDefault("refused", 0L),
        first);
  }

  /**
   * Of several vectors for one entity the first counts; another one is refused. Only where the
   * first one stands is gathered for each entity, so that one that comes a million times is no more
   * work than a million that come once.
   */
  private static Dataset<Row> withoutRepeated(Dataset<Row> judged) {
    Column place = struct(col("file"), col("row_number"), col("part_number"));
    Dataset<Row> repeated =
        judged
            .filter(col("reason").isNull())
            .groupBy(col("entity_id").as("repeated"))
            .agg(
                count(lit(1)).as("times"),
                min(struct(place.as("place"), col("content_hash"), col("source"))).as("first"))
            .filter(col("times").gt(1));
    Column later =
        col("reason")
            .isNull()
            .and(col("repeated").isNotNull())
            .and(place.notEqual(col("first.place")));
    Column other = later.and(col("content_hash").notEqual(col("first.content_hash")));
    return judged
        .join(repeated, col("entity_id").equalTo(col("repeated")), "left")
        .withColumn("repeats", coalesce(later, lit(false)))
        .withColumn(
            "message",
            when(
                    other,
                    concat(lit("Another vector of this entity comes first: "), col("first.source")))
                .otherwise(col("message")))
        .withColumn("reason", when(other, "duplicate-id").otherwise(col("reason")))
        .drop("repeated", "times", "first");
  }

  /**
   * With {@code status}, and {@code at}: the places of the entity's rows that are there.
   *
   * @param seen the snapshot that decides; null for a set without any
   */
  private Dataset<Row> compared(Dataset<Row> judged, Long seen) {
    Column refused = col("reason").isNotNull();
    if (seen == null) {
      return judged
          .withColumn("at", lit(null).cast("array<struct<_file:string,_pos:bigint>>"))
          .withColumn(
              "status",
              when(refused, "refused").when(col("repeats"), "unchanged").otherwise("added"));
    }
    String name = lake.sql(set.dataset(), Lake.featureTable(set.name()));
    spark.catalog().refreshTable(name);
    Dataset<Row> there =
        spark
            .read()
            .option("versionAsOf", seen)
            .table(name)
            .select("entity_id", "item_id", "content_hash", "model_hash", "_file", "_pos")
            .groupBy(col("entity_id").as("known_id"))
            .agg(
                max("item_id").as("known_item"),
                max("content_hash").as("known_content"),
                max("model_hash").as("known_model"),
                collect_list(struct(col("_file"), col("_pos"))).as("at"));
    Column same =
        col("known_content")
            .equalTo(col("content_hash"))
            .and(col("known_item").equalTo(col("item_id")))
            .and(col("known_model").equalTo(set.model().hash()));
    return judged
        .join(there, col("entity_id").equalTo(col("known_id")), "left")
        .withColumn(
            "status",
            when(refused, "refused")
                .when(col("repeats").or(coalesce(same, lit(false))), "unchanged")
                .when(col("known_id").isNotNull(), "updated")
                .otherwise("added"));
  }

  /** Writes on the executors; the files are nobody's until they are committed. */
  private List<FeatureFile.Written> written(Dataset<Row> rows, Table table) {
    JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    Broadcast<Table> shared = context.broadcast(SerializableTable.copyOf(table));
    try {
      return rows.filter(col("status").isin("added", "updated"))
          .select("entity_id", "item_id", "vector", "content_hash", "at")
          .toJavaRDD()
          .mapPartitions(new WriteVectors(set.model().hash(), shared))
          .collect();
    } finally {
      shared.destroy();
    }
  }
}
