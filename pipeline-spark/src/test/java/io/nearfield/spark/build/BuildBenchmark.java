package io.nearfield.spark.build;

import io.nearfield.connect.api.FeatureSet;
import io.nearfield.connect.api.IndexRef;
import io.nearfield.connect.api.ModelIdentity;
import io.nearfield.connect.api.Progress;
import io.nearfield.connect.iceberg.Lake;
import io.nearfield.connect.iceberg.LakeOptions;
import io.nearfield.index.IndexSpec;
import io.nearfield.index.IndexTrainer;
import io.nearfield.index.Metric;
import io.nearfield.index.TrainedIndex;
import io.nearfield.index.TrainingListener;
import io.nearfield.index.TrainingParams;
import io.nearfield.index.VectorBatch;
import io.nearfield.spark.LakeSession;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * What a build costs: beside the same training and encoding called directly in one process, and per
 * vector as their number grows. Not a test: start {@code main}.
 *
 * <pre>
 *   BuildBenchmark ratio VECTORS DIMENSION SPEC   e.g. ratio 1000000 384 IVF4096,PQ192x4fs
 *   BuildBenchmark growth DIMENSION SPEC COUNT... e.g. growth 96 auto 100000 1000000 5000000
 *   BuildBenchmark trainers VECTORS DIMENSION CELLS
 * </pre>
 */
final class BuildBenchmark {

  private static final int PER_TASK = 50_000;
  private static final int CENTRES = 2_000;
  private static final PrintStream OUT = System.out;

  private BuildBenchmark() {}

  public static void main(String[] args) throws Exception {
    if (System.getProperty("spark.master") == null) {
      System.setProperty("spark.master", "local[2]");
    }
    Path folder = Files.createTempDirectory("nearfield-build-benchmark");
    try (Lake lake = Lake.open(LakeOptions.of(folder.toString()))) {
      SparkSession spark = LakeSession.open(lake, "build-benchmark");
      switch (args[0]) {
        case "ratio" -> ratio(spark, lake, args);
        case "growth" -> growth(spark, lake, args);
        case "trainers" -> TrainerBenchmark.run(spark, OUT, args);
        default -> throw new IllegalArgumentException("ratio, growth or trainers, got " + args[0]);
      }
      spark.stop();
    }
    OUT.println("the warehouse is left in " + folder);
  }

  private static void ratio(SparkSession spark, Lake lake, String[] args) {
    int count = Integer.parseInt(args[1]);
    int dimension = Integer.parseInt(args[2]);
    IndexSpec spec = IndexSpec.parse(args[3]);
    write(spark, lake, count, dimension);
    double direct = direct(count, dimension, spec);
    double built = build(spark, lake, spec);
    OUT.printf(
        Locale.ROOT,
        "%,d x %d %s: direct %.1f s, build on Spark %.1f s, ratio %.2f%n",
        count,
        dimension,
        spec,
        direct,
        built,
        built / direct);
  }

  private static void growth(SparkSession spark, Lake lake, String[] args) {
    int dimension = Integer.parseInt(args[1]);
    IndexSpec spec = "auto".equals(args[2]) ? null : IndexSpec.parse(args[2]);
    for (int i = 3; i < args.length; i++) {
      int count = Integer.parseInt(args[i]);
      write(spark, lake, count, dimension);
      System.gc();
      heapPools().forEach(MemoryPoolMXBean::resetPeakUsage);
      double seconds = build(spark, lake, spec);
      OUT.printf(
          Locale.ROOT,
          "%,d x %d: %.1f s, %.2f us a vector, heap peak %,d MB%n",
          count,
          dimension,
          seconds,
          seconds / count * 1e6,
          heapPools().stream().mapToLong(pool -> pool.getPeakUsage().getUsed()).sum() >> 20);
    }
  }

  private static List<MemoryPoolMXBean> heapPools() {
    return ManagementFactory.getMemoryPoolMXBeans().stream()
        .filter(pool -> pool.getType() == MemoryType.HEAP)
        .toList();
  }

