package io.nearfield.spark.ingest;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.current_timestamp;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;

import io.nearfield.connect.api.NearfieldException;
import io.nearfield.connect.api.Progress;
import io.nearfield.connect.iceberg.Lake;
import io.nearfield.spark.run.Refusals;
import io.nearfield.spark.run.RunRecord;
import io.nearfield.spark.run.Watched;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.exceptions.ValidationException;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.storage.StorageLevel;
import org.apache.spark.util.LongAccumulator;

/**
 * Reads files into the {@code items} table of a dataset.
 *
 * <p>One run is one atomic commit, or none if nothing is new. What cannot be taken goes to {@code
 * dead_letters} and keeps nothing else back. The work is spread over Spark's tasks; the driver sees
 * file names, column types and counts.
 *
 * <pre>{@code
 * IngestReport report =
 *     new IngestAction(spark, lake, Progress.SILENT)
 *         .run(IngestOptions.of("shop", List.of("products.jsonl", "photos/")));
 * }</pre>
 */
public final class IngestAction {

  private final SparkSession spark;
  private final Lake lake;
  private final Progress progress;

  public IngestAction(SparkSession spark, Lake lake, Progress progress) {
    this.spark = spark;
    this.lake = lake;
    this.progress = progress;
  }

  /**
   * Ingests, and records the run.
   *
   * @throws IllegalArgumentException if a path is missing or holds nothing to read, or a table has
   *     no text column; nothing is written then
   * @throws NearfieldException if a column has another type than in the dataset, or another run
   *     changed the same items meanwhile
   */
  public IngestReport run(IngestOptions options) {
    Map<String, String> config = new HashMap<>();
    config.put("paths", String.join(" ", options.paths()));
    config.put("max-text-length", Integer.toString(options.maxTextLength()));
    if (options.idColumn() != null) {
      config.put("id-column", options.idColumn());
    }
    if (options.textColumn() != null) {
      config.put("text-column", options.textColumn());
    }
    return new RunRecord(lake, options.dataset(), "ingest", "items", config)
        .of(() -> ingest(options), IngestAction::figures);
  }

  private static Map<String, Double> figures(IngestReport report) {
    return Map.of(
        "in", (double) report.in(),
        "added", (double) report.added(),
        "updated", (double) report.updated(),
        "unchanged", (double) report.unchanged(),
        "refused", (double) report.refused(),
        "skipped-files", (double) report.skippedFiles().size());
  }

  private IngestReport ingest(IngestOptions options) {
    LongAccumulator read = spark.sparkContext().longAccumulator("items read");
    try (Watched watched = new Watched(progress, "reading items", -1, read)) {
      SourceFiles found = SourceFiles.find(spark.sessionState().newHadoopConf(), options.paths());
      Sources sources = new Sources(spark, options, found);
      boolean isNew = !lake.exists(options.dataset(), Lake.ITEMS);
      StructType before =
          isNew ? new StructType() : LivingItems.of(spark, lake, options.dataset()).schema();
      ItemColumns columns = new ItemColumns(before);
      sources.plan(columns);
      lake.items(options.dataset());
      columns.addTo(lake, options.dataset());
      List<String> notes = new ArrayList<>(sources.notes());
      notes.addAll(columns.notes());
      Dataset<Row> items = LivingItems.of(spark, lake, options.dataset());
      StructType attributes = ItemColumns.attributes(items.schema());
      Dataset<Row> candidates =
          sources.candidates(attributes, read).persist(StorageLevel.MEMORY_AND_DISK());
      try {
        long in = candidates.count();
        Dataset<Row> judged =
            Comparison.of(candidates, items, attributes).persist(StorageLevel.MEMORY_AND_DISK());
        try {
          IngestReport report = report(in, judged, sources.skipped(), notes);
          candidates.unpersist();
          write(options, judged, attributes, report);
          watched.summary(summary(report));
          return report;
        } finally {
          judged.unpersist();
        }
      } finally {
        candidates.unpersist();
      }
    }
  }

  private String items(IngestOptions options) {
    return lake.sql(options.dataset(), "items");
  }

  private static IngestReport report(
      long in, Dataset<Row> judged, List<String> skipped, List<String> notes) {
    Map<String, Long> counts = new HashMap<>();
    judged
        .groupBy(Comparison.STATUS)
        .count()
        .collectAsList()
        .forEach(row -> counts.put(row.getString(0), row.getLong(1)));
    return new IngestReport(
        in,
        counts.getOrDefault(Comparison.ADDED, 0L),
        counts.getOrDefault(Comparison.UPDATED, 0L),
        counts.getOrDefault(Comparison.UNCHANGED, 0L),
        counts.getOrDefault(Comparison.REFUSED, 0L),
        skipped,
        notes);
  }

  private static String summary(IngestReport report) {
    return report.in()
        + " items read: "
        + report.added()
        + " added, "
        + report.updated()
        + " updated, "
        + report.unchanged()
        + " unchanged, "
        + report.refused()
        + " refused";
  }

  private void write(
      IngestOptions options, Dataset<Row> judged, StructType attributes, IngestReport report) {
    if (report.refused() > 0) {
      new Refusals(spark, lake, options.dataset(), "ingest")
          .append(
              judged
                  .filter(col(Comparison.STATUS).equalTo(Comparison.REFUSED))
                  .select(
                      col(Candidates.PLACE).as("source"),
                      col("entity_id"),
                      col(Candidates.REASON).as("reason"),
                      col(Candidates.MESSAGE).as("message")));
    }
    if (report.added() + report.updated() > 0) {
      merge(items(options), judged, attributes);
    }
  }

  /** Replaces and adds in one commit. */
  private void merge(String table, Dataset<Row> judged, StructType attributes) {
    List<Column> columns = new ArrayList<>();
    for (String own : List.of("entity_id", "uri", "media_type", "text", "content_hash")) {
      columns.add(col(own));
    }
    columns.add(col("annotations"));
    columns.add(current_timestamp().as("ingested_at"));
    for (String place : List.of("document_id", "page", "chapter", "char_from", "char_to")) {
      columns.add(lit(null).as(place));
    }
    columns.add(lit(null).as(LivingItems.REMOVED_AT));
    for (String name : attributes.fieldNames()) {
      columns.add(col(Candidates.ATTRIBUTES + ".`" + name + "`").as(name));
    }
    try {
      judged
          .filter(col(Comparison.STATUS).isin(Comparison.ADDED, Comparison.UPDATED))
          .select(columns.toArray(new Column[0]))
          .as("changes")
          .mergeInto(table, expr("items.entity_id = changes.entity_id"))
          .whenMatched()
          .updateAll()
          .whenNotMatched()
          .insertAll()
          .merge();
    } catch (ValidationException e) {
      throw new NearfieldException(
          "Cannot commit the items: another run changed them meanwhile; nothing was written, run it"
              + " again",
          e);
    }
  }
}
