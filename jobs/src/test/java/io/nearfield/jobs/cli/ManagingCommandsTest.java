package io.nearfield.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.nearfield.connect.api.AttributeType;
import io.nearfield.connect.api.FeatureSet;
import io.nearfield.connect.api.Run;
import io.nearfield.connect.iceberg.Lake;
import io.nearfield.connect.iceberg.LakeFixture;
import io.nearfield.connect.iceberg.LakeFixture.Entity;
import io.nearfield.connect.iceberg.LakeFixture.Plan;
import io.nearfield.connect.iceberg.LakeOptions;
import io.nearfield.index.Metric;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Views, queries, indexes and runs from the command line. */
class ManagingCommandsTest {

  @TempDir Path folder;
  private DoorFixture door;

  @BeforeEach
  void build() {
    Path warehouse = folder.resolve("lake");
    door = new DoorFixture(Map.of("NEARFIELD_WAREHOUSE", warehouse.toString()));
    List<Entity> entities =
        IntStream.range(0, 20)
            .mapToObj(i -> new Entity("p" + i, new float[] {i, 1}, Map.of("price", (double) i)))
            .toList();
    try (Lake lake = Lake.open(LakeOptions.of(warehouse.toString()))) {
      FeatureSet set = LakeFixture.featureSet("shop", "ada", Metric.EUCLIDEAN, 2);
      LakeFixture.writeFeatures(lake, set, entities);
      LakeFixture.writeItems(
          lake,
          "shop",
          Map.of("price", Types.DoubleType.get(), "brand", Types.StringType.get()),
          entities.stream()
              .map(
                  entity ->
                      Map.<String, Object>of(
                          "entity_id",
                          entity.id(),
                          "text",
                          "text of " + entity.id(),
                          "price",
                          entity.attributes().get("price"),
                          "brand",
                          entity.id().endsWith("1") ? "Nike" : "Asics"))
              .toList());
      LakeFixture.build(
          lake,
          Plan.of("products", set, "IVF2,Flat")
              .withFilterColumns(Map.of("price", AttributeType.DOUBLE)),
          entities);
      Instant now = Instant.parse("2026-11-20T10:00:00Z");
      lake.append(
          "shop",
          new Run("r1", "build", "products", "SUCCEEDED", Map.of(), Map.of(), null, now, now));
    }
  }

  private String run(String... arguments) {
    assertThat(door.run(arguments)).as(String.join("\n", door.errorLines())).isZero();
    return door.out();
  }

  private List<String> ids(String... arguments) {
    Matcher ids = Pattern.compile("\"id\":\"(p\\d+)\"").matcher(run(arguments));
    return ids.results().map(found -> found.group(1)).toList();
  }

  private Path file(String name, String content) throws IOException {
    return Files.writeString(folder.resolve(name), content);
  }

  @Test
  void aLookupStaysInItsView() throws IOException {
    run("views", "create", "--dataset", "shop", "--view", "nike", "--filter", "brand = 'Nike'");
    Path chosen = file("ids.txt", "{\"id\": \"p3\", \"rank\": 1}\np4\n\np3\n");
    run("views", "create", "--dataset=shop", "--view=few", "--ids-file", chosen.toString());
    assertThat(ids("search", "--index=products", "--vector=0,1", "-k=9", "--view=nike", "--json"))
        .containsExactly("p1", "p11");
    assertThat(ids("search", "--index=products", "--vector=0,1", "--view=few", "--json"))
        .containsExactly("p3", "p4");
    assertThat(
            ids(
                "search",
                "--index=products",
                "--vector=0,1",
                "-k=3",
                "--json",
                "--filter",
                "{\"brand\": \"Asics\", \"price\": {\"$gt\": 5}}"))
        .containsExactly("p6", "p7", "p8");
    assertThat(run("views", "list", "--dataset=shop"))
        .contains("nike", "brand = 'Nike'", "2 entities");
    assertThat(run("views", "show", "--dataset=shop", "--view=nike")).contains("  p1\n", "  p11\n");
    assertThat(ids("features", "get", "--dataset=shop", "--feature-set=ada", "--view=few"))
        .containsExactly("p3", "p4");
    run("views", "delete", "--dataset=shop", "--view=few");
    assertThat(door.run("search", "--index=products", "--vector=0,1", "--view=few")).isOne();
    assertThat(door.errorLines().get(0)).contains("Cannot find view 'few'").contains("nike");
    assertThat(door.run("views", "create", "--dataset=shop", "--view=x")).isEqualTo(2);
    assertThat(door.run("views", "create", "--dataset=shop", "--view=x", "--filter", "colour = 1"))
        .isEqualTo(2);
    assertThat(door.errorLines().get(0)).contains("no column 'colour'");
  }

