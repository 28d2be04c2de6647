package io.nearfield.spark.ingest;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.Collection;

/** One JSON object, read strictly: one value, no key twice, nothing after it. */
final class JsonRecord {

  private static final int MAX_STRING = 256 << 20;

  static final ObjectMapper MAPPER = mapper();

  private static final ObjectReader READER =
      MAPPER.readerFor(JsonNode.class).with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private JsonRecord() {}

  private static ObjectMapper mapper() {
    JsonFactory factory =
        JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .streamReadConstraints(
                StreamReadConstraints.builder().maxStringLength(MAX_STRING).build())
            .build();
    return new ObjectMapper(factory)
        .setNodeFactory(JsonNodeFactory.withExactBigDecimals(true))
        .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
        .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS);
  }

  /** A line is either an object or a refusal. */
  record Parsed(ObjectNode object, Refusal refusal) {}

  static Parsed parse(String json) {
    try {
      return object(READER.readValue(json));
    } catch (IOException e) {
      return new Parsed(null, malformed(e));
    }
  }

  static Parsed object(JsonNode value) {
    if (value instanceof ObjectNode object) {
      return new Parsed(object, null);
    }
    String kind =
        value == null ? "nothing" : value.getNodeType().name().toLowerCase(java.util.Locale.ROOT);
    return new Parsed(
        null,
        new Refusal("malformed-json", "Cannot take it as an item: not an object but " + kind));
  }

  static Refusal malformed(IOException e) {
    String detail =
        e instanceof JsonProcessingException json ? json.getOriginalMessage() : e.getMessage();
    String column =
        e instanceof JsonProcessingException json && json.getLocation() != null
            ? " (column " + json.getLocation().getColumnNr() + ")"
            : "";
    return new Refusal(
        "malformed-json", "Cannot parse it as JSON: " + String.valueOf(detail).strip() + column);
  }

  static JsonParser parser(java.io.InputStream in) throws IOException {
    return MAPPER.getFactory().createParser(in);
  }

  /**
   * Moves a nested field that the user named with dots to the top under that name: {@code
   * fields.text}. A top-level field of that very name is left alone.
   */
  static void lift(ObjectNode object, Collection<String> dotted) {
    for (String path : dotted) {
      String[] steps = path.split("\\.");
      if (steps.length < 2 || object.has(path)) {
        continue;
      }
      JsonNode holder = object;
      for (int i = 0; i < steps.length - 1; i++) {
        holder = holder.path(steps[i]);
      }
      if (holder instanceof ObjectNode inner && inner.has(steps[steps.length - 1])) {
        object.set(path, inner.remove(steps[steps.length - 1]));
      }
    }
  }

  /** The same for equal objects, whatever the order of their keys. */
  static String canonical(ObjectNode object) {
    try {
      return MAPPER.writeValueAsString(MAPPER.convertValue(object, java.util.Map.class));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
