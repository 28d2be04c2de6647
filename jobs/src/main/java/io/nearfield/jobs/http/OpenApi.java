package io.nearfield.jobs.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.victools.jsonschema.generator.Option;
import com.github.victools.jsonschema.generator.OptionPreset;
import com.github.victools.jsonschema.generator.SchemaBuilder;
import com.github.victools.jsonschema.generator.SchemaGenerator;
import com.github.victools.jsonschema.generator.SchemaGeneratorConfigBuilder;
import com.github.victools.jsonschema.generator.SchemaVersion;
import java.lang.reflect.Type;
import java.util.List;
import java.util.Locale;

/**
 * The OpenAPI 3.1 document of some routes. Addresses and parameters come from the routes, schemas
 * from the records that they take and give: there is no second description to keep in step.
 */
public final class OpenApi {

  private static final String JSON = "application/json";
  private static final String BEARER = "token";

  private final SchemaBuilder schemas;

  private OpenApi() {
    SchemaGeneratorConfigBuilder config =
        new SchemaGeneratorConfigBuilder(
                Json.mapper(), SchemaVersion.DRAFT_2020_12, OptionPreset.PLAIN_JSON)
            .with(
                Option.DEFINITIONS_FOR_ALL_OBJECTS,
                Option.PLAIN_DEFINITION_KEYS,
                Option.MAP_VALUES_AS_ADDITIONAL_PROPERTIES,
                Option.NULLABLE_FIELDS_BY_DEFAULT,
                Option.EXTRA_OPEN_API_FORMAT_VALUES)
            .without(Option.SCHEMA_VERSION_INDICATOR);
    config.forFields().withNullableCheck(field -> !field.getType().getErasedType().isPrimitive());
    this.schemas = new SchemaGenerator(config.build()).buildMultipleSchemaDefinitions();
  }

  /** The document. */
  public static ObjectNode document(List<Route> routes) {
    return new OpenApi().of(routes);
  }

  private ObjectNode of(List<Route> routes) {
    ObjectNode document = Json.mapper().createObjectNode().put("openapi", "3.1.0");
    document
        .putObject("info")
        .put("title", "Nearfield")
        .put(
            "description",
            "Embeddings and their nearest-neighbour index inside your own data lake.")
        .put("version", "1")
        .putObject("license")
        .put("name", "Apache-2.0")
        .put("identifier", "Apache-2.0");
    document.putArray("servers").addObject().put("url", "/");
    ObjectNode paths = document.putObject("paths");
    for (Route route : routes) {
      ObjectNode path =
          paths.has(route.template())
              ? (ObjectNode) paths.get(route.template())
              : paths.putObject(route.template());
      path.set(route.method().toLowerCase(Locale.ROOT), operation(route));
    }
    JsonNode error = schemas.createSchemaReference(ErrorBody.class);
    ObjectNode components = document.putObject("components");
    components
        .putObject("responses")
        .putObject("Error")
        .put("description", "Why there is no answer")
        .putObject("content")
        .putObject(JSON)
        .set("schema", error);
    components
        .putObject("securitySchemes")
        .putObject(BEARER)
        .put("type", "http")
        .put("scheme", "bearer");
    components.set("schemas", schemas.collectDefinitions("components/schemas"));
    return document;
  }

  private ObjectNode operation(Route route) {
    Route.Doc doc = route.doc();
    ObjectNode operation =
        Json.mapper().createObjectNode().put("operationId", doc.id()).put("summary", doc.summary());
    ArrayNode parameters = Json.mapper().createArrayNode();
    for (String name : route.pathParameters()) {
      parameter(parameters, name, "path", "string").put("required", true);
    }
    for (Parameter one : route.query()) {
      parameter(parameters, one.name(), "query", one.kind().schema())
          .put("description", one.meaning());
    }
    if (!parameters.isEmpty()) {
      operation.set("parameters", parameters);
    }
    if (doc.body() != null) {
      ObjectNode body = operation.putObject("requestBody").put("required", true);
      ObjectNode content = body.putObject("content");
      String type = route.intake() == Route.Intake.LINES ? "application/x-ndjson" : JSON;
      content.putObject(type).set("schema", schema(doc.body(), false));
      if (route.intake() == Route.Intake.UPLOAD) {
        content.putObject("multipart/form-data").set("schema", form(doc.body()));
      }
    }
    ObjectNode responses = operation.putObject("responses");
    ObjectNode good =
        responses.putObject(Integer.toString(doc.status())).put("description", "Done");
    if (doc.answer() != null) {
      good.putObject("content")
          .putObject(doc.mediaType())
          .set("schema", schema(doc.answer(), doc.ofMany()));
    } else if (doc.status() != 204) {
      good.putObject("content").putObject(doc.mediaType());
    }
    responses.putObject("default").put("$ref", "#/components/responses/Error");
    ArrayNode security = operation.putArray("security");
    if (route.access() == Route.Access.TOKEN) {
      security.addObject().putArray(BEARER);
    }
    security.addObject(); // nothing is needed where no token is set
    return operation;
  }

  private static ObjectNode parameter(ArrayNode parameters, String name, String in, String type) {
    ObjectNode parameter = parameters.addObject().put("name", name).put("in", in);
    parameter.putObject("schema").put("type", type);
    return parameter;
  }

  private JsonNode schema(Type type, boolean many) {
    JsonNode one = schemas.createSchemaReference(type);
    if (!many) {
      return one;
    }
    ObjectNode list = Json.mapper().createObjectNode().put("type", "array");
    list.set("items", one);
    return list;
  }

  private ObjectNode form(Type body) {
    ObjectNode form = Json.mapper().createObjectNode().put("type", "object");
    ObjectNode properties = form.putObject("properties");
    properties.set("lookup", schema(body, false));
    properties
        .putObject("file")
        .put("type", "string")
        .put("contentMediaType", "application/octet-stream")
        .put("description", "A picture or a document");
    form.putArray("required").add("file");
    return form;
  }
}
