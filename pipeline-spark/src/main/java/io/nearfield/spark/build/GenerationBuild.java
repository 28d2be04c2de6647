package io.nearfield.spark.build;

import io.nearfield.connect.api.Generation;
import io.nearfield.connect.api.Progress;
import io.nearfield.connect.iceberg.IndexTable;
import io.nearfield.connect.iceberg.Lake;
import io.nearfield.index.TrainedIndex;
import io.nearfield.index.VectorBatch;
import io.nearfield.index.ivf.CellGroups;
import io.nearfield.index.search.RecallGrade;
import io.nearfield.spark.search.PartitionReader;
import java.util.ArrayList;
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

  BuildAction.Outcome run(Dataset<Row> features, long entries) {
    List<SampleVectors.Sampled> heldOut =
        SampleVectors.draw(
            spark,
            features,
            entries,
            GradedQueries.count(options.gradeQueries(), entries),
            options.seed() ^ QUERY_SEED);
    TrainedIndex trained =
        TrainQuantizers.train(
            spark,
            trainingSample(features, entries, heldOut),
            generation.spec(),
            generation.metric(),
            options.seed(),
            options.trainer(),
            progress);
    JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    Broadcast<TrainedIndex> broadcast = context.broadcast(trained);
    Dataset<Row> assigned =
        AssignCells.assign(spark, features, broadcast).persist(StorageLevel.MEMORY_AND_DISK());
    try {
      int[] partitionOfCell = group(assigned, trained, entries);
      write(assigned, broadcast, context.broadcast(partitionOfCell), entries);
      index.writeCodebooks(generation.number(), trained, partitionOfCell);
      return grade(assigned, broadcast, context.broadcast(queries(heldOut, trained)), context);
    } finally {
      assigned.unpersist();
      broadcast.destroy();
    }
  }

  /** Without the held-out queries, unless training then lacks vectors. */
  private List<float[]> trainingSample(
      Dataset<Row> features, long entries, List<SampleVectors.Sampled> heldOut) {
    progress.begin("drawing a training sample", -1);
    int wanted = SampleVectors.size(generation.spec(), inputs.features().dimension(), entries);
    Set<String> queries =
        Set.copyOf(heldOut.stream().map(SampleVectors.Sampled::entityId).toList());
    boolean enough = entries - queries.size() >= generation.spec().minimumTrainingSize();
    int drawn = (int) Math.min(entries, (long) wanted + (enough ? queries.size() : 0));
    List<float[]> sample = new ArrayList<>(drawn);
    for (SampleVectors.Sampled one :
        SampleVectors.draw(spark, features, entries, drawn, options.seed())) {
      if (sample.size() < wanted && !(enough && queries.contains(one.entityId()))) {
        sample.add(one.vector());
      }
    }
    progress.end("%,d of %,d vectors drawn".formatted(sample.size(), entries));
    return sample;
  }

  private int[] group(Dataset<Row> assigned, TrainedIndex trained, long entries) {
    progress.begin("assigning vectors to cells", entries);
    long[] perCell = new long[trained.cells()];
    int filled = 0;
    for (Row row : assigned.groupBy("cell").count().collectAsList()) {
      perCell[row.getInt(0)] = row.getLong(1);
      filled++;
    }
    progress.at(entries);
    progress.end(
        "%,d vectors assigned to %,d of %,d cells".formatted(entries, filled, trained.cells()));
    return CellGroups.group(trained.centroids(), perCell, generation.partitions());
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

  private BuildAction.Outcome grade(
      Dataset<Row> assigned,
      Broadcast<TrainedIndex> trained,
      Broadcast<GradedQueries> queries,
      JavaSparkContext context) {
    progress.begin("grading against exact search", -1);
    Broadcast<PartitionReader> reader =
        context.broadcast(PartitionReader.of(index, generation.number(), Set.of()));
    GradeGeneration.Grades grades =
        GradeGeneration.grade(
            spark,
            assigned,
            reader,
            trained,
            queries,
            generation.entries(),
            generation.partitions(),
            options);
    GradeGeneration.Graded taken = grades.chosen().orElseGet(grades::best);
    RecallGrade grade = taken.grade();
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
    return new BuildAction.Outcome(graded(taken), advice);
  }

  private static GradedQueries queries(List<SampleVectors.Sampled> heldOut, TrainedIndex trained) {
    return new GradedQueries(
        heldOut.stream().map(SampleVectors.Sampled::entityId).toList(),
        VectorBatch.ofRows(heldOut.stream().map(one -> trained.prepare(one.vector())).toList()));
  }

  private Generation graded(GradeGeneration.Graded taken) {
    return new Generation(
        generation.number(),
        generation.state(),
        generation.spec(),
        generation.metric(),
        generation.featureSet(),
        generation.model(),
        generation.featureSnapshot(),
        generation.entries(),
        generation.partitions(),
        taken.setting().nprobe(),
        taken.setting().rerankFactor(),
        generation.recallTarget(),
        taken.grade().recall(),
        taken.grade().low(),
        taken.grade().high(),
        taken.grade().queries(),
        generation.createdAt());
  }
}
