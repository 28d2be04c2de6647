package io.nearfield.spark.ml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nearfield.index.Metric;
import io.nearfield.index.TrainedIndex;
import io.nearfield.spark.build.SyntheticLake;
import io.nearfield.spark.build.Trainer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.feature.Normalizer;
import org.apache.spark.ml.functions$;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IvfPqTest {

  @TempDir static Path folder;
  private static SyntheticLake made;
  private static List<float[]> vectors;
  private static Dataset<Row> rows;

  @BeforeAll
  static void open() {
    made = SyntheticLake.empty(folder.resolve("lake"), Metric.COSINE, 16);
    vectors = SyntheticLake.vectors(11, 500, 16);
    List<Row> list = new ArrayList<>();
    for (int i = 0; i < vectors.size(); i++) {
      list.add(RowFactory.create(i, SyntheticLake.boxed(vectors.get(i))));
    }
    rows =
        made.spark()
            .createDataFrame(
                list,
                new StructType()
                    .add("id", DataTypes.IntegerType)
                    .add("embedding", DataTypes.createArrayType(DataTypes.FloatType)));
  }

  @AfterAll
  static void close() {
    made.close();
  }

  @Test
  void addsTheCellAndCodeOfEachVector() {
    IvfPqModel model = estimator().fit(rows);
    TrainedIndex trained = model.trained();

    Dataset<Row> coded = model.transform(rows);

    assertThat(coded.columns()).containsExactly("id", "embedding", "cell", "code");
    for (Row row : coded.collectAsList()) {
      float[] prepared = trained.prepare(vectors.get(row.getInt(0)));
      int cell = trained.assign(prepared);
      assertThat(row.getInt(2)).isEqualTo(cell);
      assertThat(row.<byte[]>getAs(3)).isEqualTo(trained.encode(prepared, cell));
    }
  }

  @Test
  void learnsTheSameHoweverTheRowsAreSpread() {
    byte[] once = estimator().fit(rows.coalesce(1)).trained().toBytes();
    byte[] spread = estimator().fit(rows.repartition(5)).trained().toBytes();
    assertThat(spread).isEqualTo(once);
    assertThat(estimator().setSeed(99).fit(rows).trained().toBytes()).isNotEqualTo(once);
  }

  @Test
  void savesAndLoadsWithinAPipeline() throws Exception {
    Dataset<Row> mlVectors =
        rows.withColumn(
            "raw",
            functions$.MODULE$.array_to_vector(functions.col("embedding").cast("array<double>")));
    Pipeline pipeline =
        new Pipeline()
            .setStages(
                new PipelineStage[] {
                  new Normalizer().setInputCol("raw").setOutputCol("unit"),
                  estimator().setFeaturesCol("unit").setCellCol("c").setTrainer(Trainer.MLLIB)
                });
    String unfitted = folder.resolve("pipeline").toString();
    pipeline.write().overwrite().save(unfitted);
    PipelineModel fitted = Pipeline.load(unfitted).fit(mlVectors);
    String saved = folder.resolve("model").toString();
    fitted.write().overwrite().save(saved);

    PipelineModel loaded = PipelineModel.load(saved);

    IvfPqModel model = (IvfPqModel) loaded.stages()[1];
    assertThat(model.getSpec()).isEqualTo("IVF8,PQ4");
    assertThat(model.getTrainer()).isEqualTo("MLLIB");
    assertThat(model.getSeed()).isEqualTo(42);
    String[] shown = {"id", "c", "code"};
    List<Row> before = sorted(fitted.transform(mlVectors), shown);
    List<Row> after = sorted(loaded.transform(mlVectors), shown);
    assertThat(after).hasSize(500);
    for (int i = 0; i < before.size(); i++) {
      assertThat(after.get(i).getInt(1)).isEqualTo(before.get(i).getInt(1));
      assertThat(after.get(i).<byte[]>getAs(2)).isEqualTo(before.get(i).<byte[]>getAs(2));
    }
  }

  @Test
  void copiesKeepParamsAndModel() {
    IvfPqModel model = estimator().fit(rows);
    IvfPqModel copy = model.copy(new org.apache.spark.ml.param.ParamMap());
    assertThat(copy.uid()).isEqualTo(model.uid());
    assertThat(copy.getSpec()).isEqualTo(model.getSpec());
    assertThat(copy.trained().toBytes()).isEqualTo(model.trained().toBytes());
    assertThat(estimator().setMaxSample(300).copy(new org.apache.spark.ml.param.ParamMap()))
        .extracting(IvfPq::explainParams)
        .asString()
        .contains("maxSample: the most vectors to train with (default: 65536, current: 300)");
  }

  @Test
  void refusesWhatItCannotLearnFrom() {
    assertThatThrownBy(() -> new IvfPq().setSpec("IVF8,PQ"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> estimator().setSpec("IVF512,PQ4").fit(rows))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("500 vectors")
        .hasMessageContaining("at least 512 would do");
    assertThatThrownBy(() -> estimator().setFeaturesCol("none").fit(rows))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("id, embedding");
    assertThatThrownBy(() -> estimator().setCellCol("id").fit(rows))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'id'");
  }

  private static IvfPq estimator() {
    return new IvfPq().setFeaturesCol("embedding").setSpec("IVF8,PQ4").setMetric(Metric.COSINE);
  }

  private static List<Row> sorted(Dataset<Row> rows, String... columns) {
    return rows.select(columns[0], columns[1], columns[2]).orderBy("id").collectAsList();
  }
}
