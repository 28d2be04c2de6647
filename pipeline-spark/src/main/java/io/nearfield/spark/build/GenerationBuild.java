package io.nearfield.spark.build;

import io.nearfield.connect.api.Generation;
import io.nearfield.connect.api.Progress;
import io.nearfield.connect.iceberg.IndexTable;
import io.nearfield.connect.iceberg.Lake;
import io.nearfield.index.TrainedIndex;
import io.nearfield.index.ivf.CellGroups;
import io.nearfield.index.search.RecallGrade;
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
import org.apache.spark.storage.StorageLevel;

/** The stages of one build, one after another. */
final class GenerationBuild {

  /** Graded queries are drawn apart from the training sample. */
  private static final long QUERY_SEED = 0x9E3779B97F4A7C15L;

  private final SparkSession spark;
  private final Lake lake;
  private final Progress progress;
  private final BuildOptions options;
  private final BuildInputs inputs;
  private final IndexTable index;
  private final Generation generation;

  GenerationBuild(
      SparkSession spark,
      Lake lake,
      Progress progress,
      BuildOptions options,
      BuildInputs inputs,
      IndexTable index,
      Generation generation) {
    this.spark = spark;
    this.lake = lake;
    this.progress = progress;
    this.options = options;
    this.inputs = inputs;
    this.index = index;
    this.generation = generation;
  }

  BuildAction.Outcome run(Dataset<Row> features) {
    progress.begin("drawing a training sample", -1);
    long entries = generation.entries();
    int wanted = SampleVectors.size(generation.spec(), inputs.features().dimension(), entries);
    int heldOut = HeldOutQueries.count(options.gradeQueries(), entries);
    boolean enough = entries - heldOut >= generation.spec().minimumTrainingSize();
    int drawn = (int) Math.min(entries, (long) wanted + (enough ? heldOut : 0));
    SampleVectors.Drawn draws =
        SampleVectors.draw(
            features,
            entries,
            new SampleVectors.Draw(drawn, options.seed()),
            new SampleVectors.Draw(heldOut, options.seed() ^ QUERY_SEED));
    List<float[]> sample = trainingSample(draws, wanted, enough);
    progress.end("%,d of %,d vectors drawn".formatted(sample.size(), entries));
    TrainedIndex trained =
        TrainQuantizers.train(
            spark,
            sample,
            new Training(generation.spec(), generation.metric(), options.seed(), options.trainer()),
            progress);
    HeldOutQueries queries = HeldOutQueries.of(draws.second(), trained);
    JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    Broadcast<TrainedIndex> broadcast = context.broadcast(trained);
    Dataset<Row> assigned =
        AssignCells.assign(spark, features, broadcast).persist(StorageLevel.MEMORY_AND_DISK());
    Survey survey;
    try {
      survey = survey(assigned, context.broadcast(queries), trained);
      int[] partitionOfCell =
          CellGroups.group(trained.centroids(), survey.perCell(), generation.partitions());
      write(assigned, broadcast, context.broadcast(partitionOfCell), entries);
      index.writeCodebooks(generation.number(), trained, partitionOfCell);
    } finally {
      assigned.unpersist();
      broadcast.destroy();
    }
    return grade(
        new Findings.Task(
            trained,
            queries,
            new Truth(survey, queries.size()),
            PartitionReader.of(index, generation.number(), Set.of())),
        context);
  }

  /** Without the held-out queries, unless training then lacks vectors. */
  private static List<float[]> trainingSample(
      SampleVectors.Drawn draws, int wanted, boolean enough) {
    Set<String> queries =
        enough
            ? Set.copyOf(draws.second().stream().map(SampleVectors.Sampled::entityId).toList())
            : Set.of();
    return draws.first().stream()
        .filter(one -> !queries.contains(one.entityId()))
        .limit(wanted)
        .map(SampleVectors.Sampled::vector)
        .toList();
  }

  private Survey survey(
      Dataset<Row> assigned, Broadcast<HeldOutQueries> queries, TrainedIndex trained) {
    long entries = generation.entries();
    progress.begin("assigning vectors to cells", entries);
    Survey survey = Survey.of(assigned, queries, trained.cells(), trained.metric());
    long filled = Arrays.stream(survey.perCell()).filter(held -> held > 0).count();
    progress.at(entries);
    progress.end(
        "%,d vectors assigned to %,d of %,d cells".formatted(entries, filled, trained.cells()));
    return survey;
  }

  private void write(
      Dataset<Row> assigned,
      Broadcast<TrainedIndex> trained,
      Broadcast<int[]> partitionOfCell,
      long entries) {
    progress.begin("encoding and writing entries", entries);
    String table = lake.sql(index.ref().dataset(), index.tableName());
    spark.catalog().refreshTable(table);
    Dataset<Row> encoded =
        EncodeEntries.encode(assigned, generation.number(), trained, partitionOfCell);
    Dataset<Row> rows =
        inputs.filterColumns().isEmpty()
            ? encoded.drop("item_id")
            : JoinFilterColumns.join(
                encoded, inputs.items(spark, lake), inputs.filterColumns().keySet());
    WriteGeneration.write(rows, generation.partitions(), table, spark.table(table).schema());
    progress.at(entries);
    progress.end(
        "%,d entries written in %,d index partitions".formatted(entries, generation.partitions()));
  }

  private BuildAction.Outcome grade(Findings.Task task, JavaSparkContext context) {
    progress.begin("grading against exact search", -1);
    GradeGeneration.Grades grades =
        new GradeGeneration(context, options, generation).grade(context.broadcast(task));
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
    return new BuildAction.Outcome(graded(taken.setting(), grade), advice);
  }

  private Generation graded(Setting setting, RecallGrade grade) {
    return generation.withSetting(setting.nprobe(), setting.rerankFactor()).withGrade(grade);
  }
}
