package io.nearfield.spark.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nearfield.connect.api.Lookup;
import io.nearfield.connect.api.Neighbour;
import io.nearfield.connect.api.Neighbours;
import io.nearfield.connect.api.Progress;
import io.nearfield.connect.lookup.IndexSearcher;
import io.nearfield.index.IndexSpec;
import io.nearfield.index.Metric;
import io.nearfield.spark.build.BuildAction;
import io.nearfield.spark.build.BuildOptions;
import io.nearfield.spark.build.SyntheticLake;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BatchSearchActionTest {

  private static final int COUNT = 1200;
  private static final int DIMENSION = 16;
  private static final StructType QUERY =
      new StructType()
          .add("query_id", DataTypes.StringType)
          .add("vector", DataTypes.createArrayType(DataTypes.FloatType));

  @TempDir static Path folder;

  private static SyntheticLake made;
  private static List<float[]> entries;
  private static List<float[]> asked;

  @BeforeAll
  static void build() {
    made = SyntheticLake.of(folder, Metric.EUCLIDEAN, COUNT, DIMENSION);
    entries = SyntheticLake.vectors(7, COUNT, DIMENSION);
    asked = SyntheticLake.vectors(7, COUNT + 40, DIMENSION).subList(COUNT, COUNT + 40);
    BuildOptions options =
        BuildOptions.of(SyntheticLake.INDEX, SyntheticLake.FEATURES)
            .withSpec(IndexSpec.parse("IVF32,PQ4"))
            .withPartitions(5);
    assertThat(new BuildAction(made.spark(), made.lake(), Progress.SILENT).run(options).active())
        .isTrue();
  }

  @AfterAll
  static void close() {
    made.close();
  }

  @Test
  void answersAsASingleLookupDoes() {
    SearchOptions options = SearchOptions.of(SyntheticLake.INDEX, 10);
    for (SearchOptions one :
        List.of(
            options,
            options.withNprobe(3).withRerankFactor(2),
            options.withRerankFactor(0),
            options.withFilter("lang = 'de'"),
            options.asExact())) {
      Map<String, List<Row>> batch = run(one);
      try (IndexSearcher searcher =
          IndexSearcher.open(made.lake(), SyntheticLake.INDEX, set -> null)) {
        for (int i = 0; i < asked.size(); i++) {
          Neighbours single =
              searcher.search(
                  Lookup.of(new Lookup.ByVector(asked.get(i)), 10)
                      .withFilter(one.filter())
                      .with(new Lookup.Effort(one.nprobe(), one.rerankFactor(), one.exact())));
          assertThat(ids(batch.get("q" + i)))
              .as("%s, query %d", one, i)
              .isEqualTo(single.neighbours().stream().map(Neighbour::entityId).toList());
          for (int n = 0; n < 10; n++) {
            assertThat(batch.get("q" + i).get(n).<Float>getAs("distance"))
                .isEqualTo(single.neighbours().get(n).distance());
          }
        }
      }
    }
  }

  @Test
  void exactAnswersAreTheTrueNeighbours() {
    Map<String, List<Row>> batch = run(SearchOptions.of(SyntheticLake.INDEX, 7).asExact());
    for (int i = 0; i < asked.size(); i++) {
      assertThat(ids(batch.get("q" + i))).isEqualTo(truth(asked.get(i), 7, n -> true));
      assertThat(batch.get("q" + i).stream().map(row -> row.<Integer>getAs("rank")).toList())
          .isEqualTo(IntStream.rangeClosed(1, 7).boxed().toList());
    }
  }

  @Test
  void aRadiusFindsAllThatIsSoNearAndSaysWhereThatIsTooMuch() {
    for (String filter : new String[] {null, "lang = 'de'"}) {
      List<List<Float>> all = new ArrayList<>();
      Map<String, List<Row>> exact =
          run(SearchOptions.of(SyntheticLake.INDEX, 300).asExact().withFilter(filter));
      for (int i = 0; i < asked.size(); i++) {
        all.add(exact.get("q" + i).stream().map(row -> row.<Float>getAs("distance")).toList());
      }
      List<Float> sixth = all.stream().map(distances -> distances.get(5)).sorted().toList();
      float radius = sixth.get(sixth.size() / 2); // half of the queries have more than five

      Map<String, List<Row>> batch =
          run(SearchOptions.of(SyntheticLake.INDEX, 5).withFilter(filter).within(radius));

      int partial = 0;
      for (int i = 0; i < asked.size(); i++) {
        List<Float> near = all.get(i).stream().filter(distance -> distance <= radius).toList();
        List<Row> rows = batch.getOrDefault("q" + i, List.of());
        assertThat(rows.stream().map(row -> row.<Float>getAs("distance")).toList())
            .isEqualTo(near.subList(0, Math.min(5, near.size())));
        assertThat(rows)
            .allSatisfy(
                row -> assertThat(row.<Boolean>getAs("complete")).isEqualTo(near.size() <= 5));
        partial += near.size() > 5 ? 1 : 0;
      }
      assertThat(partial).isPositive().isLessThan(asked.size());
    }
    assertThatThrownBy(() -> SearchOptions.of(SyntheticLake.INDEX, 5).withNprobe(3).within(1))
        .hasMessageContaining("leave out --nprobe or --radius");
  }

  @Test
  void readsQueriesFromATable() {
    made.spark()
        .createDataFrame(
            List.of(RowFactory.create(7, SyntheticLake.boxed(asked.get(0)))),
            new StructType()
                .add("id", DataTypes.IntegerType)
                .add("vector", DataTypes.createArrayType(DataTypes.FloatType)))
        .createOrReplaceTempView("asked");
    BatchSearchAction action = new BatchSearchAction(made.spark(), made.lake(), Progress.SILENT);
    SearchOptions options = SearchOptions.of(SyntheticLake.INDEX, 3).asExact();
    List<Row> rows = action.run(action.queries("table:asked", options), options).collectAsList();
    assertThat(rows.stream().map(row -> row.<String>getAs("entity_id")).toList())
        .containsExactlyInAnyOrderElementsOf(truth(asked.get(0), 3, n -> true));
    assertThat(rows).allSatisfy(row -> assertThat(row.<String>getAs("query_id")).isEqualTo("7"));
  }

  @Test
  void filteredAnswersAreNeverShortWhileMoreMatch() {
    // A hundredth of the entries: 12 of 1,200 match, far fewer than probed cells hold.
    SearchOptions options =
        SearchOptions.of(SyntheticLake.INDEX, 10).withNprobe(1).withFilter("price = 17.5");
    Map<String, List<Row>> batch = run(options);
    for (int i = 0; i < asked.size(); i++) {
      assertThat(batch.get("q" + i)).hasSize(10);
      for (Row row : batch.get("q" + i)) {
        assertThat(row.<Double>getAs("price")).isEqualTo(17.5);
        assertThat(row.<String>getAs("lang"))
            .isEqualTo(SyntheticLake.language(number(row.getAs("entity_id"))));
      }
    }
    Map<String, List<Row>> exact = run(options.asExact());
    for (int i = 0; i < asked.size(); i++) {
      assertThat(ids(exact.get("q" + i)))
          .isEqualTo(truth(asked.get(i), 10, n -> SyntheticLake.price(n) == 17.5));
    }
  }

  @Test
  void answersWithAllThatMatchWhenFewerThanKDo() {
    Map<String, List<Row>> batch =
        run(SearchOptions.of(SyntheticLake.INDEX, 50).withFilter("price < 1 and lang = 'de'"));
    long matching =
        IntStream.range(0, COUNT)
            .filter(n -> SyntheticLake.price(n) < 1 && SyntheticLake.language(n).equals("de"))
            .count();
    assertThat(matching).isBetween(1L, 49L);
    assertThat(batch).hasSize(asked.size());
    batch.values().forEach(rows -> assertThat(rows).hasSize((int) matching));
  }

  @Test
  void keepsTheTypesOfAttributes() {
    StructType schema = search(SearchOptions.of(SyntheticLake.INDEX, 1), queries(1)).schema();
    assertThat(schema.fieldNames())
        .startsWith("query_id", "rank", "entity_id", "distance")
        .contains("price", "lang", "day");
    assertThat(schema.apply("day").dataType()).isEqualTo(DataTypes.DateType);
    assertThat(schema.apply("price").dataType()).isEqualTo(DataTypes.DoubleType);
    Row row = search(SearchOptions.of(SyntheticLake.INDEX, 1), queries(1)).first();
    assertThat(row.<Object>getAs("day")).isNotNull();
  }

  @Test
  void refusesQueriesThatCannotBeCompared() {
    SearchOptions options = SearchOptions.of(SyntheticLake.INDEX, 3);
    Dataset<Row> shorter =
        made.spark()
            .createDataFrame(
                List.of(RowFactory.create("odd", SyntheticLake.boxed(new float[3]))), QUERY);
    assertThatThrownBy(() -> search(options, shorter))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'odd'")
        .hasMessageContaining("16");
    assertThatThrownBy(() -> search(options, queries(2).union(queries(1))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'q0': its id is given twice");
    assertThatThrownBy(() -> SearchOptions.of(SyntheticLake.INDEX, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("k = 0");
    assertThatThrownBy(() -> search(options.withFilter("colour = 'red'"), queries(1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("colour");
  }

  @Test
  void readsQuestionsAsLinesOrJson() throws Exception {
    Path lines = Files.writeString(folder.resolve("q.txt"), "one\n\n  two \n");
    Path json =
        Files.writeString(
            folder.resolve("q.jsonl"), "{\"id\":\"a\",\"text\":\"one\"}\n{\"text\":\"two\"}\n");
    Configuration hadoop = made.spark().sparkContext().hadoopConfiguration();

    assertThat(QueryFile.read(lines.toString(), hadoop))
        .containsExactly(
            new QueryFile.Query("1", "one", null), new QueryFile.Query("3", "two", null));
    assertThat(QueryFile.read(json.toString(), hadoop))
        .containsExactly(
            new QueryFile.Query("a", "one", null), new QueryFile.Query("2", "two", null));
  }

  @Test
  void readsVectorsFromJsonAndParquet() throws Exception {
    SearchOptions options = SearchOptions.of(SyntheticLake.INDEX, 3);
    String vector = Arrays.toString(asked.get(0));
    Path json =
        Files.writeString(
            folder.resolve("v.jsonl"),
            "{\"query_id\":\"q0\",\"vector\":%s}\n{\"vector\":%s}\n".formatted(vector, vector));
    String parquet = folder.resolve("v.parquet").toString();
    queries(3).withColumnRenamed("query_id", "id").write().parquet(parquet);

    BatchSearchAction action = new BatchSearchAction(made.spark(), made.lake(), Progress.SILENT);
    List<Row> fromJson = action.queries(json.toString(), options).collectAsList();
    assertThat(fromJson).extracting(row -> row.getString(0)).containsExactly("q0", "2");
    assertThat(fromJson)
        .allSatisfy(row -> assertThat(row.getList(1)).isEqualTo(SyntheticLake.boxed(asked.get(0))));
    assertThat(action.queries(parquet, options).collectAsList())
        .containsExactlyInAnyOrderElementsOf(queries(3).collectAsList());
  }

  @Test
  void saysWhatIsWrongWithAQueryFile() throws Exception {
    SearchOptions options = SearchOptions.of(SyntheticLake.INDEX, 3);
    assertRefused("none.txt", null, options, "there is no such file");
    assertRefused("none.parquet", null, options, "there is no such file");
    assertRefused("b.jsonl", "{\"text\":\"one\"}\n{\"text\"\n", options, "b.jsonl:2");
    assertRefused("n.jsonl", "{\"vector\":[1,\"x\"]}\n", options, "n.jsonl:1");
    assertRefused("m.jsonl", "{\"text\":\"one\"}\n{\"vector\":[1]}\n", options, "texts or vectors");
    assertRefused("blank.txt", "\n \n", options, "it holds no query");
  }

  private static void assertRefused(
      String name, String content, SearchOptions options, String message) throws Exception {
    Path file = folder.resolve(name);
    if (content != null) {
      Files.writeString(file, content);
    }
    assertThatThrownBy(
            () ->
                new BatchSearchAction(made.spark(), made.lake(), Progress.SILENT)
                    .queries(file.toString(), options))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message)
        .hasMessageContaining(name);
  }

  private static Dataset<Row> queries(int count) {
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      rows.add(RowFactory.create("q" + i, SyntheticLake.boxed(asked.get(i))));
    }
    return made.spark().createDataFrame(rows, QUERY);
  }

  private static Dataset<Row> search(SearchOptions options, Dataset<Row> queries) {
    return new BatchSearchAction(made.spark(), made.lake(), Progress.SILENT).run(queries, options);
  }

  private static Map<String, List<Row>> run(SearchOptions options) {
    Map<String, List<Row>> answers = new TreeMap<>();
    for (Row row :
        search(options, queries(asked.size())).orderBy("query_id", "rank").collectAsList()) {
      answers.computeIfAbsent(row.getString(0), id -> new ArrayList<>()).add(row);
    }
    return answers;
  }

  private static List<String> ids(List<Row> rows) {
    return rows.stream().map(row -> row.<String>getAs("entity_id")).toList();
  }

  private static int number(String id) {
    return Integer.parseInt(id.substring(1));
  }

  /** The oracle: plain double arithmetic over all entries. */
  private static List<String> truth(float[] query, int k, IntPredicate matching) {
    return IntStream.range(0, COUNT)
        .filter(matching)
        .boxed()
        .sorted(
            Comparator.comparingDouble((Integer n) -> squared(query, entries.get(n)))
                .thenComparing(SyntheticLake::id))
        .limit(k)
        .map(SyntheticLake::id)
        .toList();
  }

  private static double squared(float[] a, float[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      double difference = (double) a[i] - b[i];
      sum += difference * difference;
    }
    return sum;
  }
}
