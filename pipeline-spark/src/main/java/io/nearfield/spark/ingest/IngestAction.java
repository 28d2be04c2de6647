package io.nearfield.spark.ingest;

import static org.apache.spark.sql.functions.col;

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
    config.put("sources", String.join(" ", options.sources()));
    config.put("max-text-length", Integer.toString(options.maxTextLength()));
    config.put("chunk-tokens", Integer.toString(options.chunking().tokens()));
    config.put("chunk-overlap", Integer.toString(options.chunking().overlap()));
    config.put("chunk-model", options.chunking().model());
    config.put("sync", Boolean.toString(options.sync()));
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
        "removed", (double) report.removed(),
        "skipped-files", (double) report.skippedFiles().size());
  }

  private IngestReport ingest(IngestOptions options) {
    LongAccumulator read = spark.sparkContext().longAccumulator("items read");
    try (Watched watched = new Watched(progress, "reading items", -1, read)) {
      SourceFiles found =
          SourceFiles.find(spark.sessionState().newHadoopConf(), options.paths(), options.sync());
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
          Dataset<Row> gone = gone(options, judged, items, found, sources);
          IngestReport report = report(in, judged, gone.count(), sources.skipped(), notes);
          candidates.unpersist();
          write(options, judged, gone, attributes, report);
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

  private static Dataset<Row> gone(
      IngestOptions options,
      Dataset<Row> judged,
      Dataset<Row> items,
      SourceFiles found,
      Sources sources) {
    List<Scope> scopes = null;
    if (options.sync()) {
      scopes = new ArrayList<>(found.scopes());
      scopes.addAll(sources.scopes());
    }
    return new Gone(judged, items).ids(scopes);
  }

  private static IngestReport report(
      long in, Dataset<Row> judged, long removed, List<String> skipped, List<String> notes) {
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
        removed,
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
        + " refused"
        + (report.removed() == 0 ? "" : "; " + report.removed() + " are gone");
  }

  private void write(
      IngestOptions options,
      Dataset<Row> judged,
      Dataset<Row> gone,
      StructType attributes,
      IngestReport report) {
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
    if (report.added() + report.updated() + report.removed() > 0) {
      new ItemChanges(attributes).merge(items(options), judged, report.removed() > 0 ? gone : null);
    }
  }
}
