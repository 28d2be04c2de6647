package io.nearfield.connect.feature;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.nearfield.connect.api.Names;
import io.nearfield.connect.api.VectorRules.Refused;
import java.util.ArrayList;
import java.util.List;

/**
 * One vector out of a line of JSON, or why it is none.
 *
 * <pre>
 * {"id": "a", "vector": [0.1, 0.2]}
 * {"id": "a", "features": [{"featureSetId": "titles", "value": [0.1, 0.2]}]}
 * </pre>
 *
 * The second form is what an export writes. The id may be called {@code id}, {@code entity_id} or
 * {@code entityId}; the vector {@code vector}, {@code value}, {@code values} or {@code embedding};
 * {@code item_id} or {@code itemId} is the item that an annotation belongs to.
 *
 * @param entityId null if it could not be read
 * @param itemId null if the line does not say
 * @param vector null if {@code refused} is not
 */
@SuppressWarnings("ArrayRecordComponent") // a row in transit, never compared
public record VectorLine(String entityId, String itemId, float[] vector, Refused refused) {

  private static final JsonMapper JSON =
      JsonMapper.builder()
          // NaN is told apart from what is no JSON at all.
          .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private static final List<String> IDS = List.of("entity_id", "entityId", "id");
  private static final List<String> ITEMS = List.of("item_id", "itemId");
  private static final List<String> VECTORS = List.of("vector", "value", "values", "embedding");

  /**
   * The vectors of a line: one, or several if an item of an export has annotations.
   *
   * @param featureSet which of an item's features are meant
   */
  public static List<VectorLine> parse(String line, String featureSet) {
    JsonNode json;
    try {
      json = JSON.readTree(line);
    } catch (JsonProcessingException e) {
      return List.of(refused(null, "malformed-json", "Not JSON: " + e.getOriginalMessage()));
    }
    if (json == null || !json.isObject()) {
      return List.of(refused(null, "malformed-json", "Not a JSON object"));
    }
    String id = text(json, IDS);
    if (!json.path("features").isArray()) {
      return List.of(vector(json, id, text(json, ITEMS)));
    }
    List<VectorLine> lines = new ArrayList<>();
    for (JsonNode feature : json.path("features")) {
      if (feature.path("featureSetId").asText().equals(featureSet)) {
        String entity = text(feature, List.of("entityId", "entity_id"));
        lines.add(vector(feature, entity == null ? id : entity, entity == null ? null : id));
      }
    }
    return lines;
  }

  /** Numbers in brackets, such as {@code [0.1, 0.2]}. */
  public static VectorLine ofNumbers(String entityId, String itemId, String numbers) {
    try {
      return checked(entityId, itemId, JSON.readTree(numbers));
    } catch (JsonProcessingException e) {
      return refused(entityId, "malformed-json", "Not JSON: " + e.getOriginalMessage());
    }
  }

  private static VectorLine vector(JsonNode json, String entityId, String itemId) {
    for (String name : VECTORS) {
      if (json.has(name)) {
        return checked(entityId, itemId, json.get(name));
      }
    }
    return refused(
        entityId, "missing-vector", "No vector: there is none of " + String.join(", ", VECTORS));
  }

  private static VectorLine checked(String entityId, String itemId, JsonNode numbers) {
    if (entityId == null) {
      return refused(null, "missing-id", "No id: there is none of " + String.join(", ", IDS));
    }
    try {
      Names.checkEntityId(entityId);
    } catch (IllegalArgumentException e) {
      return refused(null, "bad-id", e.getMessage());
    }
    if (!numbers.isArray()) {
      return refused(entityId, "malformed-vector", "The vector is no array of numbers");
    }
    float[] vector = new float[numbers.size()];
    for (int i = 0; i < vector.length; i++) {
      if (!numbers.get(i).isNumber()) {
        return refused(
            entityId,
            "malformed-vector",
            "Number " + i + " of the vector is " + shortened(numbers.get(i).toString()));
      }
      vector[i] = (float) numbers.get(i).asDouble();
    }
    return new VectorLine(entityId, itemId, vector, null);
  }

  private static String text(JsonNode json, List<String> names) {
    for (String name : names) {
      JsonNode value = json.get(name);
      if (value != null && value.isValueNode() && !value.isNull()) {
        return value.asText();
      }
    }
    return null;
  }

  private static String shortened(String value) {
    return value.length() <= 40 ? value : value.substring(0, 40) + "...";
  }

  private static VectorLine refused(String entityId, String reason, String message) {
    return new VectorLine(entityId, null, null, new Refused(reason, message));
  }
}
