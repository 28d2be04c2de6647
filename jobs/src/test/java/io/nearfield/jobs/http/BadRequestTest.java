package io.nearfield.jobs.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.nearfield.jobs.http.Asking.Told;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is refused, and what its sender is told. */
class BadRequestTest {

  private static OpenShop shop;
  private static Asking http;

  @BeforeAll
  static void open(@TempDir Path folder) {
    shop = new OpenShop(folder, DoorOptions.local());
    http = shop.http();
  }

  @AfterAll
  static void close() {
    shop.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "{\"text\": \"x\"            | malformed_json | not JSON",
        "[1, 2]                      | malformed_json | JSON object",
        "~~                          | malformed_json | JSON object",
        "{\"text\": \"x\"} trailing  | malformed_json | not JSON",
        "{\"k\": 1, \"k\": 2}        | malformed_json | Duplicate field",
        "{\"txt\": \"x\"}            | unknown_field  | did you mean 'text'?",
        "{\"text\": \"x\", \"fliter\": \"a\"} | unknown_field | did you mean 'filter'?",
        "{\"text\": 5}               | invalid_lookup | field 'text'",
        "{\"vector\": [1, \"a\"]}    | invalid_lookup | vector[1]",
        "{\"vector\": \"abc\"}       | invalid_lookup | 'vector'",
        "{}                          | invalid_lookup | exactly one of",
        "{\"text\": \"x\", \"id\": \"y\"} | invalid_lookup | exactly one of",
        "{\"text\": \"x\", \"k\": 0} | invalid_lookup | k must be from 1 to 10000",
        "{\"text\": \"x\", \"k\": 10001} | limit_exceeded | at most 10000",
        "{\"text\": \"x\", \"k\": 1.5} | invalid_lookup | field 'k'",
        "{\"text\": \"x\", \"page\": -1} | invalid_lookup | field 'page'",
        "{\"text\": \"x\", \"page\": 5000, \"pageSize\": 10} | invalid_lookup | page",
        "{\"text\": \"x\", \"radius\": {\"$lte\": \"far\"}} | invalid_lookup | radius",
        "{\"text\": \"x\", \"radius\": {\"$lse\": 1}} | invalid_lookup | did you mean",
        "{\"text\": \"x\", \"order\": \"nearst\"} | invalid_lookup | did you mean 'nearest'",
        "{\"text\": \"x\", \"filter\": \"price <\"} | invalid_request | price <",
        "{\"text\": \"x\", \"filter\": \"prize < 5\"} | invalid_request | price",
        "{\"text\": \"x\", \"filter\": \"price < 'a'\"} | invalid_request | price",
        "{\"text\": \"  \"}          | invalid_lookup | blank",
        "{\"image\": \"%%%\"}        | invalid_lookup | base64",
      })
  void saysWhatIsWrongWithALookup(String body, String code, String says) {
    Told told = http.lookUp(body == null ? "" : body);
    assertThat(told.status()).as(told.message()).isEqualTo(400);
    assertThat(told.code()).isEqualTo(code);
    assertThat(told.message()).startsWith("Cannot ").contains(says).doesNotContain("\n");
  }

  @Test
  void namesTheFieldToBlame() {
    assertThat(http.lookUp("{\"txt\": \"x\"}").json().at("/error/field").asText()).isEqualTo("txt");
    assertThat(http.lookUp("{\"text\": 5}").json().at("/error/field").asText()).isEqualTo("text");
  }

  @Test
  void refusesVectorsThatDoNotFit() {
    Told told = http.lookUp("{\"vector\": [1, 2, 3]}");
    assertThat(told.status()).isEqualTo(422);
    assertThat(told.code()).isEqualTo("incompatible");
    assertThat(told.message()).contains("dimension 3").contains("dimension 8");
  }

  @Test
  void refusesContentThatTheModelDoesNotTake() {
    Told told = http.lookUp("{\"image\": \"aGVsbG8=\"}");
    assertThat(told.status()).isEqualTo(422);
  }

  @Test
  void refusesAVectorBeyondTheLimit() {
    String vector = "1,".repeat(70_000) + "1";
    Told told = http.lookUp("{\"vector\": [" + vector + "]}");
    assertThat(told.status()).isEqualTo(400);
    assertThat(told.code()).isIn("limit_exceeded", "invalid_lookup");
    assertThat(told.json().at("/error/field").asText()).isEqualTo("vector");
  }

  @Test
  void refusesDeepNesting() {
    Told told = http.lookUp("{\"filter\": " + "[".repeat(5_000) + "]".repeat(5_000) + "}");
    assertThat(told.status()).isEqualTo(400);
    assertThat(told.code()).isEqualTo("malformed_json");
  }

  @Test
  void refusesOtherMediaTypes() {
    Told told =
        http.method(
            "POST",
            "/api/v1/datasets/shop/indexes/things/lookups",
            "{\"text\": \"x\"}".getBytes(StandardCharsets.UTF_8),
            "Content-Type",
            "text/plain");
    assertThat(told.status()).isEqualTo(415);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/api/v1/datasets/..%2f..%2fetc/items",
        "/api/v1/datasets/shop/items/..%2f..%2f..%2fetc%2fpasswd/content",
        "/api/v1/datasets/shop/items/%2e%2e",
        "/../../etc/passwd",
        "/js/..%2f..%2fsecret.js",
        "/%2e%2e/%2e%2e/etc/passwd",
        "/index.html%00.js",
        "/api/v1/datasets/%ff",
        "/api/v1/datasets/shop/items/%zz",
      })
  void noPathLeadsElsewhere(String path) throws Exception {
    String told =
        RawRequest.exchange(
            shop.address(),
            "GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n");
    assertThat(told).matches("(?s)HTTP/1.1 40[0-9] .*");
    assertThat(told).contains("{\"error\":{\"code\":\"").doesNotContain("root:");
  }

  @ParameterizedTest
  @CsvSource({
    "/api/v1/datasets/shop/items?pagesize=3, unknown_parameter",
    "/api/v1/datasets/shop/items?pageSize=0, invalid_parameter",
    "/api/v1/datasets/shop/items?pageSize=x, invalid_parameter",
    "/api/v1/datasets/shop/items?page=1&page=2, repeated_parameter",
    "/api/v1/datasets/shop/items?filter=prize%3D1, invalid_request",
    "/api/v1/datasets/shop/items/thing-1/thumbnail?size=99999, invalid_parameter",
    "/api/v1/datasets/9shop, invalid_request",
  })
  void checksParameters(String path, String code) {
    Told told = http.get(path);
    assertThat(told.status()).isEqualTo(400);
    assertThat(told.code()).isEqualTo(code);
  }

  @Test
  void saysTheNearestParameter() {
    assertThat(http.get("/api/v1/datasets/shop/items?pagesize=3").message())
        .contains("did you mean 'pageSize'?");
  }

  @Test
  void everyErrorHasTheHeadersThatEveryAnswerHas() {
    Told told = http.lookUp("{");
    assertThat(told.header("Content-Type")).isEqualTo("application/json");
    assertThat(told.header("X-Content-Type-Options")).isEqualTo("nosniff");
    assertThat(told.header("Cache-Control")).isEqualTo("no-store");
    assertThat(told.header("Server")).isNull();
    assertThat(told.header("Access-Control-Allow-Origin")).isNull();
  }
}
