package io.nearfield.spark.build;

import io.nearfield.connect.api.FeatureSet;
import io.nearfield.connect.api.ModelIdentity;
import io.nearfield.connect.api.Progress;
import io.nearfield.index.IndexSpec;
import io.nearfield.index.Metric;
import io.nearfield.index.TrainedIndex;
import io.nearfield.spark.build.TrainQuantizers.Training;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.storage.StorageLevel;

/** Who finds cells of which objective in which time: {@code trainers VECTORS DIMENSION CELLS}. */
final class TrainerBenchmark {

  private TrainerBenchmark() {}

  static void run(SparkSession spark, PrintStream out, String[] args) {
    int count = Integer.parseInt(args[1]);
    int dimension = Integer.parseInt(args[2]);
    IndexSpec spec = IndexSpec.parse("IVF" + args[3] + ",Flat");
    Dataset<Row> vectors = vectors(spark, count, dimension).persist(StorageLevel.MEMORY_AND_DISK());
    vectors.count();
    JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    out.printf("%-12s %10s %14s%n", "trainer", "seconds", "objective");
    for (Trainer trainer : List.of(Trainer.LOCAL, Trainer.DISTRIBUTED, Trainer.MLLIB)) {
      long started = System.nanoTime();
      TrainedIndex trained =
          new TrainStages(spark, Progress.SILENT)
              .train(
                  new TrainStages.Source(vectors, count, dimension, Set.of()),
                  new Training(spec, Metric.EUCLIDEAN, 42, trainer))
              .index();
      double seconds = (System.nanoTime() - started) / 1e9;
      JavaRDD<Shard> all =
          Shard.cut(
              SampleVectors.drawn(vectors, count, count, 42), count, context.broadcast(trained));
      double objective = new DistributedKMeans(context, all).objective(trained.centroids());
      out.printf(Locale.ROOT, "%-12s %10.1f %14.6f%n", trainer, seconds, objective);
    }
  }

  private static Dataset<Row> vectors(SparkSession spark, int count, int dimension) {
    StructType schema =
        new StructType()
            .add("entity_id", DataTypes.StringType)
            .add("item_id", DataTypes.StringType)
            .add("vector", DataTypes.createArrayType(DataTypes.FloatType));
    FlatMapFunction<Iterator<Long>, Row> make =
        numbers -> {
          Iterable<Long> all = () -> numbers;
          List<Row> rows = new ArrayList<>();
          for (long number : all) {
            String id = "e" + number;
            rows.add(
                RowFactory.create(
                    id, id, SyntheticLake.boxed(BuildBenchmark.vector((int) number, dimension))));
          }
          return rows.iterator();
        };
    FeatureSet set =
        new FeatureSet("d", "s", Metric.EUCLIDEAN, ModelIdentity.imported(dimension), null);
    Dataset<Row> made =
        spark.createDataFrame(
            spark
                .range(0, count, 1, Math.max(2, count / 10_000))
                .as(Encoders.LONG())
                .javaRDD()
                .mapPartitions(make),
            schema);
    return RawVectors.of(spark, made, set);
  }
}
