package io.nearfield.jobs.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.parser.OpenAPIV3Parser;
import io.swagger.v3.parser.core.models.ParseOptions;
import io.swagger.v3.parser.core.models.SwaggerParseResult;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The document says what there is, in words that others' tools understand. */
class OpenApiTest {

  private static OpenShop shop;
  private static String document;

  @BeforeAll
  static void open(@TempDir Path folder) {
    shop = new OpenShop(folder, DoorOptions.local());
    document =
        new String(shop.http().get("/openapi.json").response().body(), StandardCharsets.UTF_8);
  }

  @AfterAll
  static void close() {
    shop.close();
  }

  private static OpenAPI parsed() {
    ParseOptions options = new ParseOptions();
    options.setResolve(true);
    SwaggerParseResult result = new OpenAPIV3Parser().readContents(document, null, options);
    assertThat(result.getMessages()).isEmpty();
    return result.getOpenAPI();
  }

  @Test
  void aPublicParserFindsNothingWrong() {
    OpenAPI api = parsed();
    assertThat(api.getOpenapi()).isEqualTo("3.1.0");
    assertThat(api.getPaths().size()).isGreaterThan(15);
  }

  @Test
  void everyOperationHasAnIdASummaryAndAnswers() {
    Set<String> ids = new HashSet<>();
    parsed()
        .getPaths()
        .forEach(
            (path, item) -> {
              for (Operation operation : item.readOperations()) {
                assertThat(ids.add(operation.getOperationId())).as(path).isTrue();
                assertThat(operation.getSummary()).as(path).isNotBlank();
                assertThat(operation.getResponses()).as(path).containsKey("default");
              }
            });
  }

  @Test
  void everyReferenceLeadsSomewhere() throws Exception {
    JsonNode tree = Json.mapper().readTree(document);
    for (JsonNode ref : tree.findValues("$ref")) {
      assertThat(tree.at(ref.asText().substring(1)).isMissingNode()).as(ref.asText()).isFalse();
    }
  }

  @Test
  void everyRouteIsInItWithItsParameters() throws Exception {
    JsonNode paths = Json.mapper().readTree(document).path("paths");
    int operations = 0;
    for (Route route : shop.routes()) {
      JsonNode operation =
          paths.path(route.template()).path(route.method().toLowerCase(Locale.ROOT));
      assertThat(operation.isObject()).as(route.method() + " " + route.template()).isTrue();
      assertThat(operation.path("parameters"))
          .as(route.template())
          .hasSize(route.pathParameters().size() + route.query().size());
      operations++;
    }
    int told = 0;
    for (JsonNode path : paths) {
      told += path.size();
    }
    assertThat(told).isEqualTo(operations).isGreaterThan(25);
  }

  @Test
  void anAnswerIsWhatItsSchemaSays() throws Exception {
    JsonNode schemas = Json.mapper().readTree(document).at("/components/schemas");
    JsonNode answer = shop.http().lookUp("{\"text\": \"thing number 1\"}").json();
    JsonNode described = schemas.path("ShownAnswer").path("properties");
    Set<String> told = new HashSet<>();
    answer.fieldNames().forEachRemaining(told::add);
    Set<String> known = new HashSet<>();
    described.fieldNames().forEachRemaining(known::add);
    assertThat(told).isEqualTo(known);
  }
}
