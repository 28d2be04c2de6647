package io.nearfield.spark.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.nearfield.connect.api.Content;
import io.nearfield.connect.api.Lookup;
import io.nearfield.connect.api.Progress;
import io.nearfield.connect.lookup.IndexSearcher;
import io.nearfield.connect.onnx.ModelOptions;
import io.nearfield.connect.onnx.Models;
import io.nearfield.index.IndexSpec;
import io.nearfield.index.Metric;
import io.nearfield.spark.build.BuildAction;
import io.nearfield.spark.build.BuildOptions;
import io.nearfield.spark.build.SyntheticLake;
import io.nearfield.spark.search.BatchSearchAction;
import io.nearfield.spark.search.SearchOptions;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.types.Types;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NearfieldExtensionsTest {

  @TempDir static Path folder;
  private static SyntheticLake made;

  @BeforeAll
  static void open() {
    made = SyntheticLake.of(folder.resolve("lake"), Metric.COSINE, 600, 8);
    made.lake().addItemColumns(SyntheticLake.DATASET, Map.of("rank", Types.IntegerType.get()));
    made.spark().sql("refresh table lake.shop.items");
    made.spark().sql("update lake.shop.items set rank = 7");
    new BuildAction(made.spark(), made.lake(), Progress.SILENT)
        .run(
            BuildOptions.of(SyntheticLake.INDEX, SyntheticLake.FEATURES)
                .withSpec(IndexSpec.parse("IVF16,Flat")));
  }

  @AfterAll
  static void close() {
    made.close();
  }

  private static Row one(String expressions) {
    return made.spark().sql("select " + expressions).first();
  }

  private static Float number(String expression) {
    return one(expression).getAs(0);
  }

  @Test
  void vectorsAreCompared() {
    String both = "(array(1f, 2f, 3f), array(4f, 5f, 6f))";
    assertThat(number("vector_l2_distance" + both)).isCloseTo(5.196152f, within(1e-6f));
    assertThat(number("vector_inner_product" + both)).isEqualTo(32f);
    assertThat(number("vector_cosine_similarity" + both)).isCloseTo(0.97463185f, within(1e-6f));
    assertThat(number("vector_norm(array(3f, 4f))")).isEqualTo(5f);
    assertThat(number("vector_norm(array(3f, -4f), 1f)")).isEqualTo(7f);
    assertThat(number("vector_norm(array(3f, -4f), float('inf'))")).isEqualTo(4f);
    assertThat(one("vector_normalize(array(3f, 4f))").<Float>getList(0))
        .containsExactly(0.6f, 0.8f);
    assertThat(one("vector_normalize(array(3f, 4f), float('inf'))").<Float>getList(0))
        .containsExactly(0.75f, 1f);
  }

  @Test
  void whatHasNoAnswerIsNull() {
    assertThat(number("vector_l2_distance(null, array(1f))".replace("null", vectorOf("null"))))
        .isNull();
    assertThat(number("vector_inner_product(array(1f, cast(null as float)), array(1f, 2f))"))
        .isNull();
    assertThat(number("vector_cosine_similarity(array(0f, 0f), array(1f, 2f))")).isNull();
    String empty = vectorOf("array()");
    assertThat(number("vector_cosine_similarity(%s, %s)".formatted(empty, empty))).isNull();
    assertThat(number("vector_inner_product(%s, %s)".formatted(empty, empty))).isZero();
    assertThat(number("vector_norm(%s)".formatted(empty))).isZero();
    assertThat(one("vector_normalize(array(0f, 0f))").isNullAt(0)).isTrue();
    assertThat(one("vector_normalize(%s)".formatted(empty)).<Float>getList(0)).isEmpty();
  }

  private static String vectorOf(String array) {
    return "cast(" + array + " as array<float>)";
  }

  @Test
  void largeAndSmallNumbersKeepTheirSize() {
    assertThat(number("vector_norm(array(3e30f, 4e30f))")).isCloseTo(5e30f, within(1e25f));
    assertThat(number("vector_l2_distance(array(3e-30f, 0f), array(0f, 4e-30f))"))
        .isCloseTo(5e-30f, within(1e-35f));
    assertThat(number("vector_cosine_similarity(array(1e25f, 0f), array(1e25f, 1e25f))"))
        .isCloseTo(0.70710677f, within(1e-6f));
  }

  @Test
  void mistakesAreTold() {
    assertThatThrownBy(() -> one("vector_l2_distance(array(1f), array(1f, 2f))"))
        .hasStackTraceContaining("must have the same dimension, got 1 and 2");
    assertThatThrownBy(() -> one("vector_inner_product(array(1.0), array(1f))"))
        .hasStackTraceContaining("argument 1 must be ARRAY<FLOAT>");
    assertThatThrownBy(() -> one("vector_norm(array(1f), 3f)"))
        .hasStackTraceContaining("the degree must be 1.0, 2.0 or float('inf'), got 3.0");
    assertThatThrownBy(() -> one("vector_norm()")).hasStackTraceContaining("with 0 arguments");
    assertThatThrownBy(() -> one("embed('a', lower('MINILM'), 'other')"))
        .hasStackTraceContaining("the purpose must be 'item' or 'query', got 'other'");
  }

  @Test
  void columnsAreComputedAndNamedAsTheyWereWritten() {
    var rows =
        made.spark()
            .sql(
                "select vector_norm(vector_normalize(vector)), entity_id from %s order by 2 limit 5"
                    .formatted(made.lake().sql(SyntheticLake.DATASET, "features_made")));
    assertThat(rows.columns()[0]).isEqualTo("vector_norm(vector_normalize(vector, 2.0), 2.0)");
    assertThat(rows.schema().apply(0).dataType()).isEqualTo(DataTypes.FloatType);
    assertThat(rows.collectAsList())
        .hasSize(5)
        .allSatisfy(row -> assertThat(row.getFloat(0)).isCloseTo(1f, within(1e-6f)));
  }

  @Test
  void textsAreEmbeddedAsTheModelDoes() {
    float[] expected =
        Models.shared("minilm", ModelOptions.defaults()).embed(new Content.Text("a red bicycle"));
    var rows =
        made.spark()
            .sql(
                "select embed(t, 'minilm') from values ('a red bicycle'), (null) as texts(t)"
                    + " order by t nulls last")
            .collectAsList();
    assertThat(rows.get(0).<Float>getList(0)).isEqualTo(SyntheticLake.boxed(expected));
    assertThat(rows.get(1).isNullAt(0)).isTrue();
  }

  @Test
  void anIndexIsSearchedAsATable() {
    float[] query = SyntheticLake.vectors(99, 1, 8).get(0);
    String array = SyntheticLake.boxed(query).toString().replace('[', '(').replace(']', ')');
    Lookup lookup = Lookup.of(new Lookup.ByVector(query), 7).withFilter("lang = 'de'");
    List<Row> rows =
        made.spark()
            .sql(
                "select * from vector_search('shop.near', array%s, 7, \"lang = 'de'\") order by rank"
                    .formatted(array))
            .collectAsList();
    try (IndexSearcher searcher =
        IndexSearcher.open(made.lake(), SyntheticLake.INDEX, set -> null)) {
      var neighbours = searcher.search(lookup).neighbours();
      assertThat(rows).hasSize(7);
      for (int i = 0; i < 7; i++) {
        assertThat(rows.get(i).<Integer>getAs("rank")).isEqualTo(i + 1);
        assertThat(rows.get(i).<String>getAs("entity_id")).isEqualTo(neighbours.get(i).entityId());
        assertThat(rows.get(i).<Float>getAs("distance")).isEqualTo(neighbours.get(i).distance());
        assertThat(rows.get(i).<String>getAs("lang")).isEqualTo("de");
        assertThat(rows.get(i).<Integer>getAs("user_rank")).isEqualTo(7);
      }
    }
  }

  @Test
  void everyRowOfATableIsSearchedFor() {
    List<Row> rows =
        made.spark()
            .sql(
                ("select q.entity_id asked, n.entity_id found, n.rank from"
                        + " (select * from %s where entity_id < 'e00020') q,"
                        + " lateral vector_search('near', q.vector, 3) n")
                    .formatted(made.lake().sql(SyntheticLake.DATASET, "features_made")))
            .collectAsList();
    assertThat(rows).hasSize(60);
    assertThat(rows)
        .filteredOn(row -> row.getInt(2) == 1)
        .allSatisfy(row -> assertThat(row.getString(1)).isEqualTo(row.getString(0)));
  }

  @Test
  void aColumnThatTheAnswerNeedsItselfIsPrefixed() {
    BatchSearchAction action = new BatchSearchAction(made.spark(), made.lake(), Progress.SILENT);
    Row first =
        action
            .run(
                made.spark()
                    .sql("select 'q' query_id, vector from lake.shop.features_made limit 1"),
                SearchOptions.of(SyntheticLake.INDEX, 1))
            .first();
    assertThat(first.<Integer>getAs("rank")).isEqualTo(1);
    assertThat(first.<Integer>getAs("user_rank")).isEqualTo(7);
  }

  @Test
  void aSearchThatCannotBeIsRefusedBeforeItRuns() {
    assertThatThrownBy(() -> made.spark().sql("select * from vector_search('none', array(1f), 3)"))
        .hasStackTraceContaining("none");
    assertThatThrownBy(() -> made.spark().sql("select * from vector_search('near', 'words', 3)"))
        .hasStackTraceContaining("its vectors were imported");
    assertThatThrownBy(() -> made.spark().sql("select * from vector_search('near', array(1f), 0)"))
        .hasStackTraceContaining("k must be from 1 to");
    assertThatThrownBy(
            () -> made.spark().sql("select * from vector_search('near', array(1f), 3, 'no = 1')"))
        .hasStackTraceContaining("no");
  }
}
