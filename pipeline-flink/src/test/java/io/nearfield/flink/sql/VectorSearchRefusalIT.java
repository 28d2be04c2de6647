package io.nearfield.flink.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nearfield.connect.iceberg.Lake;
import io.nearfield.connect.iceberg.LakeFixture;
import io.nearfield.connect.iceberg.LakeOptions;
import io.nearfield.flink.sql.SqlScript.Mode;
import io.nearfield.index.Metric;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.flink.util.ExceptionUtils;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class VectorSearchRefusalIT {

  private static final String COLUMNS = "id STRING, vec ARRAY<FLOAT>";

  @TempDir static Path warehouse;

  @BeforeAll
  static void build() {
    SqlIndex.build(warehouse, Metric.COSINE, 3);
  }

  static Stream<Arguments> options() {
    return Stream.of(
        Arguments.of("'index' = 'shop.things', 'nprobes' = '3'", "nprobes"),
        Arguments.of("'nprobe' = '3'", "index"),
        Arguments.of("'index' = 'things'", "name its dataset too"),
        Arguments.of("'index' = 'shop.thongs'", "there are shop.things"),
        Arguments.of("'index' = 'shop.things', 'nprobe' = '-1'", "'nprobe' = -1"),
        Arguments.of("'index' = 'shop.things', 'async-threads' = '0'", "at least 1"),
        Arguments.of("'index' = 'shop.things', 'filter' = 'prize < 3'", "did you mean 'price'?"),
        Arguments.of(
            "'index' = 'shop.things', 'catalog.uri' = 'x'", "'type' (rest, hive, glue, jdbc"));
  }

  @ParameterizedTest
  @MethodSource("options")
  void options(String options, String said) {
    assertThatThrownBy(() -> search(COLUMNS, options, ""))
        .satisfies(thrown -> assertThat(messages(thrown)).contains(said));
  }

  static Stream<Arguments> columns() {
    return Stream.of(
        Arguments.of("entity STRING, vec ARRAY<FLOAT>", "name it 'id', or declare it the PRIMARY"),
        Arguments.of("id BIGINT, vec ARRAY<FLOAT>", "of type BIGINT: it is a STRING"),
        Arguments.of("id STRING, vec ARRAY<FLOAT>, w ARRAY<FLOAT>", "'vec' and 'w': declare one"),
        Arguments.of("id STRING, vec ARRAY<FLOAT>, prize INT", "price=DECIMAL(38, 18)"),
        Arguments.of(
            "id STRING, vec ARRAY<FLOAT>, lang INT", "it is STRING in the index; declare it as"),
        Arguments.of(
            "id STRING, vec ARRAY<FLOAT>, seen TIMESTAMP(3)", "declare it as TIMESTAMP_LTZ(6)"),
        Arguments.of("id STRING, vec ARRAY<FLOAT>, `views` INT", "declare it as BIGINT"));
  }

  @ParameterizedTest
  @MethodSource("columns")
  void columns(String columns, String said) {
    assertThatThrownBy(() -> search(columns, "'index' = 'shop.things'", ""))
        .satisfies(thrown -> assertThat(messages(thrown)).contains(said));
  }

  static Stream<Arguments> calls() {
    return Stream.of(
        Arguments.of("ARRAY[CAST(1 AS FLOAT), CAST(2 AS FLOAT)]", "", "of dimension 2"),
        Arguments.of(SqlIndex.sql(new float[SqlIndex.DIMENSION]), "", "zero"),
        Arguments.of(
            SqlIndex.sql(new float[5]).replace("]", ", CAST(NULL AS FLOAT)]"),
            "",
            "NULL at position 5"),
        Arguments.of(
            SqlIndex.sql(new float[] {1, 2, 3, 4, 5, 6}),
            ", MAP['nprob', '3']",
            "Cannot search with 'nprob' in CONFIG"),
        Arguments.of(
            SqlIndex.sql(new float[] {1, 2, 3, 4, 5, 6}),
            ", MAP['filter', 'n <']",
            "Cannot read filter"));
  }

  @ParameterizedTest
  @MethodSource("calls")
  void calls(String vector, String config, String said) {
    assertThatThrownBy(
            () ->
                new SqlScript(Mode.STREAMING)
                    .run(
                        """
                        CREATE TABLE things (id STRING, vec ARRAY<FLOAT>) WITH (%s);
                        SELECT id FROM (SELECT %s AS v) AS q, LATERAL TABLE(
                          VECTOR_SEARCH(TABLE things, DESCRIPTOR(vec), q.v, 3%s));
                        """
                            .formatted(with("'index' = 'shop.things'"), vector, config)))
        .satisfies(thrown -> assertThat(messages(thrown)).contains(said));
    assertThat(SharedSearcher.open()).as("searchers that no job uses").isZero();
  }

  @Test
  void anIndexThatServesNothing() {
    LakeFixture.Plan plan =
        LakeFixture.Plan.of(
            "draft", LakeFixture.featureSet("shop", "random", Metric.COSINE, 6), "Flat");
    try (Lake lake = Lake.open(LakeOptions.of(warehouse.toString()))) {
      LakeFixture.buildOnly(lake, plan, SqlIndex.entities(4));
    }
    assertThatThrownBy(() -> search(COLUMNS, "'index' = 'shop.draft'", ""))
        .satisfies(
            thrown ->
                assertThat(messages(thrown)).contains("no generation is active (1 is BUILDING)"));
  }

  private static List<?> search(String columns, String options, String config) throws Exception {
    return new SqlScript(Mode.STREAMING)
        .run(
            """
            CREATE TABLE things (%s) WITH (%s);
            SELECT * FROM (SELECT %s AS v) AS q, LATERAL TABLE(
              VECTOR_SEARCH(TABLE things, DESCRIPTOR(vec), q.v, 3%s));
            """
                .formatted(
                    columns, with(options), SqlIndex.sql(new float[] {1, 2, 3, 4, 5, 6}), config));
  }

  private static String with(String options) {
    return "'connector' = 'nearfield', 'warehouse' = '%s', %s".formatted(warehouse, options);
  }

  private static String messages(Throwable thrown) {
    return ExceptionUtils.stringifyException(thrown);
  }
}
