package io.nearfield.spark.ml;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.xxhash64;

import io.nearfield.connect.api.Progress;
import io.nearfield.index.IndexSpec;
import io.nearfield.index.Metric;
import io.nearfield.index.TrainedIndex;
import io.nearfield.spark.build.TrainQuantizers;
import io.nearfield.spark.build.TrainQuantizers.Training;
import io.nearfield.spark.build.Trainer;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.ml.Estimator;
import org.apache.spark.ml.param.LongParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.param.ParamValidators;
import org.apache.spark.ml.util.DefaultParamsReader;
import org.apache.spark.ml.util.DefaultParamsWritable;
import org.apache.spark.ml.util.Identifiable;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoder;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;

/**
 * Learns the quantizers of an index from a column of vectors.
 *
 * <p>At most {@code maxSample} vectors, chosen by the hash of their values, train it on the driver;
 * the same vectors, params and seed give the same model.
 *
 * <pre>{@code
 * IvfPqModel model = new IvfPq().setFeaturesCol("vector").setSpec("IVF256,PQ48").fit(vectors);
 * Dataset<Row> coded = model.transform(vectors); // adds cell and code
 * }</pre>
 */
public final class IvfPq extends Estimator<IvfPqModel>
    implements IvfPqParams, DefaultParamsWritable {

  private static final long serialVersionUID = 1L;

  private final String uid;

  private final Param<String> featuresCol;
  private final Param<String> cellCol;
  private final Param<String> codeCol;
  private final Param<String> spec;
  private final Param<String> metric;
  private final LongParam seed;
  private final Param<String> trainer;
  private final LongParam maxSample;

  public IvfPq() {
    this(Identifiable.randomUID("ivfpq"));
  }

  public IvfPq(String uid) {
    this.uid = uid;
    // Params take the uid from their owner at once, so they are made after it is set.
    this.featuresCol =
        new Param<>(this, "featuresCol", "column of vectors: ML vectors or arrays of numbers");
    this.cellCol = new Param<>(this, "cellCol", "column for the cell, int");
    this.codeCol = new Param<>(this, "codeCol", "column for the code, binary");
    this.spec =
        new Param<>(this, "spec", "what to train, such as IVF256,PQ48 (FAISS factory string)");
    this.metric = new Param<>(this, "metric", "what near means: EUCLIDEAN, COSINE or DOT");
    this.seed = new LongParam(this, "seed", "of the sample and the training");
    this.trainer = new Param<>(this, "trainer", "who finds the cells: NEARFIELD or MLLIB");
    this.maxSample =
        new LongParam(this, "maxSample", "the most vectors to train with", ParamValidators.gtEq(1));
    setDefault(featuresCol, "features");
    setDefault(cellCol, "cell");
    setDefault(codeCol, "code");
    setDefault(spec, "IVF256,PQ16");
    setDefault(metric, Metric.COSINE.name());
    setDefault((Param) seed, (Object) 42L);
    setDefault(trainer, Trainer.NEARFIELD.name());
    setDefault((Param) maxSample, (Object) 65_536L);
  }

  /** Reads an estimator from the bytes that {@code save} wrote; Spark's pipelines call it. */
  public static MLReader<IvfPq> read() {
    return new DefaultParamsReader<>();
  }

  public static IvfPq load(String path) {
    return read().load(path);
  }

  @Override
  public String uid() {
    return uid;
  }

  @Override
  public Param<String> featuresCol() {
    return featuresCol;
  }

  @Override
  public Param<String> cellCol() {
    return cellCol;
  }

  @Override
  public Param<String> codeCol() {
    return codeCol;
  }

  @Override
  public Param<String> spec() {
    return spec;
  }

  @Override
  public Param<String> metric() {
    return metric;
  }

  @Override
  public LongParam seed() {
    return seed;
  }

  @Override
  public Param<String> trainer() {
    return trainer;
  }

  public LongParam maxSample() {
    return maxSample;
  }

  public IvfPq setFeaturesCol(String value) {
    set(featuresCol, value);
    return this;
  }

  public IvfPq setCellCol(String value) {
    set(cellCol, value);
    return this;
  }

  public IvfPq setCodeCol(String value) {
    set(codeCol, value);
    return this;
  }

  /**
   * What to train, such as {@code IVF256,PQ48}.
   *
   * @throws IllegalArgumentException naming the part that is wrong
   */
  public IvfPq setSpec(String value) {
    set(spec, IndexSpec.parse(value).toString());
    return this;
  }

  public IvfPq setMetric(Metric value) {
    set(metric, value.name());
    return this;
  }

  public IvfPq setSeed(long value) {
    set("seed", value);
    return this;
  }

  public IvfPq setTrainer(Trainer value) {
    set(trainer, value.name());
    return this;
  }

  public IvfPq setMaxSample(long value) {
    set("maxSample", value);
    return this;
  }

  @Override
  public IvfPqModel fit(Dataset<?> dataset) {
    transformSchema(dataset.schema());
    long most = (Long) (Object) getOrDefault(maxSample);
    Encoder<float[]> floats = dataset.sparkSession().implicits().newFloatArrayEncoder();
    Dataset<Row> vectors = dataset.select(features(dataset.schema()).as("vector"));
    List<float[]> sample =
        new ArrayList<>(
            vectors
                .orderBy(
                    col("vector").isNull(), xxhash64(col("vector"), lit(getSeed())), col("vector"))
                .limit((int) Math.min(most, Integer.MAX_VALUE - 100))
                // Behind the limit: before it Spark would compute a computed column twice.
                .where(col("vector").isNotNull())
                .as(floats)
                .collectAsList());
    IndexSpec wanted = IndexSpec.parse(getSpec());
    if (sample.size() < wanted.minimumTrainingSize()) {
      throw new IllegalArgumentException(
          "Cannot train %s: %,d vectors in column '%s', at least %,d would do"
              .formatted(wanted, sample.size(), getFeaturesCol(), wanted.minimumTrainingSize()));
    }
    TrainedIndex trained =
        TrainQuantizers.train(
            (SparkSession) dataset.sparkSession(),
            sample,
            new Training(
                wanted, Metric.valueOf(getMetric()), getSeed(), Trainer.valueOf(getTrainer())),
            Progress.SILENT);
    IvfPqModel model = new IvfPqModel(Identifiable.randomUID("ivfpq"), trained);
    return copyValues(model.setParent(this), extractParamMap());
  }

  @Override
  public StructType transformSchema(StructType schema) {
    return withCellAndCode(schema);
  }

  @Override
  public IvfPq copy(ParamMap extra) {
    return defaultCopy(extra);
  }
}
