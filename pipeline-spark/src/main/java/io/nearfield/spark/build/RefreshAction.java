package io.nearfield.spark.build;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import io.nearfield.connect.api.Generation;
import io.nearfield.connect.api.IncompatibleException;
import io.nearfield.connect.api.NearfieldException;
import io.nearfield.connect.api.Progress;
import io.nearfield.connect.iceberg.Codebooks;
import io.nearfield.connect.iceberg.EntryFiles;
import io.nearfield.connect.iceberg.IndexTable;
import io.nearfield.connect.iceberg.Lake;
import io.nearfield.connect.iceberg.Refresh;
import io.nearfield.index.TrainedIndex;
import java.time.Instant;
import org.apache.iceberg.exceptions.CommitStateUnknownException;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.storage.StorageLevel;

/**
 * Brings the active generation up to date without training: what the feature set has gained is
 * assigned, encoded and appended, what changed is replaced, what is gone leaves.
 *
 * <p>All of it becomes visible in one commit, together with the new figures, and only after the
 * generation as it will be has been graded: one that would fall below its recall target is not
 * changed at all. The answers of a refreshed generation are those of the rows in its table, for
 * every reader.
 *
 * <pre>{@code
 * RefreshReport report =
 *     new RefreshAction(spark, lake, Progress.SILENT).run(RefreshOptions.of(index));
 * }</pre>
 */
public final class RefreshAction {

  private final SparkSession spark;
  private final Lake lake;
  private final Progress progress;

  public RefreshAction(SparkSession spark, Lake lake, Progress progress) {
    this.spark = spark;
    this.lake = lake;
    this.progress = progress;
  }

  /**
   * Refreshes.
   *
   * @throws NearfieldException if no generation is active, a new vector cannot be indexed, or
   *     somebody else changed the generation meanwhile
   * @throws IncompatibleException if the feature set's vectors come from another model by now
   */
  public RefreshReport run(RefreshOptions options) {
    Instant started = Instant.now();
    RefreshJournal journal = new RefreshJournal(lake, options, started);
    try {
      RefreshReport report = run(options, started);
      journal.note(report);
      return report;
    } catch (Throwable e) {
      RuntimeException told = Failures.actionable(e);
      journal.failed(told);
      throw told;
    }
  }

  private RefreshReport run(RefreshOptions options, Instant started) {
    IndexTable index = lake.index(options.index());
    Refresh refresh = index.refresh();
    Generation before = refresh.before();
    BuildInputs now =
        BuildInputs.pin(
            lake,
            BuildOptions.of(options.index(), before.featureSet())
                .withFilterColumns(index.filterColumns(before.number()).keySet()));
    if (!now.features().model().equals(before.model())) {
      throw new IncompatibleException(
          "Cannot refresh index '%s': its vectors come from %s, those of feature set '%s' from %s by now; build it again"
              .formatted(
                  options.index(),
                  before.model().shortForm(),
                  before.featureSet(),
                  now.features().model().shortForm()));
    }
    Codebooks codebooks = index.codebooks(before.number());
    String table = lake.sql(options.index().dataset(), index.tableName());
    spark.catalog().refreshTable(table);
    spark
        .catalog()
        .refreshTable(lake.sql(options.index().dataset(), Lake.featureTable(before.featureSet())));
    Broadcast<TrainedIndex> trained = context().broadcast(codebooks.trained());
    EntryChanges changes = new EntryChanges(spark, lake, now, refresh, trained);
    progress.begin("comparing with the feature set", -1);
    Dataset<Row> found = changes.find(table).persist(StorageLevel.MEMORY_AND_DISK());
    try {
      Counts counts = Counts.of(found);
      progress.end(counts.toString());
      Regrade regrade =
          new Regrade(spark, progress, refresh, codebooks, options.gradeQueries(), now.covered());
      if (counts.none()) {
        Generation after = regrade.unchanged();
        refresh.publish(after);
        return report(after, counts, changes.incremental(), null, started);
      }
      write(refresh, now, codebooks, trained, found, table);
      return graded(refresh, regrade, counts, changes.incremental(), started, table);
    } finally {
      found.unpersist();
      trained.destroy();
    }
  }

