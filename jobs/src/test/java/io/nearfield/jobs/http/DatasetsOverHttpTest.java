package io.nearfield.jobs.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.nearfield.connect.iceberg.Lake;
import io.nearfield.connect.iceberg.LakeFixture;
import io.nearfield.connect.iceberg.LakeOptions;
import io.nearfield.jobs.http.Asking.Told;
import io.nearfield.jobs.http.endpoint.LakeRoutes;
import io.nearfield.jobs.http.endpoint.ServiceOptions;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a warehouse shows over HTTP. */
class DatasetsOverHttpTest {

  private static Lake lake;
  private static LakeRoutes routes;
  private static Asking http;

  @BeforeAll
  static void open(@TempDir Path folder) {
    lake = Lake.open(LakeOptions.of(folder.toString()));
    ToyShop.fill(lake);
    DoorOptions door = DoorOptions.local();
    routes =
        LakeRoutes.open(lake, door, ServiceOptions.of(door.limits(), location -> ToyShop.model()));
    http = new Asking(routes.address());
  }

  @AfterAll
  static void close() {
    routes.close();
    lake.close();
  }

  @Test
  void showsDatasetsWithWhatTheyHold() {
    JsonNode one = http.get("/api/v1/datasets").json().get(0);
    assertThat(one.path("name").asText()).isEqualTo("shop");
    assertThat(one.path("items").asLong()).isEqualTo(ToyShop.COUNT);
    assertThat(one.path("indexes").get(0).asText()).isEqualTo("things");
    assertThat(one.path("featureSets").get(0).asText()).isEqualTo("words");
    assertThat(http.get("/api/v1/datasets/shop").json().path("attributes").toString())
        .contains("{\"name\":\"price\",\"type\":\"DOUBLE\"}");
  }

  @Test
  void showsAnIndexAsItServes() {
    JsonNode index = http.get("/api/v1/datasets/shop/indexes/things").json();
    assertThat(index.path("activeGeneration").asLong()).isEqualTo(1);
    assertThat(index.path("dimension").asInt()).isEqualTo(ToyShop.DIMENSION);
    assertThat(index.path("metric").asText()).isEqualTo("cosine");
    assertThat(index.path("prompts").toString()).isEqualTo("{\"text\":true,\"image\":false}");
    assertThat(index.path("recall").path("value").asDouble()).isEqualTo(1.0);
    assertThat(index.path("filterColumns")).hasSize(2);
    JsonNode generation =
        http.get("/api/v1/datasets/shop/indexes/things/generations").json().get(0);
    assertThat(generation.path("state").asText()).isEqualTo("ACTIVE");
    assertThat(generation.path("spec").asText()).isEqualTo("IVF8,Flat");
  }

  @Test
  void looksUpByTextWithWhatTheItemsSay() {
    Told told = http.lookUp("{\"text\": \"thing number 42\", \"k\": 3}");
    assertThat(told.status()).isEqualTo(200);
    JsonNode answer = told.json();
    assertThat(answer.path("generation").asLong()).isEqualTo(1);
    assertThat(answer.path("complete").asBoolean()).isTrue();
    assertThat(answer.path("neighbours")).hasSize(3);
    JsonNode nearest = answer.path("neighbours").get(0);
    assertThat(nearest.path("id").asText()).isEqualTo("thing-42");
    assertThat(nearest.path("distance").asDouble()).isLessThan(1e-5);
    assertThat(nearest.path("attributes").path("lang").asText()).isEqualTo("de");
    assertThat(nearest.path("item").path("text").asText()).isEqualTo("thing number 42");
  }

  @Test
  void leavesItemsOutAndExplainsWhereAsked() {
    Told told =
        http.post(
            "/api/v1/datasets/shop/indexes/things/lookups?bare=true&explain=true",
            "{\"id\": \"thing-1\", \"filter\": \"price < 10\"}");
    assertThat(told.json().path("neighbours").get(0).path("item").isNull()).isTrue();
    assertThat(told.json().path("explanation").path("nprobe").asInt()).isEqualTo(4);
    assertThat(told.json().path("explanation").path("filter").asText()).isEqualTo("price < 10");
    assertThat(told.json().path("neighbours"))
        .allSatisfy(one -> assertThat(one.at("/attributes/price").asDouble()).isLessThan(10));
  }

  @Test
  void answersForEachOfSeveralEntities() {
    JsonNode told =
        http.lookUp("{\"ids\": [\"thing-1\", \"thing-2\"], \"combine\": \"each\", \"k\": 2}")
            .json();
    assertThat(told.path("answers").path("thing-2").path("neighbours")).hasSize(2);
  }

