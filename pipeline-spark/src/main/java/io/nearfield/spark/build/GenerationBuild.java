package io.nearfield.spark.build;

import io.nearfield.connect.api.Generation;
import io.nearfield.connect.api.GenerationFigures;
import io.nearfield.connect.api.Progress;
import io.nearfield.connect.iceberg.IndexTable;
import io.nearfield.connect.iceberg.Lake;
import io.nearfield.index.TrainedIndex;
import io.nearfield.index.ivf.CellGroups;
import io.nearfield.index.search.RecallGrade;
import io.nearfield.spark.build.SampleVectors.Sampled;
import io.nearfield.spark.build.TrainQuantizers.Training;
import io.nearfield.spark.search.PartitionReader;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** The stages of one build, one after another. */
final class GenerationBuild {

  /** Graded queries are drawn apart from the training sample. */
  static final long QUERY_SEED = 0x9E3779B97F4A7C15L;

  private final SparkSession spark;
  private final Lake lake;
  private final Progress progress;
  private final BuildOptions options;
  private final BuildInputs inputs;
  private final IndexTable table;
  private final Generation generation;

  GenerationBuild(
      SparkSession spark,
      Lake lake,
      Progress progress,
      BuildOptions options,
      BuildInputs inputs,
      IndexTable table,
      Generation generation) {
    this.spark = spark;
    this.lake = lake;
    this.progress = progress;
    this.options = options;
    this.inputs = inputs;
    this.table = table;
    this.generation = generation;
  }

  /**
   * @param vectors what {@link RawVectors#of} returns, kept by the executors
   */
  BuildAction.Outcome run(Dataset<Row> vectors) {
    long entries = generation.entries();
    progress.begin("drawing held-out queries", -1);
    List<Sampled> drawn =
        SampleVectors.first(
            vectors,
            entries,
            HeldOutQueries.count(options.gradeQueries(), entries),
            options.seed() ^ QUERY_SEED);
    progress.end("%,d of %,d vectors held out".formatted(drawn.size(), entries));
    TrainStages.Trained trained =
        new TrainStages(spark, progress)
            .train(
                new TrainStages.Source(
                    vectors, entries, inputs.features().dimension(), keptOut(drawn, entries)),
                new Training(
                    generation.spec(), generation.metric(), options.seed(), options.trainer()));
    TrainedIndex index = trained.index();
    HeldOutQueries queries = HeldOutQueries.of(drawn, index);
    JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    Broadcast<TrainedIndex> broadcast = context.broadcast(index);
    Dataset<Row> assigned = AssignCells.assign(vectors, broadcast);
    Survey survey = survey(assigned, context.broadcast(queries), broadcast);
    int[] partitionOfCell =
        CellGroups.group(index.centroids(), survey.perCell(), generation.partitions());
    write(assigned, broadcast, context.broadcast(partitionOfCell), entries);
    table.writeCodebooks(generation.number(), index, partitionOfCell);
    broadcast.destroy();
    GenerationFigures figures =
        Measured.built(trained, options.seed(), queries, survey, partitionOfCell, inputs.covered());
    return grade(
        new Findings.Task(
            index,
            queries,
            new Truth(survey, queries.size()),
            PartitionReader.of(table, generation.number(), Set.of())),
        context,
        figures);
  }

  /** The held-out queries are kept out of training, unless training then lacks vectors. */
  private Set<String> keptOut(List<Sampled> drawn, long entries) {
    return entries - drawn.size() >= generation.spec().minimumTrainingSize()
        ? Set.copyOf(drawn.stream().map(Sampled::entityId).toList())
        : Set.of();
  }

  private Survey survey(
      Dataset<Row> assigned, Broadcast<HeldOutQueries> queries, Broadcast<TrainedIndex> trained) {
    long entries = generation.entries();
    progress.begin("assigning vectors to cells", entries);
    Survey survey = Survey.of(assigned, queries, trained);
    long filled = Arrays.stream(survey.perCell()).filter(held -> held > 0).count();
    progress.at(entries);
    progress.end(
        "%,d vectors assigned to %,d of %,d cells"
            .formatted(entries, filled, trained.value().cells()));
    return survey;
  }

  private void write(
      Dataset<Row> assigned,
      Broadcast<TrainedIndex> trained,
      Broadcast<int[]> partitionOfCell,
      long entries) {
    progress.begin("encoding and writing entries", entries);
    String name = lake.sql(table.ref().dataset(), table.tableName());
    spark.catalog().refreshTable(name);
    Dataset<Row> encoded =
        EncodeEntries.encode(assigned, generation.number(), trained, partitionOfCell);
    Dataset<Row> rows =
        inputs.filterColumns().isEmpty()
            ? encoded.drop("item_id")
            : JoinFilterColumns.join(
                encoded,
                inputs.items(spark, lake),
                inputs.features(),
                inputs.filterColumns().keySet());
    WriteGeneration.write(rows, generation.partitions(), name, spark.table(name).schema());
    progress.at(entries);
    progress.end(
        "%,d entries written in %,d index partitions".formatted(entries, generation.partitions()));
  }

  private BuildAction.Outcome grade(
      Findings.Task task, JavaSparkContext context, GenerationFigures figures) {
    progress.begin("grading against exact search", -1);
    GradeGeneration.Grades grades =
        new GradeGeneration(context, GradeGeneration.Bounds.of(options), generation)
            .grade(context.broadcast(task));
    GradeGeneration.Graded taken = grades.chosen().orElseGet(grades::best);
    RecallGrade grade = grades.recorded();
    progress.end(
        String.format(
            Locale.ROOT,
            "recall@10 %.3f (%.3f to %.3f) at nprobe %d and re-rank factor %d",
            grade.recall(),
            grade.low(),
            grade.high(),
            taken.setting().nprobe(),
            taken.setting().rerankFactor()));
    String advice =
        grades.chosen().isPresent()
            ? null
            : Advice.of(grades, generation.spec(), inputs.features().dimension(), options);
    return new BuildAction.Outcome(
        generation
            .withSetting(taken.setting().nprobe(), taken.setting().rerankFactor())
            .withGrade(grade.recall(), grade.low(), grade.high(), grade.queries())
            .withFigures(figures),
        advice);
  }
}