  private RefreshReport graded(
      Refresh refresh,
      Regrade regrade,
      Counts counts,
      boolean incremental,
      Instant started,
      String table) {
    try {
      Regrade.Graded graded = regrade.staged(table, counts);
      if (graded.refusal() != null) {
        refresh.discard();
        return new RefreshReport(
            graded.generation(),
            counts.added(),
            counts.changed(),
            counts.removed(),
            incremental,
            false,
            graded.refusal(),
            BuildAction.seconds(started));
      }
      refresh.publish(graded.generation());
      return report(graded.generation(), counts, incremental, graded.advice(), started);
    } catch (CommitStateUnknownException e) {
      throw new NearfieldException(
          "Cannot tell whether the refresh was committed: the catalog did not answer; refresh again",
          e);
    } catch (Throwable e) {
      try {
        refresh.discard();
      } catch (RuntimeException discarding) {
        e.addSuppressed(discarding); // the refresh's own failure is the one to tell
      }
      throw e;
    }
  }

  /** Writes the files of all changes and stages them. */
  private void write(
      Refresh refresh,
      BuildInputs now,
      Codebooks codebooks,
      Broadcast<TrainedIndex> trained,
      Dataset<Row> found,
      String table) {
    Generation before = refresh.before();
    progress.begin("encoding and writing entries", -1);
    Dataset<Row> wanted =
        found
            .where(col("kind").notEqual(lit(EntryChanges.REMOVED)))
            .select(col("entity_id").as("wanted_id"));
    Dataset<Row> features = FeatureVectors.read(spark, lake, now.features(), now.featureSnapshot());
    Dataset<Row> vectors =
        RawVectors.of(
                spark,
                features.join(
                    wanted,
                    features.col("entity_id").equalTo(wanted.col("wanted_id")),
                    "left_semi"),
                now.features())
            .persist(StorageLevel.MEMORY_AND_DISK());
    try {
      RawVectors.checkedCount(vectors, lake, now.features());
      Dataset<Row> entries =
          EncodeEntries.encode(
              AssignCells.assign(vectors, trained),
              before.number(),
              trained,
              context().broadcast(codebooks.partitionOfCell()));
      Dataset<Row> rows =
          now.filterColumns().isEmpty()
              ? entries
              : JoinFilterColumns.join(
                  entries, now.items(spark, lake), now.features(), now.filterColumns().keySet());
      EntryFiles added =
          WriteChanges.add(
              rows, before.partitions(), refresh.writer(), spark.table(table).schema());
      EntryFiles removed =
          WriteChanges.remove(
              found.where(col("kind").notEqual(lit(EntryChanges.ADDED))),
              before.partitions(),
              refresh.writer());
      refresh.stage(added.plus(removed));
      progress.end("%,d files staged".formatted(added.added().size() + removed.removed().size()));
    } finally {
      vectors.unpersist();
    }
  }

  private static RefreshReport report(
      Generation after, Counts counts, boolean incremental, String advice, Instant started) {
    return new RefreshReport(
        after,
        counts.added(),
        counts.changed(),
        counts.removed(),
        incremental,
        true,
        advice,
        BuildAction.seconds(started));
  }

  /** How many entries change, by kind. */
  record Counts(long added, long changed, long removed) {
    static Counts of(Dataset<Row> found) {
      long[] counts = new long[3];
      for (Row row : found.groupBy("kind").count().collectAsList()) {
        int kind =
            switch (row.getString(0)) {
              case EntryChanges.ADDED -> 0;
              case EntryChanges.CHANGED -> 1;
              default -> 2;
            };
        counts[kind] = row.getLong(1);
      }
      return new Counts(counts[0], counts[1], counts[2]);
    }

    boolean none() {
      return added + changed + removed == 0;
    }

    @Override
    public String toString() {
      return "%,d entries are new, %,d changed, %,d gone".formatted(added, changed, removed);
    }
  }

  private JavaSparkContext context() {
    return JavaSparkContext.fromSparkContext(spark.sparkContext());
  }
}
