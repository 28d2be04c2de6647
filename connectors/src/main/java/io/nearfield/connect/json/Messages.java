package io.nearfield.connect.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.nearfield.connect.api.Suggestion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;

/**
 * What all messages have in common: one JSON object in UTF-8, at most {@value #MAX_BYTES} bytes, no
 * field twice, none that is not known, and a {@code schema} of {@value #SCHEMA} or none.
 */
public final class Messages {

  /** The version of the messages' layout that this build writes and reads. */
  public static final int SCHEMA = 1;

  /** The largest message. Kafka's own default limit is the same. */
  public static final int MAX_BYTES = 1 << 20;

  /** The longest vector. */
  public static final int MAX_DIMENSION = 65_536;

  public static final ObjectMapper JSON =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(16)
                          .maxNumberLength(400)
                          .maxStringLength(MAX_BYTES)
                          .build())
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
          .build();

  private Messages() {}

  /**
   * Reads one object.
   *
   * @param what what the message is, for errors: {@code "change"}
   * @param fields the known fields
   * @throws IllegalArgumentException if the message breaks a rule of this class
   */
  public static ObjectNode read(byte[] message, String what, List<String> fields) {
    if (message != null && message.length > MAX_BYTES) {
      throw new IllegalArgumentException(
          "Cannot read "
              + what
              + " of "
              + message.length
              + " bytes: at most "
              + MAX_BYTES
              + " are allowed");
    }
    return readAny(message, what, fields);
  }

  /** As {@link #read}, of any size. */
  public static ObjectNode readAny(byte[] message, String what, List<String> fields) {
    if (message == null || message.length == 0) {
      throw new IllegalArgumentException("Cannot read " + what + ": the message is empty");
    }
    ObjectNode object = parse(message, what);
    for (Iterator<String> names = object.fieldNames(); names.hasNext(); ) {
      String name = names.next();
      if (!fields.contains(name)) {
        throw new IllegalArgumentException(
            "Cannot read "
                + what
                + ": unknown field '"
                + abbreviated(name)
                + "'"
                + Suggestion.sentence(name, fields));
      }
    }
    JsonNode schema = object.get("schema");
    if (schema != null && (!schema.isIntegralNumber() || schema.asLong() != SCHEMA)) {
      throw new IllegalArgumentException(
          "Cannot read "
              + what
              + " of schema "
              + abbreviated(schema.toString())
              + ": this build reads schema "
              + SCHEMA);
    }
    return object;
  }

  private static ObjectNode parse(byte[] message, String what) {
    JsonNode node;
    try {
      node = JSON.readTree(message);
    } catch (JsonProcessingException e) {
      String where =
          e.getLocation() == null ? "" : " at byte " + Math.max(0, e.getLocation().getByteOffset());
      throw new IllegalArgumentException(
          "Cannot read "
              + what
              + where
              + ": not a JSON object ("
              + abbreviated(firstLine(e.getOriginalMessage()))
              + ")",
          e);
    } catch (IOException e) {
      throw new IllegalArgumentException("Cannot read " + what + ": not a JSON object in UTF-8", e);
    }
    if (node instanceof ObjectNode object) {
      return object;
    }
    throw new IllegalArgumentException(
        "Cannot read " + what + ": a JSON object is needed, got " + kind(node));
  }

  public static byte[] write(ObjectNode object) {
    try {
      return JSON.writeValueAsBytes(object);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A new message with its schema. */
  public static ObjectNode message() {
    return JSON.createObjectNode().put("schema", SCHEMA);
  }

  /** A string field, or null if it is absent or null. */
  public static String string(ObjectNode object, String field, String what) {
    JsonNode node = present(object, field);
    if (node == null) {
      return null;
    }
    if (!node.isTextual()) {
      throw wrong(field, what, "a string", node);
    }
    return node.textValue();
  }

  /** A string field that must be there. */
  public static String requiredString(ObjectNode object, String field, String what) {
    String value = string(object, field, what);
    if (value == null) {
      throw new IllegalArgumentException(
          "Cannot read " + what + ": field '" + field + "' is missing");
    }
    return value;
  }

  /** A whole number field from {@code least} to {@code most}, or {@code otherwise} if absent. */
  public static long whole(ObjectNode object, String field, String what, Range range) {
    JsonNode node = present(object, field);
    if (node == null) {
      return range.otherwise();
    }
    if (!node.isIntegralNumber()
        || !node.canConvertToLong()
        || node.longValue() < range.least()
        || node.longValue() > range.most()) {
      throw wrong(
          field, what, "a whole number from " + range.least() + " to " + range.most(), node);
    }
    return node.longValue();
  }

  /** What a whole number may be, and what it is if nobody says. */
  public record Range(long least, long most, long otherwise) {}

  /** A boolean field, or null. */
  public static Boolean bool(ObjectNode object, String field, String what) {
    JsonNode node = present(object, field);
    if (node == null) {
      return null;
    }
    if (!node.isBoolean()) {
      throw wrong(field, what, "true or false", node);
    }
    return node.booleanValue();
  }

  /** The vector in field {@code vector}, or null. Every component is finite as a float. */
  public static float[] vector(ObjectNode object, String what) {
    JsonNode node = present(object, "vector");
    if (node == null) {
      return null;
    }
    if (!node.isArray() || node.isEmpty()) {
      throw wrong("vector", what, "an array of numbers", node);
    }
    if (node.size() > MAX_DIMENSION) {
      throw new IllegalArgumentException(
          "Cannot read "
              + what
              + ": a vector of "
              + node.size()
              + " numbers, at most "
              + MAX_DIMENSION
              + " are allowed");
    }
    float[] vector = new float[node.size()];
    for (int i = 0; i < vector.length; i++) {
      JsonNode number = node.get(i);
      // doubleValue of a BigDecimal far out of range is infinite, never an error.
      vector[i] = number.isNumber() ? (float) number.doubleValue() : Float.NaN;
      if (!Float.isFinite(vector[i])) {
        throw new IllegalArgumentException(
            "Cannot read "
                + what
                + ": vector["
                + i
                + "] must be a finite number, got "
                + abbreviated(number.toString()));
      }
    }
    return vector;
  }

  public static void putVector(ObjectNode object, float[] vector) {
    var array = object.putArray("vector");
    for (float component : vector) {
      if (!Float.isFinite(component)) {
        throw new IllegalArgumentException(
            "Cannot send a vector that holds " + component + ": every number must be finite");
      }
      array.add(component);
    }
  }

  public static IllegalArgumentException wrong(
      String field, String what, String expected, JsonNode got) {
    return new IllegalArgumentException(
        "Cannot read "
            + what
            + ": field '"
            + field
            + "' must be "
            + expected
            + ", got "
            + abbreviated(got.toString()));
  }

  public static String abbreviated(String text) {
    String line = text.replaceAll("\\p{Cntrl}+", " ");
    return line.length() <= 60 ? line : line.substring(0, 60) + "...";
  }

  /** A field, or null if it is absent or null. */
  public static JsonNode present(ObjectNode object, String field) {
    JsonNode node = object.get(field);
    return node == null || node.isNull() ? null : node;
  }

  private static String firstLine(String text) {
    int end = text.indexOf('\n');
    return end < 0 ? text : text.substring(0, end);
  }

  /** A field that is an array of strings, or null if it is absent or null. */
  public static List<String> strings(ObjectNode object, String field, String what) {
    JsonNode node = present(object, field);
    if (node == null) {
      return null;
    }
    List<String> strings = new ArrayList<>();
    for (JsonNode element : node) {
      if (element.isTextual()) {
        strings.add(element.textValue());
      }
    }
    if (!node.isArray() || strings.size() < node.size()) {
      throw wrong(field, what, "an array of strings", node);
    }
    return strings;
  }

  /** A field of bytes in base64, or null if it is absent or null. */
  public static byte[] bytes(ObjectNode object, String field, String what, String of) {
    String base64 = string(object, field, what);
    if (base64 == null) {
      return null;
    }
    try {
      return Base64.getDecoder().decode(base64);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "Cannot read " + what + ": field '" + field + "' must be " + of + " in base64", e);
    }
  }

  /** Bytes as a field in base64. */
  public static void putBytes(ObjectNode object, String field, byte[] bytes) {
    object.put(field, Base64.getEncoder().encodeToString(bytes));
  }

  private static String kind(JsonNode node) {
    return node.isMissingNode()
        ? "nothing"
        : "JSON " + node.getNodeType().toString().toLowerCase(Locale.ROOT);
  }
}
