package io.nearfield.spark.evaluate;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.xxhash64;

import io.nearfield.connect.api.Generation;
import io.nearfield.connect.api.IndexRef;
import io.nearfield.connect.api.NearfieldException;
import io.nearfield.connect.api.Progress;
import io.nearfield.connect.iceberg.Codebooks;
import io.nearfield.connect.iceberg.IndexTable;
import io.nearfield.connect.iceberg.Lake;
import io.nearfield.connect.lookup.GenerationSearcher;
import io.nearfield.index.TrainedIndex;
import io.nearfield.index.kernel.VectorKernels;
import io.nearfield.spark.evaluate.Evaluation.Described;
import io.nearfield.spark.evaluate.Evaluation.Point;
import io.nearfield.spark.evaluate.Grid.Setting;
import io.nearfield.spark.evaluate.Questions.Fared;
import io.nearfield.spark.neighbours.SampledTruth;
import io.nearfield.spark.neighbours.SampledTruth.Sampled;
import io.nearfield.spark.run.RunRecord;
import io.nearfield.spark.search.BatchSearchAction;
import io.nearfield.spark.search.SearchOptions;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Asks the active generation of an index under a grid of settings: what lookups find, against exact
 * search, and what they cost.
 *
 * <p>The truth is found by Spark; the lookups are made in this process by one thread, one at a
 * time, with all partitions in memory, as a service would hold them. So the index has to fit into
 * two thirds of this process's heap.
 */
public final class EvaluateAction {

  /** Objects, references and maps around one entry, in bytes, roughly. */
  private static final long ENTRY_OVERHEAD = 400;

  private final SparkSession spark;
  private final Lake lake;
  private final Progress progress;

  public EvaluateAction(SparkSession spark, Lake lake, Progress progress) {
    this.spark = spark;
    this.lake = lake;
    this.progress = progress;
  }

  /**
   * Evaluates.
   *
   * @throws NearfieldException if no generation is active, or it does not fit into this process
   */
  public Evaluation run(EvaluateOptions options) {
    return new RunRecord(
            lake,
            options.index().dataset(),
            "evaluate",
            options.index().name(),
            Map.of(
                "queries", Objects.requireNonNullElse(options.queries(), ""),
                "sample", Integer.toString(options.sample())))
        .of(() -> evaluate(options), EvaluateAction::figures);
  }

  private static Map<String, Double> figures(Evaluation evaluation) {
    Point chosen = evaluation.chosen();
    Map<String, Double> figures = new LinkedHashMap<>();
    figures.put("queries", (double) evaluation.queries());
    figures.put("settings", (double) evaluation.points().size());
    figures.put("recall-at-1", chosen.recall1());
    figures.put("recall-at-10", chosen.recall10());
    figures.put("recall-at-100", chosen.recall100());
    figures.put("p50-millis", chosen.p50Millis());
    figures.put("p99-millis", chosen.p99Millis());
    figures.put("scanned", chosen.scanned());
    figures.put("seconds", evaluation.seconds());
    return figures;
  }

  private Evaluation evaluate(EvaluateOptions options) {
    Instant started = Instant.now();
    IndexRef ref = options.index();
    IndexTable index = lake.index(ref);
    Generation generation = index.requireActive();
    Codebooks codebooks = index.codebooks(generation.number());
    TrainedIndex trained = codebooks.trained();
    requireRoom(ref, generation, trained);
    List<Sampled> queries = queries(options, index, generation, trained);
    progress.begin("finding the true neighbours", -1);
    Questions questions =
        new Questions(
            queries, SampledTruth.of(spark, index, generation, queries, Questions.TRUTH_DEPTH));
    progress.end("true neighbours of %,d queries found".formatted(queries.size()));
    long[] lengths = lengths(index, generation, trained.cells());
    List<Point> points = points(options, index, generation, codebooks, queries, questions, lengths);
    return new Evaluation(
        described(ref, generation, trained),
        queries.size(),
        options.queries() == null
            ? "entries of the index itself, each left out of its own answer"
            : options.queries(),
        points,
        ListLengths.of(lengths),
        machine(),
        started.truncatedTo(ChronoUnit.SECONDS).toString(),
        Duration.between(started, Instant.now()).toMillis() / 1000.0);
  }

