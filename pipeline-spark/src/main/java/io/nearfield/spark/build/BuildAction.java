package io.nearfield.spark.build;

import io.nearfield.connect.api.Generation;
import io.nearfield.connect.api.NearfieldException;
import io.nearfield.connect.api.Progress;
import io.nearfield.connect.iceberg.CleanGenerations;
import io.nearfield.connect.iceberg.IndexTable;
import io.nearfield.connect.iceberg.Lake;
import java.time.Duration;
import java.time.Instant;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.storage.StorageLevel;

/**
 * Builds a generation of an index from a feature set, grades it and lets it serve or not.
 *
 * <p>The driver holds the codebooks and a few held-out queries; a task on an executor holds at most
 * one index partition, or a training sample that is bounded whatever the table holds. The same
 * vectors, options and seed give the same generation. Until it is activated, in one commit, nobody
 * sees it; a build that fails leaves nothing but rows that no reader asks for and a later build
 * deletes.
 *
 * <pre>{@code
 * BuildReport report =
 *     new BuildAction(spark, lake, Progress.SILENT)
 *         .run(BuildOptions.of(new IndexRef("shop", "titles"), "minilm"));
 * }</pre>
 */
public final class BuildAction {

  private final SparkSession spark;
  private final Lake lake;
  private final Progress progress;

  public BuildAction(SparkSession spark, Lake lake, Progress progress) {
    this.spark = spark;
    this.lake = lake;
    this.progress = progress;
  }

  /**
   * Builds, unless the active generation came from the same inputs and options.
   *
   * @throws IllegalArgumentException if the options do not fit the vectors: too few of them for the
   *     spec, a dimension that it cannot cut, an unknown filter column
   * @throws NearfieldException if the feature set is missing or empty, or a vector cannot be
   *     indexed
   */
  public BuildReport run(BuildOptions options) {
    Instant started = Instant.now();
    BuildJournal journal = new BuildJournal(lake, options, started);
    try {
      return run(options, started, journal);
    } catch (Throwable e) {
      RuntimeException told = Failures.actionable(e);
      journal.failed(told);
      throw told;
    }
  }

  private BuildReport run(BuildOptions options, Instant started, BuildJournal journal) {
    BuildInputs inputs = BuildInputs.pin(lake, options);
    progress.begin("reading the vectors", -1);
    Dataset<Row> vectors =
        RawVectors.of(spark, features(inputs), inputs.features())
            .persist(StorageLevel.MEMORY_AND_DISK());
    try {
      long entries = RawVectors.checkedCount(vectors, lake, inputs.features());
      return run(options, started, journal, new Read(inputs, vectors, entries));
    } finally {
      vectors.unpersist();
    }
  }

  /** The vectors of a build, read once. */
  private record Read(BuildInputs inputs, Dataset<Row> vectors, long entries) {}

  private BuildReport run(BuildOptions options, Instant started, BuildJournal journal, Read read) {
    BuildInputs inputs = read.inputs();
    long entries = read.entries();
    if (entries == 0) {
      throw new NearfieldException(
          "Cannot build index '%s': feature set '%s' is empty; embed something first"
              .formatted(options.index(), options.featureSet()));
    }
    SpecChoice choice =
        SpecChoice.of(options, entries, inputs.features().dimension(), inputs.features().metric());
    progress.end("%,d vectors read".formatted(entries));
    journal.decided(inputs.config(options, choice));
    IndexTable index = lake.createIndex(options.index(), inputs.filterColumns());
    Generation active = index.active().orElse(null);
    if (!options.force() && active != null && journal.upToDate(active)) {
      return new BuildReport(
          active,
          false,
          "generation %d is up to date: same vectors, items and options".formatted(active.number()),
          null,
          seconds(started));
    }
    CleanGenerations.clean(lake, index, started);
    Generation generation = index.begin(draft(inputs, choice, entries, options, started));
    journal.begun(generation);
    String advice = build(options, inputs, read.vectors(), index, generation);
    Generation ended = index.generation(generation.number());
    journal.note(ended, advice);
    CleanGenerations.clean(lake, index, Instant.now());
    return new BuildReport(ended, true, choice.reason(), advice, seconds(started));
  }

  private String build(
      BuildOptions options,
      BuildInputs inputs,
      Dataset<Row> vectors,
      IndexTable index,
      Generation generation) {
    try {
      Outcome outcome =
          new GenerationBuild(spark, lake, progress, options, inputs, index, generation)
              .run(vectors);
      if (outcome.advice() == null) {
        index.activate(outcome.graded());
      } else {
        index.reject(outcome.graded());
      }
      return outcome.advice();
    } catch (Throwable e) {
      try {
        index.reject(generation);
      } catch (RuntimeException rejecting) {
        e.addSuppressed(rejecting); // the build's own failure is the one to tell
      }
      throw e;
    }
  }

  /** What a build came to: {@code advice} is null if the generation may serve. */
  record Outcome(Generation graded, String advice) {}

  private Dataset<Row> features(BuildInputs inputs) {
    spark
        .catalog()
        .refreshTable(
            lake.sql(inputs.features().dataset(), Lake.featureTable(inputs.features().name())));
    return inputs.living(
        spark, lake, FeatureVectors.read(spark, lake, inputs.features(), inputs.featureSnapshot()));
  }

  private static Generation draft(
      BuildInputs inputs, SpecChoice choice, long entries, BuildOptions options, Instant started) {
    int dimension = inputs.features().dimension();
    int cells = choice.spec().cells();
    int partitions =
        options.partitions() == 0
            ? PartitionCount.choose(entries, dimension, cells)
            : Math.min(options.partitions(), cells);
    return new Generation(
        0,
        Generation.State.BUILDING,
        choice.spec(),
        inputs.features().metric(),
        inputs.features().name(),
        inputs.features().model(),
        inputs.featureSnapshot(),
        entries,
        partitions,
        0,
        0,
        options.recallTarget(),
        Double.NaN,
        Double.NaN,
        Double.NaN,
        0,
        started);
  }

  static double seconds(Instant started) {
    return Duration.between(started, Instant.now()).toMillis() / 1000.0;
  }
}
