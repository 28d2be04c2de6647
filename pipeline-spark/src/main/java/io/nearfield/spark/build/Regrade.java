package io.nearfield.spark.build;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import io.nearfield.connect.api.Drift;
import io.nearfield.connect.api.Generation;
import io.nearfield.connect.api.GenerationFigures;
import io.nearfield.connect.api.GenerationFigures.Coverage;
import io.nearfield.connect.api.GenerationFigures.Lists;
import io.nearfield.connect.api.GenerationFigures.Training;
import io.nearfield.connect.api.Progress;
import io.nearfield.connect.iceberg.Codebooks;
import io.nearfield.connect.iceberg.Refresh;
import io.nearfield.index.TrainedIndex;
import io.nearfield.index.search.RecallGrade;
import io.nearfield.spark.build.GradeGeneration.Grades;
import io.nearfield.spark.search.PartitionReader;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** Grades and measures a generation as a refresh will leave it, from the staged rows. */
final class Regrade {

  private final SparkSession spark;
  private final Progress progress;
  private final Refresh refresh;
  private final Codebooks codebooks;
  private final int gradeQueries;
  private final Coverage covers;

  /**
   * @param covers the snapshots that the refreshed entries show
   */
  Regrade(
      SparkSession spark,
      Progress progress,
      Refresh refresh,
      Codebooks codebooks,
      int gradeQueries,
      Coverage covers) {
    this.spark = spark;
    this.progress = progress;
    this.refresh = refresh;
    this.codebooks = codebooks;
    this.gradeQueries = gradeQueries;
    this.covers = covers;
  }

  /**
   * A generation as it will be.
   *
   * @param refusal why it must not be, or null
   * @param advice why a new build is due, or null
   */
  record Graded(Generation generation, String refusal, String advice) {}

  /** The generation after a refresh that found nothing to change. */
  Generation unchanged() {
    Generation before = refresh.before();
    Coverage was = was();
    return before.withFigures(
        new GenerationFigures(
            before.figures().training(),
            before.figures().lists(),
            new Coverage(
                covers.featureSnapshot(),
                covers.itemsSnapshot(),
                was.refreshes() + 1,
                was.appended(),
                was.changed(),
                was.removed(),
                Instant.now(),
                Double.NaN,
                was.drift())));
  }

  /** Grades what is staged. */
  Graded staged(String table, RefreshAction.Counts counts) {
    Generation before = refresh.before();
    long entries = before.entries() + counts.added() - counts.removed();
    if (entries == 0) {
      return new Graded(
          before,
          "every entry would leave: the feature set holds none of them any more; build again",
          null);
    }
    progress.begin("grading against exact search", -1);
    Dataset<Row> rows =
        spark
            .read()
            .option("versionAsOf", refresh.stagedSnapshot())
            .table(table)
            .where(col("generation").equalTo(lit(before.number())))
            .select("entity_id", "cell", "vector");
    Training built = before.figures().training();
    long seed = built == null ? BuildOptions.DEFAULT_SEED : built.seed();
    HeldOutQueries queries =
        HeldOutQueries.of(
            SampleVectors.first(
                rows,
                entries,
                HeldOutQueries.count(gradeQueries, entries),
                seed ^ GenerationBuild.QUERY_SEED),
            codebooks.trained());
    JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    Broadcast<HeldOutQueries> asked = context.broadcast(queries);
    Broadcast<TrainedIndex> trained = context.broadcast(codebooks.trained());
    Survey survey = Survey.of(rows, asked, trained);
    GenerationFigures figures = figures(table, counts, survey, asked, trained);
    Generation after = before.withEntries(entries).withFigures(figures);
    Grades grades =
        new GradeGeneration(
                context,
                new GradeGeneration.Bounds(
                    0,
                    Math.max(BuildOptions.DEFAULT_MAX_RERANK_FACTOR, before.rerankFactor()),
                    before.recallTarget()),
                after)
            .grade(
                context.broadcast(
                    new Findings.Task(
                        codebooks.trained(),
                        queries,
                        new Truth(survey, queries.size()),
                        PartitionReader.of(refresh))));
    Setting setting = grades.chosen().orElseGet(grades::best).setting();
    RecallGrade grade = grades.recorded();
    progress.end(
        text(
            "recall@10 %.3f (%.3f to %.3f) at nprobe %d and re-rank factor %d",
            grade.recall(), grade.low(), grade.high(), setting.nprobe(), setting.rerankFactor()));
    return new Graded(
        after
            .withSetting(setting.nprobe(), setting.rerankFactor())
            .withGrade(grade.recall(), grade.low(), grade.high(), grade.queries()),
        grades.chosen().isPresent()
            ? null
            : text(
                "recall@10 would reach at most %.3f (%.3f to %.3f), the target is %s; build the"
                    + " index again",
                grade.recall(), grade.low(), grade.high(), before.recallTarget()),
        advice(figures, entries));
  }

  private GenerationFigures figures(
      String table,
      RefreshAction.Counts counts,
      Survey survey,
      Broadcast<HeldOutQueries> queries,
      Broadcast<TrainedIndex> trained) {
    Training built = refresh.before().figures().training();
    Lists lists = Measured.lists(survey, codebooks.partitionOfCell());
    double distance = survey.cellDistance(queries.value(), codebooks.trained().centroids());
    Coverage was = was();
    return new GenerationFigures(
        built,
        lists,
        new Coverage(
            covers.featureSnapshot(),
            covers.itemsSnapshot(),
            was.refreshes() + 1,
            was.appended() + counts.added(),
            was.changed() + counts.changed(),
            was.removed() + counts.removed(),
            Instant.now(),
            spread(table, built, queries, trained),
            Drift.score(built, distance, lists)));
  }

  /** How far the vectors lie that this refresh brings, as a multiple of those of the build. */
  private double spread(
      String table,
      Training built,
      Broadcast<HeldOutQueries> queries,
      Broadcast<TrainedIndex> trained) {
    List<String> files = refresh.addedFiles();
    if (built == null || !(built.cellDistance() > 0) || files.isEmpty()) {
      return Double.NaN;
    }
    Dataset<Row> fresh =
        spark
            .read()
            .option("versionAsOf", refresh.stagedSnapshot())
            .table(table)
            .where(
                col("generation")
                    .equalTo(lit(refresh.before().number()))
                    .and(col("_file").isin(files.toArray())))
            .select("entity_id", "cell", "vector");
    return Survey.of(fresh, queries, trained)
            .cellDistance(queries.value(), codebooks.trained().centroids())
        / built.cellDistance();
  }

  private static String advice(GenerationFigures figures, long entries) {
    Coverage coverage = figures.coverage();
    long built = entries - coverage.appended() + coverage.removed();
    return Drift.advice(
        coverage.drift(), coverage.spread(), built <= 0 ? 1 : (double) entries / built);
  }

  private Coverage was() {
    Generation before = refresh.before();
    return before.figures().coverage() == null
        ? Coverage.built(before.featureSnapshot(), -1)
        : before.figures().coverage();
  }

  private static String text(String form, Object... values) {
    return String.format(Locale.ROOT, form, values);
  }
}