  private static void requireRoom(IndexRef ref, Generation generation, TrainedIndex trained) {
    long needed =
        generation.entries() * (4L * trained.dimension() + trained.codeSize() + ENTRY_OVERHEAD);
    long heap = Runtime.getRuntime().maxMemory();
    if (needed > heap / 3 * 2) {
      throw new NearfieldException(
          "Cannot evaluate index '%s' in this process: its entries need about %,d MB of the heap's %,d MB; give it more (NEARFIELD_HEAP, or --driver-memory under spark-submit)"
              .formatted(ref, needed >> 20, heap >> 20));
    }
  }

  private List<Sampled> queries(
      EvaluateOptions options, IndexTable index, Generation generation, TrainedIndex trained) {
    if (options.queries() == null) {
      return SampledTruth.sample(spark, index, generation, options.sample());
    }
    SearchOptions search = SearchOptions.of(options.index(), 1);
    List<Sampled> queries = new ArrayList<>();
    for (Row row :
        new BatchSearchAction(spark, lake, progress)
            .queries(options.queries(), search)
            .orderBy(xxhash64(col("query_id").cast("string")), col("query_id"))
            .limit(options.sample())
            .select(col("vector").cast("array<float>"))
            .collectAsList()) {
      List<Float> values = row.getList(0);
      float[] vector = new float[values.size()];
      for (int i = 0; i < vector.length; i++) {
        vector[i] = values.get(i);
      }
      queries.add(new Sampled(null, trained.prepare(vector)));
    }
    return queries;
  }

  private long[] lengths(IndexTable index, Generation generation, int cells) {
    String table = lake.sql(index.ref().dataset(), index.tableName());
    spark.catalog().refreshTable(table);
    long[] lengths = new long[cells];
    for (Row row :
        spark
            .table(table)
            .where(col("generation").equalTo(lit(generation.number())))
            .groupBy("cell")
            .count()
            .collectAsList()) {
      lengths[row.getInt(0)] = row.getLong(1);
    }
    return lengths;
  }

  private List<Point> points(
      EvaluateOptions options,
      IndexTable index,
      Generation generation,
      Codebooks codebooks,
      List<Sampled> queries,
      Questions questions,
      long[] lengths) {
    GenerationSearcher searcher =
        new GenerationSearcher(
            generation,
            codebooks,
            index.reader(generation.number(), Set.of()),
            Runtime.getRuntime().maxMemory());
    Grid grid = Grid.of(generation, options);
    Setting own =
        new Setting(
            Math.min(generation.nprobe(), codebooks.trained().cells()), generation.rerankFactor());
    progress.begin("asking under each setting", grid.settings().size());
    questions.under(new Setting(codebooks.trained().cells(), 0), searcher); // reads all partitions
    List<Point> points = new ArrayList<>();
    for (Setting setting : grid.settings()) {
      Fared fared = questions.under(setting, searcher);
      points.add(
          new Point(
              setting.nprobe(),
              setting.rerank(),
              setting.equals(own),
              fared.at1().recall(),
              fared.at10().recall(),
              fared.at10().low(),
              fared.at10().high(),
              fared.at100().recall(),
              fared.millis(0.5),
              fared.millis(0.99),
              scanned(codebooks.trained(), queries, setting.nprobe(), lengths)));
      progress.at(points.size());
    }
    progress.end("%,d settings asked".formatted(points.size()));
    return points;
  }

  private static double scanned(
      TrainedIndex trained, List<Sampled> queries, int nprobe, long[] lengths) {
    long all = 0;
    for (long length : lengths) {
      all += length;
    }
    double sum = 0;
    for (Sampled query : queries) {
      for (int cell : trained.probe(query.vector(), nprobe)) {
        sum += lengths[cell];
      }
    }
    return all == 0 ? 0 : sum / queries.size() / all;
  }

  private static Described described(IndexRef ref, Generation generation, TrainedIndex trained) {
    return new Described(
        ref.toString(),
        generation.number(),
        generation.spec().toString(),
        generation.metric().name(),
        trained.dimension(),
        generation.model().shortForm(),
        generation.entries(),
        generation.partitions(),
        trained.cells(),
        generation.nprobe(),
        generation.rerankFactor(),
        generation.recallTarget(),
        generation.recall());
  }

  private static String machine() {
    return "%s, Java %s, %d processors, %s kernels"
        .formatted(
            System.getProperty("os.arch"),
            Runtime.version().feature(),
            Runtime.getRuntime().availableProcessors(),
            VectorKernels.provider());
  }
}
