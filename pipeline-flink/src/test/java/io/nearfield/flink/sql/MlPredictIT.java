package io.nearfield.flink.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nearfield.connect.api.Content;
import io.nearfield.connect.api.EmbeddingModel;
import io.nearfield.connect.api.FeatureSet;
import io.nearfield.connect.iceberg.Lake;
import io.nearfield.connect.iceberg.LakeFixture;
import io.nearfield.connect.iceberg.LakeOptions;
import io.nearfield.connect.onnx.ModelOptions;
import io.nearfield.connect.onnx.Models;
import io.nearfield.flink.sql.SqlScript.Mode;
import io.nearfield.index.Metric;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.flink.types.Row;
import org.apache.flink.util.ExceptionUtils;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class MlPredictIT {

  private static final String MODEL =
      """
      CREATE MODEL minilm INPUT (text STRING) OUTPUT (v ARRAY<FLOAT>)
        WITH ('provider' = 'onnx', 'path' = 'minilm');
      """;
  private static final List<String> TEXTS =
      List.of("a red bicycle", "a warm coat for the winter", "a kettle of steel", "a tent for two");

  @TempDir static Path warehouse;
  private static EmbeddingModel model;

  @BeforeAll
  static void build() {
    model = Models.shared(Models.DEFAULT_TEXT, ModelOptions.defaults());
    FeatureSet texts =
        new FeatureSet("shop", "texts", Metric.COSINE, model.identity(), Models.DEFAULT_TEXT);
    List<LakeFixture.Entity> entities = new ArrayList<>();
    for (String text : TEXTS) {
      entities.add(new LakeFixture.Entity(text, embed(text), Map.of()));
    }
    try (Lake lake = Lake.open(LakeOptions.of(warehouse.toString()))) {
      LakeFixture.build(lake, LakeFixture.Plan.of("texts", texts, "Flat"), entities);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void vectorsAreThoseOfTheModelToTheBit(boolean async) throws Exception {
    List<Row> rows =
        new SqlScript(Mode.STREAMING)
            .run(
                MODEL
                    + """
                    CREATE TEMPORARY VIEW t AS SELECT * FROM (VALUES
                      (1, 'a red bicycle'), (2, 'eine warme Jacke'), (3, CAST(NULL AS STRING)),
                      (4, '  ')) AS x(n, words);
                    SELECT n, v FROM ML_PREDICT(
                      TABLE t, MODEL minilm, DESCRIPTOR(words), MAP['async', '%s']);
                    """
                        .formatted(async));
    assertThat(rows)
        .containsExactlyInAnyOrder(
            Row.of(1, boxed(embed("a red bicycle"))),
            Row.of(2, boxed(embed("eine warme Jacke"))),
            Row.of(3, null),
            Row.of(4, null));
  }

  @Test
  void aTextFindsWhatIsNearInOneStatement() throws Exception {
    List<Row> rows =
        new SqlScript(Mode.STREAMING)
            .run(
                """
                CREATE MODEL asks INPUT (text STRING) OUTPUT (v ARRAY<FLOAT>)
                  WITH ('provider' = 'onnx', 'path' = 'minilm', 'purpose' = 'query');
                CREATE TABLE texts (id STRING, vec ARRAY<FLOAT>)
                  WITH ('connector' = 'nearfield', 'warehouse' = '%s', 'index' = 'shop.texts');
                CREATE TEMPORARY VIEW t AS SELECT * FROM (VALUES
                  ('something to brew tea'), ('a bike'), ('where to sleep outdoors')) AS x(words);
                CREATE TEMPORARY VIEW q AS
                  SELECT words, v FROM ML_PREDICT(TABLE t, MODEL asks, DESCRIPTOR(words));
                SELECT words, id FROM q, LATERAL TABLE(
                  VECTOR_SEARCH(TABLE texts, DESCRIPTOR(vec), q.v, 1));
                """
                    .formatted(warehouse));
    assertThat(rows)
        .containsExactlyInAnyOrder(
            Row.of("something to brew tea", "a kettle of steel"),
            Row.of("a bike", "a red bicycle"),
            Row.of("where to sleep outdoors", "a tent for two"));
  }

  static Stream<Arguments> models() {
    String both = "INPUT (text STRING) OUTPUT (v ARRAY<FLOAT>)";
    return Stream.of(
        Arguments.of(both, "'path' = 'maxilm'", "no built-in model of that name"),
        Arguments.of(both, "'path' = 'minilm', 'prompt' = 'x'", "prompt"),
        Arguments.of(both, "'purpose' = 'item'", "path"),
        Arguments.of(both, "'path' = 'minilm', 'async-threads' = '0'", "at least 1"),
        Arguments.of(both, "'path' = 'image-layout'", "it takes no such content"),
        Arguments.of(
            "INPUT (text STRING) OUTPUT (v STRING)", "'path' = 'minilm'", "OUTPUT is an ARRAY"),
        Arguments.of(
            "INPUT (text STRING) OUTPUT (v ARRAY<FLOAT>, w INT)", "'path' = 'minilm'", "[v, w]"));
  }

  @ParameterizedTest
  @MethodSource("models")
  void whatIsWrongWithAModelIsSaid(String columns, String options, String said) {
    assertThatThrownBy(
            () ->
                new SqlScript(Mode.STREAMING)
                    .run(
                        """
                        CREATE MODEL m %s WITH ('provider' = 'onnx', %s);
                        CREATE TEMPORARY VIEW t AS SELECT * FROM (VALUES ('a')) AS x(words);
                        SELECT * FROM ML_PREDICT(TABLE t, MODEL m, DESCRIPTOR(words));
                        """
                            .formatted(columns, options)))
        .satisfies(thrown -> assertThat(ExceptionUtils.stringifyException(thrown)).contains(said));
  }

  private static float[] embed(String text) {
    return model.embed(new Content.Text(text));
  }

  private static Float[] boxed(float[] vector) {
    Float[] boxed = new Float[vector.length];
    for (int i = 0; i < vector.length; i++) {
      boxed[i] = vector[i];
    }
    return boxed;
  }
}
