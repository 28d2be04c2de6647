package io.nearfield.spark.neighbours;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count_distinct;
import static org.apache.spark.sql.functions.lit;

import io.nearfield.connect.api.Generation;
import io.nearfield.connect.api.Progress;
import io.nearfield.connect.iceberg.IndexTable;
import io.nearfield.connect.iceberg.Lake;
import io.nearfield.connect.iceberg.PairTables;
import io.nearfield.index.TrainedIndex;
import io.nearfield.index.search.RecallGrade;
import io.nearfield.spark.run.Kept;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.apache.iceberg.Snapshot;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** One computation of neighbours: of everything, or of what has changed. */
final class NeighboursRun {

  /** So many entries choose and grade the number of probed cells. */
  private static final int SAMPLED = 400;

  /** With more of them changed, computing everything costs less. */
  private static final double MOST_CHANGED = 0.3;

  private final SparkSession spark;
  private final Progress progress;
  private final NeighboursOptions options;
  private final Generation generation;
  private final Entries entries;
  private final String table;
  private final Snapshot before;
  private final Instant started = Instant.now();

  NeighboursRun(SparkSession spark, Lake lake, Progress progress, NeighboursOptions options) {
    this.spark = spark;
    this.progress = progress;
    this.options = options;
    IndexTable index = lake.index(options.index());
    this.generation = index.requireActive();
    this.entries = Entries.living(spark, lake, index, generation, options.filter());
    PairTables pairs = lake.pairs(options.index());
    this.before = pairs.neighbours().currentSnapshot();
    this.table = lake.sql(options.index().dataset(), pairs.neighboursName());
    spark.catalog().refreshTable(table);
  }

  NeighboursReport run() {
    if (before == null) {
      return everything(0, choose());
    }
    Dataset<Row> present = Kept.of(NeighbourRows.present(spark, entries));
    ChangedSince since = new ChangedSince(spark.table(table), present);
    long gone = since.gone().count();
    if (options.full() || !how().equals(before.summary().get(PairTable.HOW))) {
      return everything(gone, choose());
    }
    Dataset<Row> changed = Kept.of(since.changed());
    long count = changed.count();
    if (count == 0 && gone == 0) {
      return report(0, 0, new ProbeChoice(0, null));
    }
    ProbeChoice choice = choose();
    return fewEnough(count, present.count(), choice.nprobe())
        ? changes(since, changed, gone, choice)
        : everything(gone, choice);
  }

  /** Whether comparing every entry with each of these is less than what computing all takes. */
  private boolean fewEnough(long changed, long entities, int nprobe) {
    int cells = entries.trained().cells();
    return changed <= MOST_CHANGED * entities
        && changed <= cells + (double) entities * nprobe / cells
        && ChangedVectors.fit(changed, entries.trained().dimension());
  }

  private NeighboursReport everything(long gone, ProbeChoice choice) {
    progress.begin("joining neighbouring cells", -1);
    PairTable.replace(
        stamped(NeighbourRows.all(spark, entries, options.k(), choice.nprobe())), table, how());
    progress.end("neighbours written");
    return report(-1, gone, choice);
  }

  private NeighboursReport changes(
      ChangedSince since, Dataset<Row> changed, long gone, ProbeChoice choice) {
    int k = options.k();
    Dataset<Row> dirty = Kept.of(since.dirty(changed, since.gone()));
    progress.begin("writing neighbours", -1);
    Broadcast<ChangedVectors> vectors =
        JavaSparkContext.fromSparkContext(spark.sparkContext())
            .broadcast(ChangedVectors.read(entries, changed));
    Dataset<Row> told =
        Kept.of(stamped(NeighbourRows.among(spark, entries, since.clean(dirty, k), vectors, k)));
    Dataset<Row> computed = stamped(NeighbourRows.some(spark, entries, dirty, k, choice.nprobe()));
    PairTable.replace(Kept.of(since.merged(computed, told, dirty, k)), table, how());
    progress.end("neighbours written");
    return report(dirty.count(), gone, choice);
  }

  /** What makes two computations the same but for what has changed in the index. */
  private String how() {
    return "k=%d, filter=%s, recall=%s, exact=%s, features=%s, model=%s, metric=%s"
        .formatted(
            options.k(),
            options.filter(),
            options.recallTarget(),
            options.exact(),
            generation.featureSet(),
            generation.model().hash(),
            generation.metric());
  }

  private Dataset<Row> stamped(Dataset<Row> rows) {
    return rows.withColumn("generation", lit(generation.number()))
        .withColumn("computed_at", lit(Timestamp.from(started)));
  }

  private ProbeChoice choose() {
    TrainedIndex trained = entries.trained();
    if (options.exact() || trained.cells() == 1) {
      return new ProbeChoice(trained.cells(), new RecallGrade(1, 1, 1, 0));
    }
    progress.begin("choosing how many cells to probe", -1);
    JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    List<SampledTruth.Sampled> sampled =
        SampledTruth.sample(context, entries, generation.entries(), SAMPLED);
    if (sampled.isEmpty()) {
      progress.end("too few entries to choose from: all cells");
      return new ProbeChoice(trained.cells(), new RecallGrade(1, 1, 1, 0));
    }
    ProbeChoice choice =
        ProbeChoice.of(
            trained,
            sampled,
            SampledTruth.of(context, entries, sampled, options.k()),
            options.recallTarget());
    progress.end(
        String.format(
            Locale.ROOT,
            "%,d of %,d cells for a recall of %.3f",
            choice.nprobe(),
            trained.cells(),
            choice.grade().recall()));
    return choice;
  }

  /**
   * @param computed -1 for everything
   */
  private NeighboursReport report(long computed, long gone, ProbeChoice choice) {
    spark.catalog().refreshTable(table);
    long entities = spark.table(table).agg(count_distinct(col("entity_id"))).first().getLong(0);
    long done = computed < 0 ? entities : computed;
    RecallGrade grade = choice.grade();
    return new NeighboursReport(
        table,
        generation.number(),
        entities,
        done,
        entities - done,
        gone,
        choice.nprobe(),
        grade == null ? Double.NaN : grade.recall(),
        grade == null ? Double.NaN : grade.low(),
        grade == null ? Double.NaN : grade.high(),
        Duration.between(started, Instant.now()).toMillis() / 1000.0);
  }
}