  @Test
  void queryDocumentsAreAnsweredAndSavedAsViews() throws IOException {
    Path query =
        file(
            "query.json",
            """
            {"filter": {"metadata.user.price": {"$gte": 10}}, "resource": "items",
             "join": {"on": {"resource": "feature_vectors", "local": "entityId", "forigen": "id"},
                      "filter": {"featureSetId": "ada", "value": {"$euclid":
                        {"input": [0, 1], "$euclidFilter": {"$lt": 13}}}}}}
            """);
    assertThat(ids("query", "--file", query.toString(), "--json"))
        .containsExactly("p10", "p11", "p12");
    assertThat(run("query", "--dataset", "shop", "--file", query.toString()))
        .contains("eu_dist", "text of p10");
    assertThat(door.errorLines().get(0))
        .contains("3 items on page 0 of 3")
        .contains("shop.products");
    run("views", "create", "--dataset=shop", "--view=found", "--query", query.toString());
    assertThat(run("views", "show", "--dataset=shop", "--view=found")).contains("p10", "found by");
    assertThat(door.run("query", "--file", file("bad.json", "{\"fliter\": {}}").toString()))
        .isEqualTo(2);
    assertThat(door.errorLines()).hasSize(1);
    assertThat(door.errorLines().get(0)).contains("did you mean 'filter'?");
    assertThat(door.run("query", "--file", "/not/there")).isOne();
  }

  @Test
  void indexesAreListedByWhatTheyAreAndWhatTheyCan() {
    assertThat(run("indexes", "list", "--prompts", "none", "--json"))
        .contains("\"index\":\"products\"", "\"metric\":\"EUCLIDEAN\"", "\"entries\":20");
    for (String[] other :
        new String[][] {
          {"--prompts", "text"}, {"--metric", "cosine"}, {"--state", "none"},
          {"--entities", "annotation"}, {"--feature-set", "x"}, {"--set-type", "face"}
        }) {
      assertThat(run("indexes", "list", "--json", other[0], other[1])).isEmpty();
    }
    assertThat(run("indexes", "show", "--index", "products"))
        .contains("generation 1 active with 20 vectors", "price double", "index_products");
    assertThat(run("indexes", "show", "--index", "products", "--json"))
        .containsPattern("\"bytes\":[1-9][0-9]{3,}");
  }

  private long files() throws IOException {
    try (Stream<Path> all = Files.walk(folder.resolve("lake/shop"))) {
      return all.filter(Files::isRegularFile)
          .filter(path -> path.toString().contains("_products"))
          .count();
    }
  }

  @Test
  void anIndexIsDeletedByItsRecordConnectedAgainAndDeletedWithItsFiles() throws IOException {
    long before = files();
    String said = run("indexes", "delete", "--index", "products");
    assertThat(files()).isEqualTo(before);
    assertThat(door.run("indexes", "show", "--index", "products")).isOne();
    String back =
        said.lines().filter(line -> line.contains("back with:")).findFirst().orElseThrow();
    String[] command = back.substring(back.indexOf(" indexes ")).strip().split(" ");
    assertThat(run(command)).contains("Connected: index shop.products, generation 1 serves");
    assertThat(ids("search", "--index=products", "--vector=7,1", "-k=1", "--json"))
        .containsExactly("p7");
    run("indexes", "rename", "--index", "products", "--to", "articles");
    assertThat(ids("search", "--index=articles", "--id=p7", "-k=1", "--json")).hasSize(1);
    assertThat(run("indexes", "delete", "--index", "articles", "--with-files", "--json"))
        .containsPattern("\"bytesFreed\":[1-9]");
    assertThat(files()).isZero();
    assertThat(run("features", "show", "--dataset=shop", "--feature-set=ada"))
        .contains("20 vectors");
  }

  @Test
  void runsAndFeatureSetsAreRenamed() {
    run("runs", "rename", "--dataset=shop", "--run=r1", "--to=best");
    assertThat(run("runs", "show", "--dataset=shop", "--run=best")).contains("build of products");
    assertThat(run("runs", "--dataset=shop", "--type=build")).contains("best");
    assertThat(run("runs", "--dataset=shop", "--state=failed", "--json")).isEmpty();
    run("runs", "delete", "--dataset=shop", "--run=best");
    assertThat(door.run("runs", "show", "--dataset=shop", "--run=best")).isOne();
    run("features", "rename", "--dataset=shop", "--feature-set=ada", "--to=titles");
    assertThat(run("indexes", "show", "--index=products")).contains("feature set titles");
    assertThat(run("features", "get", "--dataset=shop", "--feature-set=titles", "--all").lines())
        .hasSize(20);
  }

  @Test
  void semanticIndexesAreKeptWithTheirModels() throws IOException {
    assertThat(
            door.run(
                "semantic",
                "create",
                "--dataset=shop",
                "--name=docs",
                "--feature-set=ada",
                "--model=text=minilm"))
        .isEqualTo(2);
    assertThat(door.errorLines().get(0)).contains("dimension 384, those of feature set 'ada' 2");
    assertThat(
            door.run(
                "semantic",
                "create",
                "--dataset=shop",
                "--name=docs",
                "--feature-set=ada",
                "--model=minilm"))
        .isEqualTo(2);
    assertThat(door.errorLines().get(0)).contains("write KEY=MODEL");
    assertThat(
            door.run("query", "--file", file("like.json", "{\"like\": {\"a\": \"b\"}}").toString()))
        .isEqualTo(2);
    assertThat(door.errorLines().get(0)).contains("'vector_index' is missing");
    assertThat(run("semantic", "list", "--dataset=shop")).isEmpty();
  }
}
