package io.nearfield.spark.neighbours;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count_distinct;
import static org.apache.spark.sql.functions.lit;

import io.nearfield.connect.api.Generation;
import io.nearfield.connect.api.IndexRef;
import io.nearfield.connect.api.NearfieldException;
import io.nearfield.connect.api.Progress;
import io.nearfield.connect.filter.Filter;
import io.nearfield.connect.iceberg.Codebooks;
import io.nearfield.connect.iceberg.IndexTable;
import io.nearfield.connect.iceberg.Lake;
import io.nearfield.index.TrainedIndex;
import io.nearfield.index.search.RecallGrade;
import io.nearfield.spark.run.RunRecord;
import io.nearfield.spark.search.PartitionReader;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Computes the k nearest of every entry of an index into {@code neighbours_<index>}.
 *
 * <p>One task per index partition joins its entries, cell by cell and by full vectors, with those
 * of the cells that each probes; it holds its own partition, one other and its answers, and there
 * is nothing to merge. How many cells, entries sampled by their ids decide. A second run computes
 * only what has changed, see {@link ChangedSince}. The new table replaces the old in one commit.
 */
public final class NeighboursAction {

  /** So many entries choose and grade the number of probed cells. */
  private static final int SAMPLED = 400;

  /** With more of them changed, computing everything costs less. */
  private static final double MOST_CHANGED = 0.3;

  private final SparkSession spark;
  private final Lake lake;
  private final Progress progress;

  public NeighboursAction(SparkSession spark, Lake lake, Progress progress) {
    this.spark = spark;
    this.lake = lake;
    this.progress = progress;
  }

  /**
   * Computes what is not in the table yet.
   *
   * @throws NearfieldException if no generation is active
   * @throws IllegalArgumentException if the filter cannot be right
   */
  public NeighboursReport run(NeighboursOptions options) {
    return new RunRecord(
            lake,
            options.index().dataset(),
            "neighbours",
            options.index().name(),
            Map.of(
                "k", Integer.toString(options.k()),
                "filter", Objects.requireNonNullElse(options.filter(), ""),
                "recall-target", Double.toString(options.recallTarget()),
                "exact", Boolean.toString(options.exact()),
                "full", Boolean.toString(options.full())))
        .of(() -> compute(options), NeighboursReport::figures);
  }

  static Entries entries(
      SparkSession spark, IndexTable index, Generation generation, String filterOrNull) {
    Filter filter =
        filterOrNull == null
            ? null
            : Filter.parse(filterOrNull, index.filterColumns(generation.number()));
    Codebooks codebooks = index.codebooks(generation.number());
    JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    return new Entries(
        PartitionReader.of(
            index, generation.number(), filter == null ? Set.of() : filter.columns()),
        context.broadcast(codebooks.trained()),
        context.broadcast(codebooks.partitionOfCell()),
        filter,
        generation.partitions());
  }

  private NeighboursReport compute(NeighboursOptions options) {
    Instant started = Instant.now();
    IndexRef ref = options.index();
    IndexTable index = lake.index(ref);
    Generation generation = index.requireActive();
    Entries entries = entries(spark, index, generation, options.filter());
    Table table = lake.pairs(ref).neighbours();
    String name = lake.sql(ref.dataset(), lake.pairs(ref).neighboursName());
    spark.catalog().refreshTable(name);
    String how = how(options, generation);
    Stamp stamp = new Stamp(generation.number(), Timestamp.from(started), how);

    Snapshot before = table.currentSnapshot();
    boolean anew =
        options.full() || before == null || !how.equals(before.summary().get(PairTable.HOW));
    Dataset<Row> old = spark.table(name);
    ChangedSince since = new ChangedSince(old, current(index, generation));
    Dataset<Row> changed = null;
    long gone = 0;
    if (!anew) {
      changed = since.changed().localCheckpoint();
      gone = since.gone().count();
      long count = changed.count();
      if (count == 0 && gone == 0) {
        return report(name, generation, new Done(0, 0, 0, null), started);
      }
      anew = options.filter() != null || count > MOST_CHANGED * generation.entries();
    }
    ProbeChoice choice = choose(options, entries, generation);
    if (anew) {
      gone = before == null ? 0 : since.gone().count();
      write(NeighbourRows.all(spark, entries, options.k(), choice.nprobe()), name, stamp);
      return report(name, generation, new Done(-1, gone, choice.nprobe(), choice.grade()), started);
    }
    Dataset<Row> dirty = since.dirty(changed, since.gone()).localCheckpoint();
    long computed = dirty.count();
    int told = Math.min(NeighboursOptions.MAX_K, ChangedSince.TOLD * options.k());
    Dataset<Row> rows =
        stamp
            .on(NeighbourRows.some(spark, entries, dirty, told, choice.nprobe()))
            .localCheckpoint();
    progress.begin("writing neighbours", -1);
    PairTable.replace(since.merged(rows, dirty, changed, options.k()).localCheckpoint(), name, how);
    progress.end("neighbours written");
    return report(
        name, generation, new Done(computed, gone, choice.nprobe(), choice.grade()), started);
  }

  /** What makes two computations the same but for what has changed in the index. */
  private static String how(NeighboursOptions options, Generation generation) {
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

  /** What stands behind each computed row, and with the snapshot. */
  private record Stamp(long generation, Timestamp at, String how) {
    Dataset<Row> on(Dataset<Row> rows) {
      return rows.withColumn("generation", lit(generation)).withColumn("computed_at", lit(at));
    }
  }

  /** {@code partition, entity_id, embedded_at} of the entries that are there now. */
  private Dataset<Row> current(IndexTable index, Generation generation) {
    String entries = lake.sql(index.ref().dataset(), index.tableName());
    String features = lake.sql(index.ref().dataset(), Lake.featureTable(generation.featureSet()));
    spark.catalog().refreshTable(entries);
    spark.catalog().refreshTable(features);
    return spark
        .table(entries)
        .where(col("generation").equalTo(lit(generation.number())))
        .select("partition", "entity_id")
        .join(
            spark.table(features).select(col("entity_id").as("of"), col("embedded_at")),
            col("entity_id").equalTo(col("of")),
            "left")
        .select("partition", "entity_id", "embedded_at");
  }

  private ProbeChoice choose(NeighboursOptions options, Entries entries, Generation generation) {
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

  private void write(Dataset<Row> rows, String table, Stamp stamp) {
    progress.begin("joining neighbouring cells", -1);
    PairTable.replace(stamp.on(rows), table, stamp.how());
    progress.end("neighbours written");
  }

  /** What was done; {@code computed} is -1 for everything. */
  private record Done(long computed, long gone, int nprobe, RecallGrade grade) {}

  private NeighboursReport report(String table, Generation generation, Done done, Instant started) {
    spark.catalog().refreshTable(table);
    long entities = spark.table(table).agg(count_distinct(col("entity_id"))).first().getLong(0);
    long computed = done.computed() < 0 ? entities : done.computed();
    RecallGrade grade = done.grade();
    return new NeighboursReport(
        table,
        generation.number(),
        entities,
        computed,
        entities - computed,
        done.gone(),
        done.nprobe(),
        grade == null ? Double.NaN : grade.recall(),
        grade == null ? Double.NaN : grade.low(),
        grade == null ? Double.NaN : grade.high(),
        Duration.between(started, Instant.now()).toMillis() / 1000.0);
  }
}
