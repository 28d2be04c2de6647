package io.nearfield.spark.build;

import static org.assertj.core.api.Assertions.assertThat;

import io.nearfield.connect.api.FeatureSet;
import io.nearfield.connect.api.ModelIdentity;
import io.nearfield.connect.api.Progress;
import io.nearfield.index.IndexSpec;
import io.nearfield.index.Metric;
import io.nearfield.index.TrainedIndex;
import io.nearfield.index.VectorBatch;
import io.nearfield.index.ivf.CellGroups;
import io.nearfield.index.kmeans.CentroidSearch;
import io.nearfield.index.kmeans.Centroids;
import io.nearfield.spark.TestLake;
import io.nearfield.spark.build.TrainQuantizers.Training;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;

class TrainStagesTest {

  private static final int DIMENSION = 24;
  private static final int COUNT = 6_000;
  private static final int CELLS = 64;
  private static final IndexSpec SPEC = IndexSpec.parse("IVF" + CELLS + ",PQ6");
  private static final List<float[]> VECTORS = SyntheticLake.vectors(11, COUNT, DIMENSION);

  private final SparkSession spark = TestLake.spark();

  @Test
  void allTrainersFindTheSameObjectiveAndTheSameBitsWhateverTheTasks() {
    Set<String> heldOut = Set.of("e00001", "e00002");
    TrainedIndex local = train(Trainer.LOCAL, 1, heldOut);
    assertThat(train(Trainer.LOCAL, 5, heldOut)).isEqualTo(local);
    assertThat(train(Trainer.NEARFIELD, 3, heldOut)).isEqualTo(local);

    TrainedIndex distributed = train(Trainer.DISTRIBUTED, 1, heldOut);
    assertThat(train(Trainer.DISTRIBUTED, 5, heldOut)).isEqualTo(distributed);
    assertThat(distributed).isNotEqualTo(local);

    TrainedIndex mllib = train(Trainer.MLLIB, 2, heldOut);
    double best = objective(local);
    assertThat(objective(distributed)).isLessThan(1.01 * best);
    assertThat(objective(mllib)).isLessThan(1.15 * best);

    long[] perCell = lengths(distributed);
    assertThat(perCell).as("no empty cell").doesNotContain(0L);
    // Index partitions are balanced by entries.
    int[] partitionOfCell = CellGroups.group(distributed.centroids(), perCell, 6);
    long[] perPartition = new long[6];
    for (int cell = 0; cell < CELLS; cell++) {
      perPartition[partitionOfCell[cell]] += perCell[cell];
    }
    for (long entries : perPartition) {
      assertThat((double) entries).isBetween(0.75 * COUNT / 6, 1.25 * COUNT / 6);
    }
  }

  @Test
  void emptyCellsTakeFarRowsOfLargeOnes() {
    // Two far groups of rows, and a start that has both centroids in the first.
    VectorBatch start = new VectorBatch(new float[] {0, 0, 1000, 1000}, 2);
    List<CellMeans> pass =
        List.of(
            new CellMeans(
                0,
                new int[] {0},
                new long[] {9},
                new float[] {2, 2},
                50,
                new float[] {7, 7},
                new float[] {25}));
    VectorBatch next = CellMeans.next(start, pass);
    assertThat(next.row(0)).containsExactly(2, 2);
    assertThat(next.row(1)).containsExactly(7, 7);
    assertThat(CellMeans.objective(pass)).isEqualTo(50 / 9.0);
    assertThat(CellMeans.empty(pass, 2)).isOne();
  }

  @Test
  void aTaskNeverTrainsWithMoreThanItsBound() {
    IndexSpec many = IndexSpec.parse("IVF65536,PQ48");
    assertThat(SampleVectors.wanted(many, 1_000_000_000L)).isEqualTo(65_536L * 64);
    assertThat(SampleVectors.inOneTask(many, 384, 1_000_000_000L)).isEqualTo(262_144);
    assertThat(SampleVectors.inOneTask(many, 4096, 1_000_000_000L)).isEqualTo(65_536);
    assertThat(SampleVectors.inOneTask(IndexSpec.parse("Flat"), 384, 10)).isEqualTo(10);
  }

  private TrainedIndex train(Trainer trainer, int tasks, Set<String> heldOut) {
    return new TrainStages(spark, Progress.SILENT)
        .train(
            new TrainStages.Source(raw(tasks), COUNT, DIMENSION, new HashSet<>(heldOut)),
            new Training(SPEC, Metric.EUCLIDEAN, 3, trainer))
        .index();
  }

  /** The same rows, cut into so many tasks and in another order for each. */
  private Dataset<Row> raw(int tasks) {
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < COUNT; i++) {
      rows.add(
          RowFactory.create(
              SyntheticLake.id(i), SyntheticLake.id(i), SyntheticLake.boxed(VECTORS.get(i))));
    }
    Collections.shuffle(rows, new Random(tasks));
    StructType schema =
        new StructType()
            .add("entity_id", DataTypes.StringType)
            .add("item_id", DataTypes.StringType)
            .add("vector", DataTypes.createArrayType(DataTypes.FloatType));
    FeatureSet set =
        new FeatureSet("d", "s", Metric.EUCLIDEAN, ModelIdentity.imported(DIMENSION), null);
    return RawVectors.of(spark, spark.createDataFrame(rows, schema).repartition(tasks), set);
  }

  private static double objective(TrainedIndex trained) {
    CentroidSearch search =
        CentroidSearch.of(Centroids.of(trained.centroids()), CentroidSearch.Order.NEAREST);
    VectorBatch all = VectorBatch.ofRows(VECTORS);
    float[] score = new float[COUNT];
    search.best(all.values(), 0, COUNT, new int[COUNT], score, 0);
    double sum = 0;
    for (int i = 0; i < COUNT; i++) {
      for (float value : VECTORS.get(i)) {
        sum += value * value;
      }
      sum += 2 * score[i];
    }
    return sum / COUNT;
  }

  private static long[] lengths(TrainedIndex trained) {
    long[] lengths = new long[trained.cells()];
    for (int cell : trained.assignAll(VectorBatch.ofRows(VECTORS))) {
      lengths[cell]++;
    }
    return lengths;
  }
}