  /** Training and encoding with nothing around them: the vectors lie in memory. */
  private static double direct(int count, int dimension, IndexSpec spec) {
    float[] values = new float[Math.multiplyExact(count, dimension)];
    for (int i = 0; i < count; i++) {
      System.arraycopy(vector(i, dimension), 0, values, i * dimension, dimension);
    }
    VectorBatch all = new VectorBatch(values, dimension);
    int sample = SampleVectors.inOneTask(spec, dimension, count);
    long started = System.nanoTime();
    int threads = Runtime.getRuntime().availableProcessors();
    TrainedIndex trained =
        IndexTrainer.train(
            all.slice(0, sample),
            spec,
            Metric.COSINE,
            TrainingParams.defaults(),
            TrainingListener.SILENT);
    long bytes = 0;
    for (int from = 0; from < count; from += PER_TASK) {
      VectorBatch prepared = trained.prepareAll(all.slice(from, Math.min(count, from + PER_TASK)));
      int[] cells = trained.assignAll(prepared, threads);
      bytes += trained.encodeAll(prepared, cells, threads).length;
    }
    OUT.printf(Locale.ROOT, "direct: %,d bytes of codes%n", bytes);
    return (System.nanoTime() - started) / 1e9;
  }

  private static double build(SparkSession spark, Lake lake, IndexSpec specOrNull) {
    long started = System.nanoTime();
    Stages stages = new Stages();
    BuildReport report =
        new BuildAction(spark, lake, stages)
            .run(
                BuildOptions.of(new IndexRef("bench", "near"), "made")
                    .withSpec(specOrNull)
                    .withFilterColumns(null)
                    .forced());
    OUT.println(report.generation().spec() + ", recall@10 " + report.generation().recall());
    return (System.nanoTime() - started) / 1e9;
  }

  private static final class Stages implements Progress {
    private long began;

    @Override
    public void begin(String task, long total) {
      began = System.nanoTime();
    }

    @Override
    public void at(long done) {}

    @Override
    public void end(String summary) {
      OUT.printf(Locale.ROOT, "  %6.1f s  %s%n", (System.nanoTime() - began) / 1e9, summary);
    }
  }

  /** Vectors around a few thousand centres, each by its number alone. */
  static float[] vector(int number, int dimension) {
    SplittableRandom own = new SplittableRandom(0x9E3779B97F4A7C15L * (number + 1));
    SplittableRandom centre = new SplittableRandom(own.nextInt(CENTRES));
    float[] vector = new float[dimension];
    for (int d = 0; d < dimension; d++) {
      vector[d] = (float) (centre.nextGaussian() + 0.6 * own.nextGaussian());
    }
    return vector;
  }

  private static void write(SparkSession spark, Lake lake, int count, int dimension) {
    lake.ensureDataset("bench");
    FeatureSet set =
        new FeatureSet("bench", "made", Metric.COSINE, ModelIdentity.imported(dimension), null);
    lake.createFeatureSet(set);
    String table = lake.sql("bench", Lake.featureTable("made"));
    spark.sql("delete from " + table);
    StructType schema = spark.table(table).schema();
    StructType written =
        new StructType()
            .add("feature_id", DataTypes.StringType)
            .add("entity_id", DataTypes.StringType)
            .add("item_id", DataTypes.StringType)
            .add("vector", DataTypes.createArrayType(DataTypes.FloatType));
    FlatMapFunction<Iterator<Long>, Row> make =
        numbers -> {
          List<Row> rows = new ArrayList<>();
          Iterable<Long> all = () -> numbers;
          for (long number : all) {
            String id = "e" + number;
            rows.add(
                RowFactory.create(
                    id, id, id, SyntheticLake.boxed(vector((int) number, dimension))));
          }
          return rows.iterator();
        };
    int tasks = Math.max(1, count / 10_000);
    spark
        .createDataFrame(
            spark.range(0, count, 1, tasks).as(Encoders.LONG()).javaRDD().mapPartitions(make),
            written)
        .createOrReplaceTempView("made_vectors");
    spark.sql(
        "insert into %s (feature_id, entity_id, item_id, vector) select * from made_vectors"
            .formatted(table));
    OUT.printf(Locale.ROOT, "%,d vectors in %d columns written%n", count, schema.size());
  }
}
