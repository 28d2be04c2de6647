package io.nearfield.connect.query;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.nearfield.connect.api.Suggestion;
import java.util.Collection;
import java.util.List;

/** Reads query documents and says, by its path, what in one cannot be. */
final class Documents {

  /** The longest document, in characters; a vector of 65,536 numbers fits. */
  static final int MAX_LENGTH = 4_000_000;

  private static final int SHOWN = 80;

  private static final ObjectMapper JSON =
      new ObjectMapper()
          .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private Documents() {}

  static JsonNode parse(String text) {
    if (text.length() > MAX_LENGTH) {
      throw new IllegalArgumentException(
          "Cannot read a query of "
              + text.length()
              + " characters: at most "
              + MAX_LENGTH
              + " are allowed");
    }
    JsonNode root;
    try {
      root = JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(
          "Cannot read query at line "
              + (e.getLocation() == null ? 1 : e.getLocation().getLineNr())
              + ": it is no JSON object ("
              + e.getOriginalMessage()
              + ")",
          e);
    }
    if (root == null || !root.isObject()) {
      throw wrong("", "a JSON object", root);
    }
    return root;
  }

  /** Refuses fields that are not known, naming the one that may be meant. */
  static void requireKnown(JsonNode object, String path, Collection<String> known) {
    for (String field : (Iterable<String>) object::fieldNames) {
      if (!known.contains(field)) {
        String meant = Suggestion.sentence(field, known);
        throw error(
            path,
            "no field '"
                + shortened(field)
                + "'"
                + meant
                + (meant.isEmpty() ? "; there are " : " There are ")
                + String.join(", ", known.stream().sorted().toList()));
      }
    }
  }

  static JsonNode object(JsonNode parent, String field, String path) {
    JsonNode value = parent.path(field);
    if (!value.isObject()) {
      throw wrong(join(path, field), "an object", value);
    }
    return value;
  }

  /** A string, or null if the field is not there. */
  static String text(JsonNode parent, String field, String path) {
    JsonNode value = parent.path(field);
    if (value.isMissingNode() || value.isNull()) {
      return null;
    }
    if (!value.isTextual() || value.textValue().isBlank()) {
      throw wrong(join(path, field), "a string", value);
    }
    return value.textValue();
  }

  static int whole(JsonNode parent, String field, String path, int least, int otherwise) {
    JsonNode value = parent.path(field);
    if (value.isMissingNode() || value.isNull()) {
      return otherwise;
    }
    if (!value.isIntegralNumber() || !value.canConvertToInt() || value.intValue() < least) {
      throw wrong(join(path, field), "a whole number of at least " + least, value);
    }
    return value.intValue();
  }

  static float[] vector(JsonNode array, String path) {
    if (array.isEmpty()) {
      throw wrong(path, "an array of numbers", array);
    }
    float[] vector = new float[array.size()];
    for (int i = 0; i < vector.length; i++) {
      JsonNode value = array.get(i);
      float number = value.isNumber() ? value.floatValue() : Float.NaN;
      if (!Float.isFinite(number)) {
        throw wrong(path + "[" + i + "]", "a finite number", value);
      }
      vector[i] = number;
    }
    return vector;
  }

  static IllegalArgumentException wrong(String path, String expected, JsonNode got) {
    boolean missing = got == null || got.isMissingNode();
    return error(
        path, expected + " is expected, got " + (missing ? "nothing" : shortened(got.toString())));
  }

  static IllegalArgumentException error(String path, String problem) {
    return new IllegalArgumentException(
        "Cannot read query" + (path.isEmpty() ? "" : " at '" + path + "'") + ": " + problem);
  }

  static String join(String path, String field) {
    return path.isEmpty() ? field : path + "." + field;
  }

  static String oneOf(List<String> allowed) {
    return "'" + String.join("' or '", allowed) + "'";
  }

  private static String shortened(String text) {
    return text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "...";
  }
}
