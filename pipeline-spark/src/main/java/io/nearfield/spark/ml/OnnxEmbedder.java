package io.nearfield.spark.ml;

import static org.apache.spark.sql.functions.udf;

import io.nearfield.connect.api.Content;
import io.nearfield.connect.onnx.ModelOptions;
import io.nearfield.connect.onnx.Models;
import io.nearfield.spark.embed.ShippedModel;
import java.util.Arrays;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.ml.Transformer;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.param.ParamValidators;
import org.apache.spark.ml.util.DefaultParamsReader;
import org.apache.spark.ml.util.DefaultParamsWritable;
import org.apache.spark.ml.util.Identifiable;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.expressions.UserDefinedFunction;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Embeds texts or pictures as a stage of a Spark ML pipeline: a column of strings, or of the bytes
 * of encoded pictures, becomes a column of vectors ({@code array<float>}). Null stays null.
 *
 * <pre>{@code
 * new Pipeline().setStages(new PipelineStage[] {
 *     new OnnxEmbedder().setInputCol("text").setOutputCol("features"),
 *     new IvfPq().setSpec("IVF256,PQ48")});
 * }</pre>
 *
 * <p>The model travels to the executors, where all tasks share one session of it. What is saved is
 * the model's location, not the model.
 */
public final class OnnxEmbedder extends Transformer implements DefaultParamsWritable {

  private static final long serialVersionUID = 1L;

  private static final DataType VECTOR = DataTypes.createArrayType(DataTypes.FloatType, false);

  private final String uid;
  private final Param<String> inputCol;
  private final Param<String> outputCol;
  private final Param<String> model;
  private final Param<String> purpose;

  public OnnxEmbedder() {
    this(Identifiable.randomUID("onnxembedder"));
  }

  public OnnxEmbedder(String uid) {
    this.uid = uid;
    // Params take the uid from their owner at once, so they are made after it is set.
    this.inputCol = new Param<>(this, "inputCol", "column of texts, or of pictures as binary");
    this.outputCol = new Param<>(this, "outputCol", "column for the vectors, array<float>");
    this.model = new Param<>(this, "model", "minilm, image-layout or a model folder");
    this.purpose =
        new Param<>(
            this,
            "purpose",
            "item or query, for models with a prompt for each",
            ParamValidators.inArray(new String[] {"item", "query"}));
    setDefault(inputCol, "text");
    setDefault(outputCol, "features");
    setDefault(model, Models.DEFAULT_TEXT);
    setDefault(purpose, "item");
  }

  /** Reads an embedder from what {@code save} wrote; Spark's pipelines call it. */
  public static MLReader<OnnxEmbedder> read() {
    return new DefaultParamsReader<>();
  }

  public static OnnxEmbedder load(String path) {
    return read().load(path);
  }

  @Override
  public String uid() {
    return uid;
  }

  public Param<String> inputCol() {
    return inputCol;
  }

  public Param<String> outputCol() {
    return outputCol;
  }

  public Param<String> model() {
    return model;
  }

  public Param<String> purpose() {
    return purpose;
  }

  public OnnxEmbedder setInputCol(String value) {
    set(inputCol, value);
    return this;
  }

  public OnnxEmbedder setOutputCol(String value) {
    set(outputCol, value);
    return this;
  }

  /** A built-in name, or a folder that the driver can read. */
  public OnnxEmbedder setModel(String value) {
    set(model, value);
    return this;
  }

  /** {@code item} or {@code query}. */
  public OnnxEmbedder setPurpose(String value) {
    set(purpose, value);
    return this;
  }

  @Override
  public Dataset<Row> transform(Dataset<?> dataset) {
    transformSchema(dataset.schema());
    ShippedModel shipped =
        ShippedModel.of(
            JavaSparkContext.fromSparkContext(dataset.sparkSession().sparkContext()),
            getOrDefault(model));
    ModelOptions options =
        getOrDefault(purpose).equals("query")
            ? ModelOptions.defaults().forQueries()
            : ModelOptions.defaults();
    String name = getOrDefault(inputCol);
    UserDefinedFunction embed =
        dataset.schema().apply(name).dataType().equals(DataTypes.BinaryType)
            ? udf(
                (UDF1<byte[], float[]>)
                    bytes ->
                        bytes == null
                            ? null
                            : shipped.open(options).embed(new Content.Image(bytes)),
                VECTOR)
            : udf(
                (UDF1<String, float[]>)
                    text ->
                        text == null ? null : shipped.open(options).embed(new Content.Text(text)),
                VECTOR);
    return dataset.withColumn(
        getOrDefault(outputCol), embed.apply(new Column("`" + name.replace("`", "``") + "`")));
  }

  @Override
  public StructType transformSchema(StructType schema) {
    String in = getOrDefault(inputCol);
    String out = getOrDefault(outputCol);
    if (!Arrays.asList(schema.fieldNames()).contains(in)) {
      throw new IllegalArgumentException(
          "Cannot find input column '%s': there are %s; set inputCol"
              .formatted(in, String.join(", ", schema.fieldNames())));
    }
    DataType type = schema.apply(in).dataType();
    if (!type.equals(DataTypes.StringType) && !type.equals(DataTypes.BinaryType)) {
      throw new IllegalArgumentException(
          "Cannot embed column '%s': expected string or binary, got %s"
              .formatted(in, type.simpleString()));
    }
    if (Arrays.asList(schema.fieldNames()).contains(out)) {
      throw new IllegalArgumentException(
          "Cannot add column '" + out + "': it is there already; set outputCol");
    }
    return schema.add(out, VECTOR, true);
  }

  @Override
  public OnnxEmbedder copy(ParamMap extra) {
    return defaultCopy(extra);
  }
}
