package io.nearfield.spark.build;

import io.nearfield.connect.api.Progress;
import io.nearfield.index.IndexSpec;
import io.nearfield.index.IndexTrainer;
import io.nearfield.index.Metric;
import io.nearfield.index.TrainedIndex;
import io.nearfield.index.TrainingListener;
import io.nearfield.index.TrainingParams;
import io.nearfield.index.VectorBatch;
import io.nearfield.spark.build.DistributedKMeans.Found;
import io.nearfield.spark.build.TrainQuantizers.Training;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.storage.StorageLevel;

/**
 * Trains from vectors that stay on the executors. The driver gets what was trained and nothing
 * else.
 *
 * <p>Codes, and the cells too while the sample fits, are trained in one task from a sample that is
 * bounded by {@link SampleVectors#inOneTask}: that is fastest, since all its cores work on one
 * memory. Where the cells want more vectors than that, they are refined over all executors.
 */
final class TrainStages {

  private static final int REFINEMENTS = 8;

  private final SparkSession spark;
  private final JavaSparkContext context;
  private final Progress progress;

  TrainStages(SparkSession spark, Progress progress) {
    this.spark = spark;
    this.context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    this.progress = progress;
  }

  /**
   * What to train from.
   *
   * @param vectors what {@link RawVectors#of} returns
   * @param entries how many rows it has
   * @param heldOut entities that are kept out
   */
  record Source(Dataset<Row> vectors, long entries, int dimension, Set<String> heldOut) {}

  /**
   * What was trained, by whom, from how many vectors.
   *
   * @param objective mean squared distance of the sample to its centroids; NaN if one task did it
   */
  record Trained(TrainedIndex index, Trainer trainer, long sample, double objective) {}

  Trained train(Source source, Training training) {
    IndexSpec spec = training.spec();
    long available = source.entries() - source.heldOut().size();
    int few = SampleVectors.inOneTask(spec, source.dimension(), available);
    long many = SampleVectors.wanted(spec, available);
    Trainer trainer = trainer(training, few, many);
    Broadcast<HashSet<String>> heldOut = context.broadcast(new HashSet<>(source.heldOut()));
    Dataset<Row> bounded = sample(source, few, training.seed(), heldOut);
    progress.begin("training " + spec, -1);
    Trained trained =
        switch (trainer) {
          case MLLIB ->
              new Trained(
                  inOneTask(
                      bounded, few, training, MllibCells.centroids(spark, bounded, few, training)),
                  trainer,
                  few,
                  Double.NaN);
          case DISTRIBUTED -> {
            Dataset<Row> whole = sample(source, many, training.seed(), heldOut);
            Found found = distributed(bounded, few, whole, many, training);
            yield new Trained(
                inOneTask(bounded, few, training, found.centroids()),
                trainer,
                many,
                found.objective());
          }
          default -> new Trained(inOneTask(bounded, few, training, null), trainer, few, Double.NaN);
        };
    progress.end("%s trained with %,d vectors".formatted(spec, trained.sample()));
    heldOut.destroy();
    return trained;
  }

  private static Trainer trainer(Training training, int few, long many) {
    if (!training.spec().hasCells()) {
      return Trainer.LOCAL;
    }
    if (training.trainer() == Trainer.NEARFIELD) {
      return few >= many ? Trainer.LOCAL : Trainer.DISTRIBUTED;
    }
    return training.trainer();
  }

  private static Dataset<Row> sample(
      Source source, long wanted, long seed, Broadcast<HashSet<String>> heldOut) {
    Dataset<Row> drawn =
        SampleVectors.drawn(
            source.vectors(), source.entries(), wanted + source.heldOut().size(), seed);
    return source.heldOut().isEmpty() ? drawn : SampleVectors.without(drawn, heldOut);
  }

  /** Trains in one task; cells that are found already are taken as they are. */
  private TrainedIndex inOneTask(
      Dataset<Row> sample, int wanted, Training training, VectorBatch cellsOrNull) {
    IndexSpec spec = training.spec();
    Metric metric = training.metric();
    long seed = training.seed();
    int dimension = cellsOrNull == null ? 0 : cellsOrNull.dimension();
    Broadcast<float[]> cells = cellsOrNull == null ? null : context.broadcast(cellsOrNull.values());
    FlatMapFunction<Iterator<Row>, TrainedIndex> task =
        rows -> {
          VectorBatch batch = SampleVectors.ordered(rows, wanted);
          TrainingParams params = TrainingParams.defaults().withSeed(seed);
          TrainedIndex trained =
              cells == null
                  ? IndexTrainer.train(batch, spec, metric, params, TrainingListener.SILENT)
                  : IndexTrainer.trainWithCentroids(
                      batch,
                      spec,
                      metric,
                      new VectorBatch(cells.value(), dimension),
                      params,
                      TrainingListener.SILENT);
          return List.of(trained).iterator();
        };
    return sample.repartition(1).javaRDD().mapPartitions(task).collect().get(0);
  }

  private Found distributed(
      Dataset<Row> bounded, int few, Dataset<Row> whole, long many, Training training) {
    Training cellsAlone =
        new Training(
            IndexSpec.parse("IVF" + training.spec().cells() + ",Flat"),
            training.metric(),
            training.seed(),
            Trainer.LOCAL);
    TrainedIndex start = inOneTask(bounded, few, cellsAlone, null);
    Broadcast<TrainedIndex> prepare = context.broadcast(start);
    JavaRDD<Shard> shards = Shard.cut(whole, many, prepare).persist(StorageLevel.MEMORY_AND_DISK());
    try {
      return new DistributedKMeans(context, shards).refine(start.centroids(), REFINEMENTS);
    } finally {
      shards.unpersist();
    }
  }
}
