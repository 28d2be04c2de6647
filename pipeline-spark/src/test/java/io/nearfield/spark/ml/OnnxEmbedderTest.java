package io.nearfield.spark.ml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nearfield.connect.api.Content;
import io.nearfield.connect.onnx.ModelOptions;
import io.nearfield.connect.onnx.Models;
import io.nearfield.spark.TestLake;
import io.nearfield.spark.build.SyntheticLake;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OnnxEmbedderTest {

  private static final List<String> TEXTS =
      List.of("a red bicycle", "rain in the mountains", "how to bake bread", "an old red bike");

  @TempDir Path folder;

  private static Dataset<Row> texts() {
    return TestLake.spark().createDataset(TEXTS, Encoders.STRING()).toDF("text");
  }

  @Test
  void aPipelineOfEmbeddingAndQuantizingSurvivesSavingAndLoading() throws IOException {
    Pipeline pipeline =
        new Pipeline()
            .setStages(
                new PipelineStage[] {
                  new OnnxEmbedder().setOutputCol("vector"),
                  new IvfPq().setFeaturesCol("vector").setSpec("IVF2,SQ8").setCodeCol("bytes")
                });
    pipeline.write().save(folder.resolve("pipeline").toString());
    Pipeline read = Pipeline.load(folder.resolve("pipeline").toString());

    PipelineModel fitted = read.fit(texts());
    fitted.write().save(folder.resolve("model").toString());
    Dataset<Row> made = PipelineModel.load(folder.resolve("model").toString()).transform(texts());

    assertThat(made.columns()).containsExactly("text", "vector", "cell", "bytes");
    List<Row> rows = made.collectAsList();
    for (int i = 0; i < TEXTS.size(); i++) {
      float[] expected =
          Models.shared(Models.DEFAULT_TEXT, ModelOptions.defaults())
              .embed(new Content.Text(TEXTS.get(i)));
      assertThat(rows.get(i).<Float>getList(1)).isEqualTo(SyntheticLake.boxed(expected));
    }
    assertThat(rows).isEqualTo(fitted.transform(texts()).collectAsList());
  }

  @Test
  void whatIsSetIsSavedAndCopied() throws IOException {
    OnnxEmbedder embedder =
        new OnnxEmbedder().setInputCol("said").setModel("image-layout").setPurpose("query");
    embedder.write().save(folder.resolve("embedder").toString());
    OnnxEmbedder read = OnnxEmbedder.load(folder.resolve("embedder").toString());
    for (OnnxEmbedder same : List.of(read, embedder.copy(embedder.extractParamMap()))) {
      assertThat(same.uid()).isEqualTo(embedder.uid());
      assertThat(same.getOrDefault(same.inputCol())).isEqualTo("said");
      assertThat(same.getOrDefault(same.model())).isEqualTo("image-layout");
      assertThat(same.getOrDefault(same.purpose())).isEqualTo("query");
      assertThat(same.getOrDefault(same.outputCol())).isEqualTo("features");
    }
  }

  @Test
  void whatHasNoTextHasNoCell() {
    Dataset<Row> some = texts().union(texts().limit(1).select(functions.lit(null).cast("string")));
    PipelineModel fitted =
        new Pipeline()
            .setStages(new PipelineStage[] {new OnnxEmbedder(), new IvfPq().setSpec("IVF2,SQ8")})
            .fit(some);
    Row empty = fitted.transform(some).where("text is null").first();
    assertThat(empty.isNullAt(2)).isTrue();
    assertThat(empty.isNullAt(3)).isTrue();
  }

  @Test
  void nullStaysNull() {
    Row row =
        new OnnxEmbedder()
            .transform(texts().limit(1).withColumn("text", functions.lit(null).cast("string")))
            .first();
    assertThat(row.isNullAt(1)).isTrue();
  }

  @Test
  void columnsThatDoNotFitAreNamed() {
    StructType schema =
        new StructType().add("text", DataTypes.StringType).add("n", DataTypes.IntegerType);
    assertThat(new OnnxEmbedder().transformSchema(schema).fieldNames())
        .containsExactly("text", "n", "features");
    assertThatThrownBy(() -> new OnnxEmbedder().setInputCol("no").transformSchema(schema))
        .hasMessageContaining("Cannot find input column 'no': there are text, n");
    assertThatThrownBy(() -> new OnnxEmbedder().setInputCol("n").transformSchema(schema))
        .hasMessageContaining("expected string or binary, got int");
    assertThatThrownBy(() -> new OnnxEmbedder().setOutputCol("n").transformSchema(schema))
        .hasMessageContaining("it is there already; set outputCol");
    assertThatThrownBy(() -> new OnnxEmbedder().setPurpose("both")).hasMessageContaining("purpose");
  }
}