  @Test
  void listsItemsPageByPageByIdAndByFilter() {
    JsonNode page = http.get("/api/v1/datasets/shop/items?page=2&pageSize=250").json();
    assertThat(page.path("items")).hasSize(100);
    assertThat(page.path("more").asBoolean()).isFalse();
    assertThat(page.path("total").asLong()).isEqualTo(600);
    assertThat(
            http.get("/api/v1/datasets/shop/items?ids=thing-5,none,thing-3").json().path("items"))
        .extracting(one -> one.path("id").asText())
        .containsExactly("thing-5", "thing-3");
    assertThat(http.get("/api/v1/datasets/shop/items?filter=price%20%3C%202").json().path("items"))
        .hasSize(4);
  }

  @Test
  void anIdMayHoldAnything() {
    String encoded = Address.encoded(ToyShop.STRANGE_ID);
    Told item = http.get("/api/v1/datasets/shop/items/" + encoded);
    assertThat(item.json().path("id").asText()).isEqualTo(ToyShop.STRANGE_ID);
    Told content = http.get(item.json().path("content").asText());
    assertThat(content.status()).isEqualTo(200);
    assertThat(new String(content.response().body(), StandardCharsets.UTF_8))
        .isEqualTo(ToyShop.text(7));
  }

  @Test
  void scriptInATextStaysText() {
    Told content = http.get("/api/v1/datasets/shop/items/thing-9/content");
    assertThat(content.header("Content-Type")).startsWith("text/plain");
    assertThat(content.header("X-Content-Type-Options")).isEqualTo("nosniff");
    assertThat(content.header("Content-Security-Policy")).contains("sandbox");
  }

  @Test
  void makesDescribesAndDeletesFeatureSets() {
    String all = "/api/v1/datasets/shop/feature-sets";
    Told made = http.post(all, "{\"name\": \"mine\", \"dimension\": 3, \"metric\": \"dot\"}");
    assertThat(made.status()).isEqualTo(201);
    assertThat(made.json().path("metric").asText()).isEqualTo("dot");
    Told described =
        http.method(
            "PATCH",
            all + "/mine",
            "{\"setType\": \"clip\"}".getBytes(StandardCharsets.UTF_8),
            "Content-Type",
            "application/json");
    assertThat(described.json().path("setType").asText()).isEqualTo("clip");
    assertThat(http.method("DELETE", all + "/mine?files=remove", new byte[0]).status())
        .isEqualTo(204);
    assertThat(http.get(all + "/mine").status()).isEqualTo(404);
    assertThat(http.method("DELETE", all + "/words", new byte[0]).code()).isEqualTo("in_use");
  }

  @Test
  void searchesInSavedViews() {
    String views = "/api/v1/datasets/shop/views";
    assertThat(
            http.post(views, "{\"name\": \"few\", \"ids\": [\"thing-3\", \"thing-4\"]}").status())
        .isEqualTo(201);
    assertThat(
            http.post(views, "{\"name\": \"few\", \"ids\": [\"thing-3\", \"thing-4\"]}").status())
        .isEqualTo(200);
    assertThat(http.post(views, "{\"name\": \"few\", \"filter\": \"price < 1\"}").status())
        .isEqualTo(409);
    assertThat(http.post(views, "{\"name\": \"cheap\", \"filter\": \"price < 1\"}").status())
        .isEqualTo(201);
    assertThat(http.get(views).json()).hasSize(2);
    assertThat(http.lookUp("{\"text\": \"x\", \"view\": \"few\"}").json().path("neighbours"))
        .extracting(one -> one.path("id").asText())
        .containsExactlyInAnyOrder("thing-3", "thing-4");
    assertThat(http.lookUp("{\"text\": \"x\", \"view\": \"cheap\"}").json().path("neighbours"))
        .extracting(one -> one.path("id").asText())
        .containsExactlyInAnyOrder("thing-0", "thing-1");
    assertThat(http.lookUp("{\"text\": \"x\", \"view\": \"chep\"}").status()).isEqualTo(404);
    assertThat(http.method("DELETE", views + "/few", new byte[0]).status()).isEqualTo(204);
    assertThat(http.method("DELETE", views + "/few", new byte[0]).status()).isEqualTo(404);
  }

