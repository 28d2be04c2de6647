package io.nearfield.spark.ml;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.udf;

import io.nearfield.index.TrainedIndex;
import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.ml.Model;
import org.apache.spark.ml.param.LongParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.util.DefaultParamsReader$;
import org.apache.spark.ml.util.DefaultParamsWriter$;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.ml.util.MLWritable;
import org.apache.spark.ml.util.MLWriter;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.api.java.UDF2;
import org.apache.spark.sql.expressions.UserDefinedFunction;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import scala.collection.immutable.Seq;

/**
 * Trained quantizers as a transformer: adds the cell of each vector ({@code int}) and its code
 * ({@code binary}). Saved as Spark ML metadata and one Parquet row with the trained bytes.
 */
public final class IvfPqModel extends Model<IvfPqModel> implements IvfPqParams, MLWritable {

  private static final long serialVersionUID = 1L;

  private final String uid;
  private final TrainedIndex trained;

  private final Param<String> featuresCol;
  private final Param<String> cellCol;
  private final Param<String> codeCol;
  private final Param<String> spec;
  private final Param<String> metric;
  private final LongParam seed;
  private final Param<String> trainer;

  IvfPqModel(String uid, TrainedIndex trained) {
    this.uid = uid;
    this.trained = trained;
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
  }

  /** Reads a model from what {@code save} wrote; Spark's pipelines call it. */
  public static MLReader<IvfPqModel> read() {
    return new Reader();
  }

  public static IvfPqModel load(String path) {
    return read().load(path);
  }

  /** The centroids and codebooks. */
  public TrainedIndex trained() {
    return trained;
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

  public IvfPqModel setFeaturesCol(String value) {
    set(featuresCol, value);
    return this;
  }

  public IvfPqModel setCellCol(String value) {
    set(cellCol, value);
    return this;
  }

  public IvfPqModel setCodeCol(String value) {
    set(codeCol, value);
    return this;
  }

  @Override
  public Dataset<Row> transform(Dataset<?> dataset) {
    StructType schema = transformSchema(dataset.schema());
    Broadcast<TrainedIndex> shared =
        JavaSparkContext.fromSparkContext(dataset.sparkSession().sparkContext()).broadcast(trained);
    UserDefinedFunction cell =
        udf(
            (UDF1<Seq<Float>, Integer>)
                vector -> {
                  if (vector == null) {
                    return null;
                  }
                  TrainedIndex index = shared.value();
                  return index.assign(index.prepare(floats(vector)));
                },
            DataTypes.IntegerType);
    UserDefinedFunction code =
        udf(
            (UDF2<Seq<Float>, Integer, byte[]>)
                (vector, assigned) -> {
                  if (vector == null) {
                    return null;
                  }
                  TrainedIndex index = shared.value();
                  return index.encode(index.prepare(floats(vector)), assigned);
                },
            DataTypes.BinaryType);
    Column features = features(dataset.schema());
    String cellName = schema.fieldNames()[schema.length() - 2];
    return dataset
        .withColumn(cellName, cell.apply(features))
        .withColumn(getCodeCol(), code.apply(features, col("`" + cellName + "`")));
  }

  private static float[] floats(Seq<Float> vector) {
    float[] floats = new float[vector.length()];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = vector.apply(i);
    }
    return floats;
  }

  @Override
  public StructType transformSchema(StructType schema) {
    return withCellAndCode(schema);
  }

  @Override
  public IvfPqModel copy(ParamMap extra) {
    IvfPqModel copied = copyValues(new IvfPqModel(uid, trained), extra);
    return copied.setParent(parent());
  }

  @Override
  public MLWriter write() {
    return new Writer(this);
  }

  private static final class Writer extends MLWriter {
    private final IvfPqModel model;

    Writer(IvfPqModel model) {
      this.model = model;
    }

    @Override
    public void saveImpl(String path) {
      SparkSession spark = sparkSession();
      DefaultParamsWriter$.MODULE$.saveMetadata(model, path, spark);
      StructType schema = new StructType().add("trained", DataTypes.BinaryType);
      spark
          .createDataFrame(List.of(RowFactory.create((Object) model.trained.toBytes())), schema)
          .coalesce(1)
          .write()
          .parquet(path + "/data");
    }
  }

  private static final class Reader extends MLReader<IvfPqModel> {
    @Override
    public IvfPqModel load(String path) {
      SparkSession spark = sparkSession();
      var metadata =
          DefaultParamsReader$.MODULE$.loadMetadata(path, spark, IvfPqModel.class.getName());
      byte[] bytes = spark.read().parquet(path + "/data").first().getAs(0);
      IvfPqModel model = new IvfPqModel(metadata.uid(), TrainedIndex.fromBytes(bytes));
      metadata.getAndSetParams(model, scala.Option.empty());
      return model;
    }
  }
}
