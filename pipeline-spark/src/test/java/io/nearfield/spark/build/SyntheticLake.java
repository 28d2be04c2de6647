package io.nearfield.spark.build;

import io.nearfield.connect.api.FeatureSet;
import io.nearfield.connect.api.IndexRef;
import io.nearfield.connect.api.ModelIdentity;
import io.nearfield.connect.iceberg.Lake;
import io.nearfield.connect.iceberg.LakeOptions;
import io.nearfield.index.Metric;
import io.nearfield.spark.LakeSession;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.SplittableRandom;
import org.apache.iceberg.types.Types;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * A warehouse with a dataset of generated vectors around a few centres, and items with a price, a
 * language and a day. Everything follows from a seed. All warehouses share one Spark context.
 */
public final class SyntheticLake implements AutoCloseable {

  public static final String DATASET = "shop";
  public static final String FEATURES = "made";
  public static final IndexRef INDEX = new IndexRef(DATASET, "near");

  private static final String[] LANGUAGES = {"de", "en", "fr", "it"};

  private final Lake lake;
  private final SparkSession spark;
  private final int dimension;

  private SyntheticLake(Lake lake, SparkSession spark, int dimension) {
    this.lake = lake;
    this.spark = spark;
    this.dimension = dimension;
  }

  /** An empty warehouse. */
  public static SyntheticLake empty(Path folder, Metric metric, int dimension) {
    if (System.getProperty("spark.master") == null) {
      System.setProperty("spark.master", "local[2]");
    }
    Lake lake = Lake.open(LakeOptions.of(folder.toString()));
    lake.ensureDataset(DATASET);
    lake.items(DATASET);
    Map<String, org.apache.iceberg.types.Type> columns = new LinkedHashMap<>();
    columns.put("price", Types.DoubleType.get());
    columns.put("lang", Types.StringType.get());
    columns.put("day", Types.DateType.get());
    lake.addItemColumns(DATASET, columns);
    lake.createFeatureSet(
        new FeatureSet(DATASET, FEATURES, metric, ModelIdentity.imported(dimension), null));
    return new SyntheticLake(lake, LakeSession.open(lake, "test"), dimension);
  }

  /** A warehouse with {@code count} entities {@code e00000} and so on. */
  public static SyntheticLake of(Path folder, Metric metric, int count, int dimension) {
    SyntheticLake made = empty(folder, metric, dimension);
    made.append(vectors(7, count, dimension), 0, 3);
    return made;
  }

  /** Clustered vectors, by seed. */
  public static List<float[]> vectors(long seed, int count, int dimension) {
    SplittableRandom random = new SplittableRandom(seed);
    int centres = 20;
    float[][] centre = new float[centres][];
    for (int c = 0; c < centres; c++) {
      centre[c] = gaussian(random, dimension, 1);
    }
    List<float[]> vectors = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      float[] vector = gaussian(random, dimension, 0.5);
      float[] around = centre[random.nextInt(centres)];
      for (int d = 0; d < dimension; d++) {
        vector[d] += around[d];
      }
      vectors.add(vector);
    }
    return vectors;
  }

  private static float[] gaussian(SplittableRandom random, int dimension, double scale) {
    float[] vector = new float[dimension];
    for (int d = 0; d < dimension; d++) {
      vector[d] = (float) (random.nextGaussian() * scale);
    }
    return vector;
  }

  /**
   * Adds entities.
   *
   * @param first the number of the first
   * @param files how many files the feature table gets for them; the rows are shuffled over them
   */
  public void append(List<float[]> vectors, int first, int files) {
    List<Row> features = new ArrayList<>();
    List<Row> items = new ArrayList<>();
    for (int i = 0; i < vectors.size(); i++) {
      String id = id(first + i);
      features.add(RowFactory.create(id, id, id, boxed(vectors.get(i)), "h", "imported", null));
      items.add(
          RowFactory.create(
              id, "text/plain", "text of " + id, price(first + i), language(first + i), day(i)));
    }
    Collections.shuffle(features, new Random(files));
    StructType featureSchema =
        new StructType()
            .add("feature_id", DataTypes.StringType)
            .add("entity_id", DataTypes.StringType)
            .add("item_id", DataTypes.StringType)
            .add("vector", DataTypes.createArrayType(DataTypes.FloatType))
            .add("content_hash", DataTypes.StringType)
            .add("model_hash", DataTypes.StringType)
            .add("embedded_at", DataTypes.TimestampType);
    StructType itemSchema =
        new StructType()
            .add("entity_id", DataTypes.StringType)
            .add("media_type", DataTypes.StringType)
            .add("text", DataTypes.StringType)
            .add("price", DataTypes.DoubleType)
            .add("lang", DataTypes.StringType)
            .add("day", DataTypes.DateType);
    write(spark.createDataFrame(features, featureSchema).repartition(files), "features_made");
    write(spark.createDataFrame(items, itemSchema), "items");
  }

  private void write(Dataset<Row> rows, String table) {
    String name = lake.sql(DATASET, table);
    rows.createOrReplaceTempView("rows_to_write");
    String columns = "`" + String.join("`, `", rows.columns()) + "`";
    spark.sql("insert into %s (%s) select %s from rows_to_write".formatted(name, columns, columns));
  }

  public static String id(int number) {
    return String.format(Locale.ROOT, "e%05d", number);
  }

  public static double price(int number) {
    return number % 100 + 0.5;
  }

  public static String language(int number) {
    return LANGUAGES[number % LANGUAGES.length];
  }

  private static java.sql.Date day(int number) {
    return java.sql.Date.valueOf(java.time.LocalDate.of(2026, 1, 1).plusDays(number % 365));
  }

  public static List<Float> boxed(float[] vector) {
    List<Float> boxed = new ArrayList<>(vector.length);
    for (float value : vector) {
      boxed.add(value);
    }
    return boxed;
  }

  public Lake lake() {
    return lake;
  }

  public SparkSession spark() {
    return spark;
  }

  public int dimension() {
    return dimension;
  }

  @Override
  public void close() {
    lake.close();
  }
}