  @Test
  void takesFiltersOfOperatorsAndOverItems() {
    assertThat(
            http.lookUp(
                    "{\"text\": \"x\", \"filter\": {\"price\": {\"$lt\": 2}, \"lang\": \"de\"}}")
                .json()
                .path("neighbours"))
        .extracting(one -> one.path("id").asText())
        .containsExactlyInAnyOrder("thing-0", "thing-2");
    assertThat(
            http.lookUp("{\"text\": \"x\", \"filter\": \"uri = 'memory:12'\"}")
                .json()
                .path("neighbours"))
        .extracting(one -> one.path("id").asText())
        .containsExactly("thing-12");
    Told wrong = http.lookUp("{\"text\": \"x\", \"filter\": {\"price\": {\"$lst\": 2}}}");
    assertThat(wrong.status()).isEqualTo(400);
    assertThat(wrong.message()).contains("$lst").contains("$lt");
  }

  @Test
  void answersADataloopDocument() {
    Told told =
        http.post(
            "/api/v1/query",
            "{\"page\": 0, \"pageSize\": 3, \"resource\": \"items\", \"filter\": {\"$and\":"
                + " [{\"hidden\": false}, {\"type\": \"file\"}]}, \"join\": {\"on\": {\"resource\":"
                + " \"feature_vectors\", \"local\": \"entityId\", \"forigen\": \"id\"}, \"filter\":"
                + " {\"value\": {\"$euclid\": {\"input\": [1, 0, 0, 0, 0, 0, 0, 0],"
                + " \"$euclidSort\": {\"eu_dist\": \"ascending\"}}}, \"featureSetId\": \"words\"}}}");
    assertThat(told.status()).as(told.message()).isEqualTo(200);
    assertThat(told.json().path("items")).hasSize(3);
    assertThat(told.json().at("/items/0").toString()).contains("eu_dist");
    assertThat(http.post("/api/v1/query", "{\"nonsense\": 1}").status()).isBetween(400, 422);
  }

  @Test
  void renamesAndDeletesAnIndex() throws Exception {
    LakeFixture.build(
        lake,
        LakeFixture.Plan.of("spare", lake.requireFeatureSet("shop", "words"), "IVF1,Flat"),
        List.of(new LakeFixture.Entity("thing-1", ToyShop.vector("x"), Map.of())));
    String spare = "/api/v1/datasets/shop/indexes/spare";
    assertThat(http.post(spare + "/lookups", "{\"text\": \"x\"}").status()).isEqualTo(200);
    Told renamed =
        http.method(
            "PATCH",
            spare,
            "{\"name\": \"other\"}".getBytes(StandardCharsets.UTF_8),
            "Content-Type",
            "application/json");
    assertThat(renamed.status()).as(renamed.message()).isEqualTo(200);
    assertThat(renamed.json().path("name").asText()).isEqualTo("other");
    assertThat(http.post(spare + "/lookups", "{\"text\": \"x\"}").status()).isEqualTo(404);
    String other = "/api/v1/datasets/shop/indexes/other";
    assertThat(http.method("DELETE", other + "?files=remove", new byte[0]).status()).isEqualTo(204);
    assertThat(http.get(other).status()).isEqualTo(404);
  }

  @Test
  void saysHowItDoes() {
    assertThat(http.get("/health").json().path("status").asText()).isEqualTo("up");
    assertThat(http.get("/ready").status()).isEqualTo(200);
    http.get("/api/v1/datasets");
    Told metrics = http.get("/metrics");
    assertThat(metrics.header("Content-Type")).startsWith("application/openmetrics-text");
    String text = new String(metrics.response().body(), StandardCharsets.UTF_8);
    assertThat(text)
        .contains("route=\"/api/v1/datasets\"")
        .contains("jvm_memory")
        .endsWith("# EOF\n");
    assertThat(http.method("HEAD", "/health", new byte[0]).status()).isEqualTo(200);
  }

  @Test
  void namesWhatThereIsInsteadOfWhatIsNot() {
    Told dataset = http.get("/api/v1/datasets/shops");
    assertThat(dataset.status()).isEqualTo(404);
    assertThat(dataset.message()).contains("there are shop");
    Told index = http.post("/api/v1/datasets/shop/indexes/thing/lookups", "{\"id\": \"x\"}");
    assertThat(index.status()).isEqualTo(404);
    assertThat(index.message()).contains("shop.things");
    assertThat(http.lookUp("{\"id\": \"nobody\"}").status()).isEqualTo(404);
    Told method = http.method("PUT", "/api/v1/datasets/shop", new byte[0]);
    assertThat(method.status()).isEqualTo(405);
    assertThat(method.header("Allow")).isEqualTo("GET");
    assertThat(http.get("/no/such/page").code()).isEqualTo("not_found");
  }
}
