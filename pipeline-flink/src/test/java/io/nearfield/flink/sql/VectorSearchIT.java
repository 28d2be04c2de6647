package io.nearfield.flink.sql;

import static org.assertj.core.api.Assertions.assertThat;

import io.nearfield.connect.api.EmbeddingModel;
import io.nearfield.connect.api.FeatureSet;
import io.nearfield.connect.api.Lookup;
import io.nearfield.connect.api.Neighbour;
import io.nearfield.connect.iceberg.Lake;
import io.nearfield.connect.iceberg.LakeFixture;
import io.nearfield.connect.iceberg.LakeOptions;
import io.nearfield.connect.lookup.IndexSearcher;
import io.nearfield.flink.sql.SqlScript.Mode;
import io.nearfield.index.Metric;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.apache.flink.types.Row;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class VectorSearchIT {

  private static final int K = 5;
  private static final int[] ASKED = {3, 77, 140, 299};
  private static final Function<FeatureSet, EmbeddingModel> NO_MODEL =
      set -> {
        throw new AssertionError("no model is needed here");
      };

  @TempDir static Path warehouse;
  private static List<LakeFixture.Entity> entities;

  @BeforeAll
  static void build() {
    entities = SqlIndex.build(warehouse, Metric.EUCLIDEAN, 7);
  }

  @AfterEach
  void nothingStaysOpen() {
    assertThat(SharedSearcher.open()).as("searchers that no job uses").isZero();
  }

  @ParameterizedTest
  @CsvSource({"STREAMING,true", "STREAMING,false", "BATCH,true", "BATCH,false"})
  void answersAreThoseOfTheSearcher(Mode mode, boolean async) throws Exception {
    List<Row> rows =
        new SqlScript(mode)
            .run(
                """
                CREATE TABLE things (id STRING, vec ARRAY<FLOAT>, price DECIMAL(10, 2), lang STRING)
                  WITH (%s);

                CREATE TEMPORARY VIEW q AS %s;

                SELECT n, id, price, score FROM q, LATERAL TABLE(
                  VECTOR_SEARCH(TABLE things, DESCRIPTOR(vec), q.v, %d, MAP['async', '%s']));
                """
                    .formatted(with(), questions(), K, async));
    assertThat(rows).containsExactlyInAnyOrderElementsOf(expected(vector -> Lookup.of(vector, K)));
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void tableAndCallSayHowIsSearched(Mode mode) throws Exception {
    List<Row> rows =
        new SqlScript(mode)
            .run(
                """
                CREATE TABLE things (id STRING, vec ARRAY<FLOAT>, price DECIMAL(10, 2))
                  WITH (%s, 'nprobe' = '1', 'filter' = 'n < 100');
                CREATE TEMPORARY VIEW q AS %s;
                SELECT n, id, price, score FROM q, LATERAL TABLE(
                  VECTOR_SEARCH(TABLE things, DESCRIPTOR(vec), q.v, %d,
                    MAP['exact', 'true', 'filter', 'lang = ''de'' and n < 200']));
                """
                    .formatted(with(), questions(), K));
    assertThat(rows)
        .containsExactlyInAnyOrderElementsOf(
            expected(
                vector -> Lookup.of(vector, K).asExact().withFilter("lang = 'de' and n < 200")));
  }

  @Test
  void vectorsAndAttributesOfEveryTypeComeWithTheAnswerAndByPlainScan() throws Exception {
    String columns = "key, vec, tags, lang, sold, n, views, weight, rating, price, since, seen";
    SqlScript script = new SqlScript(Mode.BATCH);
    List<Row> all =
        script.run(
            """
            CREATE TABLE things (
              vec ARRAY<DOUBLE>, tags ARRAY<STRING>, lang STRING, sold BOOLEAN, n BIGINT, `views` BIGINT,
              weight DOUBLE, rating DOUBLE, price DECIMAL(20, 4), since DATE, seen TIMESTAMP_LTZ(3),
              `key` STRING PRIMARY KEY NOT ENFORCED
            ) WITH (%s);
            SELECT `%s` FROM things;
            """
                .formatted(with(), columns.replace(", ", "`, `")));
    assertThat(all).hasSize(SqlIndex.ENTITIES).doesNotHaveDuplicates();
    assertThat(all.stream().map(row -> row.getField(0)))
        .containsExactlyInAnyOrderElementsOf(
            entities.stream().map(entity -> (Object) entity.id()).toList());
    Row one = all.stream().filter(row -> "t-9".equals(row.getField("key"))).findFirst().get();
    Map<String, Object> attributes = SqlIndex.attributes(9);
    assertThat(one)
        .isEqualTo(
            Row.of(
                "t-9",
                wider(entities.get(9).vector()),
                new String[] {"a9", "b"},
                "en",
                true,
                9L,
                attributes.get("views"),
                2.25,
                0.9,
                new BigDecimal("9.2500"),
                attributes.get("since"),
                attributes.get("seen")));
    Row bare = all.stream().filter(row -> "t-7".equals(row.getField("key"))).findFirst().get();
    for (int i = 2; i < bare.getArity(); i++) {
      assertThat(bare.getField(i)).isNull();
    }
    List<Row> found =
        script.run(
            """
            SELECT `%s` FROM (VALUES (%s)) AS q(v), LATERAL TABLE(
              VECTOR_SEARCH(TABLE things, DESCRIPTOR(vec), q.v, 1));
            """
                .formatted(
                    columns.replace(", ", "`, `"),
                    SqlIndex.sql(entities.get(9).vector()).replace("FLOAT", "DOUBLE")));
    assertThat(found).containsExactly(one);
  }

  @Test
  void aScanShowsWhatPassesTheFilterOfTheTable() throws Exception {
    List<Row> rows =
        new SqlScript(Mode.STREAMING)
            .run(
                """
                CREATE TABLE things (id STRING, vec ARRAY<FLOAT>)
                  WITH (%s, 'filter' = 'n between 10 and 13');
                SELECT id FROM things;
                """
                    .formatted(with()));
    assertThat(rows)
        .containsExactlyInAnyOrder(Row.of("t-10"), Row.of("t-11"), Row.of("t-12"), Row.of("t-13"));
  }

  @Test
  void aQueryThatIsNullFindsNothingAndAnOuterJoinKeepsIt() throws Exception {
    String search = "LATERAL TABLE(VECTOR_SEARCH(TABLE things, DESCRIPTOR(vec), q.v, 1))";
    String tables =
        """
        CREATE TABLE things (id STRING, vec ARRAY<FLOAT>) WITH (%s);
        CREATE TEMPORARY VIEW q AS
          SELECT n, CASE WHEN n = 3 THEN CAST(NULL AS ARRAY<FLOAT>) ELSE v END AS v FROM (%s);
        """
            .formatted(with(), questions());
    List<Row> rows =
        new SqlScript(Mode.STREAMING).run(tables + "SELECT n, id FROM q, " + search + ";");
    assertThat(rows)
        .containsExactlyInAnyOrder(Row.of(77, "t-77"), Row.of(140, "t-140"), Row.of(299, "t-299"));
    List<Row> outer =
        new SqlScript(Mode.STREAMING)
            .run(tables + "SELECT n, id FROM q LEFT JOIN " + search + " ON TRUE;");
    assertThat(outer).hasSize(4).contains(Row.of(3, null), Row.of(77, "t-77"));
  }

  @Test
  void similarityGrowsWhenNearer() throws Exception {
    List<Row> rows =
        new SqlScript(Mode.STREAMING)
            .run(
                """
                CREATE TABLE things (id STRING, vec ARRAY<FLOAT>) WITH (%s, 'score' = 'similarity');
                CREATE TEMPORARY VIEW q AS %s;
                SELECT id, score FROM q, LATERAL TABLE(
                  VECTOR_SEARCH(TABLE things, DESCRIPTOR(vec), q.v, 2)) WHERE n = 77;
                """
                    .formatted(with(), questions()));
    assertThat(rows.get(0)).isEqualTo(Row.of("t-77", -0.0));
    assertThat((double) rows.get(1).getField(1)).isNegative();
  }

  /** What the searcher says to the same questions, as rows of n, id, price and score. */
  private static List<Row> expected(Function<Lookup.Query, Lookup> lookup) {
    List<Row> rows = new ArrayList<>();
    try (Lake lake = Lake.open(LakeOptions.of(warehouse.toString()));
        IndexSearcher searcher = IndexSearcher.open(lake, SqlIndex.REF, NO_MODEL)) {
      for (int n : ASKED) {
        Lookup.Query query = new Lookup.ByVector(entities.get(n).vector());
        for (Neighbour neighbour : searcher.search(lookup.apply(query)).neighbours()) {
          BigDecimal price = (BigDecimal) neighbour.attributes().get("price");
          rows.add(
              Row.of(
                  n,
                  neighbour.entityId(),
                  price == null ? null : price.setScale(2),
                  (double) neighbour.distance()));
        }
      }
    }
    assertThat(rows).hasSize(ASKED.length * K);
    return rows;
  }

  private static Double[] wider(float[] vector) {
    Double[] wider = new Double[vector.length];
    for (int i = 0; i < vector.length; i++) {
      wider[i] = (double) vector[i];
    }
    return wider;
  }

  private static String with() {
    return "'connector' = 'nearfield', 'warehouse' = '%s', 'index' = '%s'"
        .formatted(warehouse, SqlIndex.REF);
  }

  /** The vectors of some entities, a little beside. */
  private static String questions() {
    List<String> selects = new ArrayList<>();
    for (int n : ASKED) {
      selects.add("SELECT %d AS n, %s AS v".formatted(n, SqlIndex.sql(entities.get(n).vector())));
    }
    return String.join(" UNION ALL ", selects);
  }
}
