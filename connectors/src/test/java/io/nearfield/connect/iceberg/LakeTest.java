package io.nearfield.connect.iceberg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nearfield.connect.api.AttributeType;
import io.nearfield.connect.api.DeadLetter;
import io.nearfield.connect.api.FeatureSet;
import io.nearfield.connect.api.IncompatibleException;
import io.nearfield.connect.api.IndexRef;
import io.nearfield.connect.api.ModelIdentity;
import io.nearfield.connect.api.NearfieldException;
import io.nearfield.connect.api.Run;
import io.nearfield.index.Metric;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.apache.iceberg.Table;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LakeTest {

  @TempDir Path folder;
  private Lake lake;

  @BeforeEach
  void open() {
    lake = Lake.open(LakeOptions.of(folder.resolve("ware house").toString()));
  }

  @AfterEach
  void close() {
    lake.close();
  }

  private Lake another() {
    return Lake.open(lake.options());
  }

  @Test
  void makesItsCatalogInTheWarehouseFolder() {
    assertThat(folder.resolve("ware house/catalog.db")).isRegularFile();
    assertThat(lake.options().warehouse()).isEqualTo("file:" + folder.resolve("ware house"));
  }

  @Test
  void tablesAndTheirFilesLieInTheWarehouse() {
    Table items = lake.items("my-shop");
    assertThat(items.location())
        .isEqualTo("file:" + folder.resolve("ware house") + "/my-shop/items");
    assertThat(folder.resolve("ware house/my-shop/items/metadata")).isDirectory();
    assertThat(items.properties())
        .containsEntry("commit.retry.num-retries", "20")
        .containsEntry("write.parquet.compression-codec", "zstd");
  }

  @Test
  void relativePathsAreMadeAbsolute() {
    LakeOptions options = LakeOptions.of("./x/../warehouse");
    assertThat(options.warehouse()).isEqualTo("file:" + Path.of("warehouse").toAbsolutePath());
    assertThat(LakeOptions.of(options.warehouse())).isEqualTo(options);
    assertThat(LakeOptions.of("file:///a/b/").warehouse()).isEqualTo("file:/a/b");
    assertThat(new LakeOptions("s3a://bucket/lake/", Map.of("type", "rest")).warehouse())
        .isEqualTo("s3a://bucket/lake");
  }

  @Test
  void aRemoteWarehouseWithoutACatalogNamesTheOption() {
    assertThatThrownBy(() -> Lake.open(LakeOptions.of("s3a://bucket/lake")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("s3a://bucket/lake")
        .hasMessageContaining("--catalog");
  }

  @Test
  void aCatalogWithoutTypeIsRefused() {
    assertThatThrownBy(
            () ->
                Lake.open(
                    new LakeOptions("s3a://bucket/lake", Map.of("uri", "http://localhost:1"))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'type'");
  }

  @Test
  void aWarehouseThatIsAFileIsRefused() throws Exception {
    Path file = Files.writeString(folder.resolve("file"), "x");
    assertThatThrownBy(() -> Lake.open(LakeOptions.of(file.toString())))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("it is a file");
  }

  @Test
  void anyIcebergCatalogServesByItsProperties() {
    Map<String, String> properties =
        Map.of(
            "type",
            "jdbc",
            "uri",
            "jdbc:sqlite:" + folder.resolve("other.db"),
            "jdbc.schema-version",
            "V1",
            "hadoop.fs.file.impl.disable.cache",
            "true");
    LakeOptions options = new LakeOptions(folder.resolve("other").toString(), properties);
    try (Lake other = Lake.open(options)) {
      other.items("shop");
      assertThat(other.datasets()).containsExactly("shop");
      assertThat(other.sparkConf())
          .containsEntry("spark.sql.catalog.lake.type", "jdbc")
          .containsEntry("spark.sql.catalog.lake.uri", properties.get("uri"))
          .containsEntry("spark.sql.catalog.lake.hadoop.fs.file.impl.disable.cache", "true");
    }
    assertThat(folder.resolve("other.db")).isRegularFile();
    assertThat(folder.resolve("other/catalog.db")).doesNotExist();
  }

  @Test
  void sparkIsToldTheSameCatalog() {
    assertThat(lake.sparkConf())
        .containsEntry("spark.sql.catalog.lake", "org.apache.iceberg.spark.SparkCatalog")
        .containsEntry("spark.sql.catalog.lake.type", "jdbc")
        .containsEntry("spark.sql.catalog.lake.jdbc.schema-version", "V1")
        .containsEntry("spark.sql.catalog.lake.warehouse", lake.options().warehouse())
        .containsEntry("spark.sql.catalog.lake.cache-enabled", "false")
        .containsEntry(
            "spark.sql.extensions",
            "org.apache.iceberg.spark.extensions.IcebergSparkSessionExtensions");
    assertThat(lake.sparkConf().get("spark.sql.catalog.lake.uri"))
        .startsWith("jdbc:sqlite:" + folder)
        .contains("busy_timeout=30000")
        .contains("journal_mode=WAL");
    assertThat(lake.sql("my-shop", "items")).isEqualTo("lake.`my-shop`.`items`");
  }

  @Test
  void namesThatWouldLeaveTheFolderAreRefused() {
    for (String name : List.of("../x", "a/b", "", "a.b", "a`b", "x".repeat(64))) {
      assertThatThrownBy(() -> lake.items(name)).isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> lake.sql("shop", name.length() == 64 ? "../y" : name))
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> lake.featureSet("shop", name))
          .isInstanceOf(IllegalArgumentException.class);
    }
    assertThatThrownBy(() -> lake.resolveIndex("../x", null))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aSecondProcessSeesWhatTheFirstHasMade() {
    lake.items("shop");
    try (Lake second = another()) {
      assertThat(second.datasets()).containsExactly("shop");
      assertThat(second.exists("shop", "items")).isTrue();
      second.addItemColumns("shop", Map.of("price", Types.DoubleType.get()));
    }
    assertThat(lake.items("shop").schema().findType("price")).isEqualTo(Types.DoubleType.get());
  }

  @Test
  void anUnknownDatasetNamesTheKnownOnes() {
    assertThatThrownBy(() -> lake.requireDataset("shop"))
        .isInstanceOf(NearfieldException.class)
        .hasMessageContaining("nearfield ingest");
    lake.ensureDataset("books");
    lake.ensureDataset("books");
    assertThatThrownBy(() -> lake.requireDataset("shop"))
        .isInstanceOf(NearfieldException.class)
        .hasMessageContaining("'shop'")
        .hasMessageContaining("books");
    lake.requireDataset("books");
  }

  @Test
  void aTableWhoseFilesAreGoneIsNamed() throws Exception {
    lake.items("shop");
    Files.move(
        folder.resolve("ware house/shop/items"), folder.resolve("ware house/shop/elsewhere"));
    assertThatThrownBy(() -> lake.items("shop"))
        .isInstanceOf(NearfieldException.class)
        .hasMessageContaining("'items'")
        .hasMessageContaining("metadata.json");
  }

  @Test
  void manyOpenAndCreateAtOnce() throws Exception {
    LakeOptions fresh = LakeOptions.of(folder.resolve("fresh").toString());
    List<String> locations =
        atOnce(
            6,
            i -> {
              try (Lake mine = Lake.open(fresh)) {
                return mine.items("shop").uuid().toString();
              }
            });
    assertThat(locations).hasSize(6).containsOnly(locations.get(0));
  }

  @Test
  void columnsAreAddedAndWidenedButNeverConfused() {
    lake.addItemColumns(
        "shop",
        Map.of(
            "year", Types.IntegerType.get(),
            "price", Types.FloatType.get(),
            "tags", Types.ListType.ofOptional(1, Types.StringType.get())));
    lake.addItemColumns(
        "shop",
        Map.of(
            "year", Types.LongType.get(),
            "price", Types.DoubleType.get(),
            "tags", Types.ListType.ofOptional(99, Types.StringType.get())));
    assertThat(lake.items("shop").schema().findType("year")).isEqualTo(Types.LongType.get());
    assertThat(lake.items("shop").schema().findType("price")).isEqualTo(Types.DoubleType.get());

    lake.addItemColumns("shop", Map.of("year", Types.IntegerType.get()));
    assertThat(lake.items("shop").schema().findType("year")).isEqualTo(Types.LongType.get());

    assertThatThrownBy(() -> lake.addItemColumns("shop", Map.of("year", Types.StringType.get())))
        .isInstanceOf(NearfieldException.class)
        .hasMessageContaining("'year'")
        .hasMessageContaining("long")
        .hasMessageContaining("string");
    assertThatThrownBy(() -> lake.addItemColumns("shop", Map.of("Year", Types.LongType.get())))
        .isInstanceOf(NearfieldException.class)
        .hasMessageContaining("'Year'")
        .hasMessageContaining("'year'");
  }

  @Test
  void aRefusedColumnAddsNoneOfTheOthers() {
    lake.addItemColumns("shop", Map.of("year", Types.LongType.get()));
    assertThatThrownBy(
            () ->
                lake.addItemColumns(
                    "shop", Map.of("fresh", Types.LongType.get(), "year", Types.BooleanType.get())))
        .isInstanceOf(NearfieldException.class);
    assertThat(lake.items("shop").schema().findField("fresh")).isNull();
  }

  @Test
  void columnsAddedAtOnceAreAllThere() throws Exception {
    lake.items("shop");
    atOnce(
        6,
        i -> {
          lake.addItemColumns("shop", Map.<String, Type>of("c" + i, Types.LongType.get()));
          return i;
        });
    assertThat(lake.itemAttributes("shop").keySet())
        .containsExactlyInAnyOrder("c0", "c1", "c2", "c3", "c4", "c5");
  }

  @Test
  void attributesNamedLikeTheTablesOwnColumnsArePrefixed() {
    assertThat(Lake.itemColumn("price")).isEqualTo("price");
    assertThat(Lake.itemColumn("text")).isEqualTo("user_text");
    assertThat(Lake.itemColumn("Text")).isEqualTo("user_Text");
    assertThat(Lake.itemColumn("user_text")).isEqualTo("user_user_text");
    assertThat(Lake.itemColumn("user_name")).isEqualTo("user_name");
    lake.addItemColumns(
        "shop",
        Map.of(
            Lake.itemColumn("text"), Types.LongType.get(),
            Lake.itemColumn("user_text"), Types.DateType.get(),
            Lake.itemColumn("user_name"), Types.StringType.get()));
    assertThat(lake.itemAttributes("shop"))
        .containsOnly(
            Map.entry("text", AttributeType.LONG),
            Map.entry("user_text", AttributeType.DATE),
            Map.entry("user_name", AttributeType.STRING));
  }

  @Test
  void featureSetsAreDescribedInTheirTable() {
    FeatureSet titles =
        new FeatureSet(
            "shop", "titles", Metric.COSINE, new ModelIdentity("m", "ab12", 384), "minilm");
    assertThat(lake.createFeatureSet(titles)).isEqualTo(titles);
    assertThat(lake.createFeatureSet(titles)).isEqualTo(titles);
    FeatureSet imported = LakeFixture.featureSet("shop", "raw", Metric.DOT, 3);
    lake.createFeatureSet(imported);
    try (Lake second = another()) {
      assertThat(second.featureSet("shop", "titles")).contains(titles);
      assertThat(second.featureSets("shop")).containsExactly(imported, titles);
    }
    assertThat(lake.table("shop", Lake.featureTable("titles")).schema().columns())
        .extracting(Types.NestedField::name)
        .containsExactly(
            "feature_id",
            "entity_id",
            "item_id",
            "vector",
            "content_hash",
            "model_hash",
            "embedded_at");
    assertThatThrownBy(() -> lake.requireFeatureSet("shop", "nope"))
        .isInstanceOf(NearfieldException.class)
        .hasMessageContaining("raw, titles");
  }

  @Test
  void aFeatureSetOfAnotherModelIsNotMixedIn() {
    FeatureSet first =
        new FeatureSet("shop", "t", Metric.COSINE, new ModelIdentity("a", "a1", 4), "a");
    FeatureSet other =
        new FeatureSet("shop", "t", Metric.COSINE, new ModelIdentity("b", "b1", 4), "b");
    lake.createFeatureSet(first);
    assertThatThrownBy(() -> lake.createFeatureSet(other))
        .isInstanceOf(IncompatibleException.class)
        .hasMessageContaining("a@a1")
        .hasMessageContaining("b@b1");
    assertThatThrownBy(
            () ->
                lake.createFeatureSet(new FeatureSet("shop", "t", Metric.DOT, first.model(), "a")))
        .isInstanceOf(IncompatibleException.class)
        .hasMessageContaining("COSINE");
    lake.updateFeatureSet(other);
    assertThat(lake.requireFeatureSet("shop", "t")).isEqualTo(other);
  }

  @Test
  void theJournalKeepsEverythingThatManyAppend() throws Exception {
    int writers = 6;
    int each = 5;
    atOnce(
        writers,
        w -> {
          try (Lake mine = another()) {
            for (int i = 0; i < each; i++) {
              mine.append("shop", List.of(letter("w" + w + "-" + i), letter("x" + w + "-" + i)));
            }
          }
          return w;
        });
    assertThat(lake.deadLetters("shop"))
        .extracting(DeadLetter::source)
        .doesNotHaveDuplicates()
        .hasSize(writers * each * 2);
  }

  @Test
  void whatIsAppendedIsReadBackInOrder() {
    assertThat(lake.deadLetters("shop")).isEmpty();
    assertThat(lake.runs("shop")).isEmpty();
    lake.append("shop", List.of());
    assertThat(lake.exists("shop", "dead_letters")).isFalse();

    DeadLetter letter =
        new DeadLetter(
            "ingest", "a.jsonl:3", null, "malformed-json", "bad", 1, Instant.ofEpochSecond(7));
    lake.append("shop", List.of(letter));
    assertThat(lake.deadLetters("shop")).containsExactly(letter);

    Run later = run("b", 20, "FAILED", "why");
    Run earlier = run("a", 10, "SUCCEEDED", null);
    lake.append("shop", later);
    lake.append("shop", earlier);
    assertThat(lake.runs("shop")).containsExactly(earlier, later);
  }

  @Test
  void anUnknownIndexNamesTheKnownOnes() {
    assertThatThrownBy(() -> lake.resolveIndex("idx", null))
        .isInstanceOf(NearfieldException.class)
        .hasMessageContaining("nearfield build");
    lake.createIndex(new IndexRef("shop", "titles"), Map.of());
    lake.createIndex(new IndexRef("books", "titles"), Map.of());
    lake.createIndex(new IndexRef("books", "covers"), Map.of());

    assertThat(lake.resolveIndex("covers", null)).isEqualTo(new IndexRef("books", "covers"));
    assertThat(lake.resolveIndex("shop.titles", null)).isEqualTo(new IndexRef("shop", "titles"));
    assertThat(lake.resolveIndex("titles", "books")).isEqualTo(new IndexRef("books", "titles"));
    assertThatThrownBy(() -> lake.resolveIndex("titles", null))
        .isInstanceOf(NearfieldException.class)
        .hasMessageContaining("books.titles, shop.titles");
    assertThatThrownBy(() -> lake.index(new IndexRef("shop", "nope")))
        .isInstanceOf(NearfieldException.class)
        .hasMessageContaining("'shop.nope'")
        .hasMessageContaining("books.covers, books.titles, shop.titles");
  }

  private static DeadLetter letter(String source) {
    return new DeadLetter("ingest", source, "id", "r", "m", 1, Instant.ofEpochSecond(1));
  }

  private static Run run(String id, long second, String state, String message) {
    return new Run(
        id,
        "ingest",
        "items",
        state,
        Map.of("path", "/a"),
        Map.of("in", 3.0, "refused", 1.0),
        message,
        Instant.ofEpochSecond(second),
        Instant.ofEpochSecond(second + 1));
  }

  interface Work<T> {
    T run(int number) throws Exception;
  }

  static <T> List<T> atOnce(int threads, Work<T> work) throws Exception {
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try {
      List<Callable<T>> calls =
          IntStream.range(0, threads).<Callable<T>>mapToObj(i -> () -> work.run(i)).toList();
      List<T> results = new ArrayList<>();
      for (Future<T> future : pool.invokeAll(calls)) {
        results.add(future.get());
      }
      return results;
    } finally {
      pool.shutdownNow();
    }
  }
}
