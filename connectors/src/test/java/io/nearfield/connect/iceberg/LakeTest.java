package io.nearfield.connect.iceberg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nearfield.connect.api.IndexRef;
import io.nearfield.connect.api.NearfieldException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.Table;
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
  void aMissingTableNamesThoseThatAreThere() {
    lake.ensureDataset("shop");
    assertThatThrownBy(() -> lake.table("shop", "items"))
        .isInstanceOf(NearfieldException.class)
        .hasMessageContaining("'items'")
        .hasMessageContaining("nearfield ingest");
    lake.items("shop");
    assertThatThrownBy(() -> lake.table("shop", "features_titles"))
        .isInstanceOf(NearfieldException.class)
        .hasMessageContaining("'features_titles'")
        .hasMessageEndingWith("the dataset has items");
    assertThatThrownBy(() -> lake.table("nope", "items"))
        .isInstanceOf(NearfieldException.class)
        .hasMessageContaining("'nope'");
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
        AtOnce.run(
            6,
            i -> {
              try (Lake mine = Lake.open(fresh)) {
                return mine.items("shop").uuid().toString();
              }
            });
    assertThat(locations).hasSize(6).containsOnly(locations.get(0));
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
}
