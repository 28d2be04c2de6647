package io.nearfield.connect.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.nearfield.connect.api.AttributeType;
import io.nearfield.connect.api.Suggestion;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * Attributes as a JSON object: strings, booleans and numbers as themselves, dates as {@code
 * "2026-01-31"}, timestamps as {@code "2026-01-31T12:00:00Z"}, decimals as numbers or strings.
 */
public final class AttributeJson {

  private AttributeJson() {}

  public static void write(ObjectNode message, Map<String, Object> attributes) {
    ObjectNode object = message.putObject("attributes");
    attributes.forEach(
        (name, value) -> {
          if (value instanceof Boolean b) {
            object.put(name, b);
          } else if (value instanceof Integer n) {
            object.put(name, n);
          } else if (value instanceof Long n) {
            object.put(name, n);
          } else if (value instanceof Float n && Float.isFinite(n)) {
            object.put(name, n);
          } else if (value instanceof Double n && Double.isFinite(n)) {
            object.put(name, n);
          } else if (value instanceof BigDecimal n) {
            object.put(name, n);
          } else if (value instanceof List<?> list) {
            ArrayNode array = object.putArray(name);
            list.forEach(element -> array.add(String.valueOf(element)));
          } else if (value != null) {
            object.put(name, value.toString());
          }
        });
  }

  /** Reads attributes as the columns say; null values are left out. */
  public static Map<String, Object> read(
      ObjectNode message, String what, Map<String, AttributeType> columns) {
    JsonNode node = message.get("attributes");
    if (node == null || node.isNull()) {
      return Map.of();
    }
    if (!node.isObject()) {
      throw Messages.wrong("attributes", what, "an object", node);
    }
    Map<String, Object> attributes = new LinkedHashMap<>();
    for (Iterator<Map.Entry<String, JsonNode>> fields = node.fields(); fields.hasNext(); ) {
      Map.Entry<String, JsonNode> field = fields.next();
      AttributeType type = columns.get(field.getKey());
      if (type == null) {
        throw new IllegalArgumentException(
            "Cannot read "
                + what
                + ": attribute '"
                + Messages.abbreviated(field.getKey())
                + "' is no filter column of the index"
                + (columns.isEmpty()
                    ? "; it has none"
                    : Suggestion.sentence(field.getKey(), new TreeSet<>(columns.keySet()))));
      }
      if (!field.getValue().isNull()) {
        attributes.put(field.getKey(), value(field.getKey(), what, type, field.getValue()));
      }
    }
    return attributes;
  }

  /** Reads attributes whose types are not known: as the JSON has them, whole numbers as Long. */
  public static Map<String, Object> readUntyped(JsonNode node) {
    Map<String, Object> attributes = new LinkedHashMap<>();
    if (node != null && node.isObject()) {
      for (Iterator<Map.Entry<String, JsonNode>> fields = node.fields(); fields.hasNext(); ) {
        Map.Entry<String, JsonNode> field = fields.next();
        JsonNode value = field.getValue();
        if (value.isBoolean()) {
          attributes.put(field.getKey(), value.booleanValue());
        } else if (value.isIntegralNumber() && value.canConvertToLong()) {
          attributes.put(field.getKey(), value.longValue());
        } else if (value.isNumber()) {
          attributes.put(field.getKey(), value.doubleValue());
        } else if (value.isArray()) {
          attributes.put(field.getKey(), elements(value));
        } else if (!value.isNull()) {
          attributes.put(field.getKey(), value.asText());
        }
      }
    }
    return attributes;
  }

  private static Object value(String name, String what, AttributeType type, JsonNode node) {
    Object value = null;
    try {
      value =
          switch (type) {
            case STRING -> node.isTextual() ? node.textValue() : null;
            case BOOLEAN -> node.isBoolean() ? node.booleanValue() : null;
            case INT ->
                node.isNumber() && isWhole(node) ? node.decimalValue().intValueExact() : null;
            case LONG ->
                node.isNumber() && isWhole(node) ? node.decimalValue().longValueExact() : null;
            case FLOAT ->
                node.isNumber() && Float.isFinite(node.floatValue()) ? node.floatValue() : null;
            case DOUBLE ->
                node.isNumber() && Double.isFinite(node.doubleValue()) ? node.doubleValue() : null;
            case DECIMAL -> decimal(node);
            case DATE -> node.isTextual() ? LocalDate.parse(node.textValue()) : null;
            case TIMESTAMP -> node.isTextual() ? instant(node.textValue()) : null;
            case STRINGS -> strings(node);
          };
    } catch (ArithmeticException | NumberFormatException | DateTimeException e) {
      // Reported below like any other value that does not fit.
    }
    if (value == null) {
      throw Messages.wrong("attributes." + name, what, expected(type), node);
    }
    return value;
  }

  /** Guards {@code intValueExact} against numbers whose digits would fill the memory. */
  private static boolean isWhole(JsonNode node) {
    return Math.abs((long) node.decimalValue().scale()) < 400;
  }

  private static BigDecimal decimal(JsonNode node) {
    if (node.isTextual() && node.textValue().length() <= 400) {
      return new BigDecimal(node.textValue());
    }
    return node.isNumber() ? node.decimalValue() : null;
  }

  private static List<String> strings(JsonNode node) {
    boolean fits = node.isArray();
    for (JsonNode element : node) {
      fits &= element.isTextual();
    }
    return fits ? elements(node) : null;
  }

  private static List<String> elements(JsonNode array) {
    List<String> elements = new ArrayList<>(array.size());
    array.forEach(element -> elements.add(element.asText()));
    return elements;
  }

  private static Instant instant(String text) {
    return OffsetDateTime.parse(text).toInstant();
  }

  private static String expected(AttributeType type) {
    return switch (type) {
      case STRING -> "a string";
      case BOOLEAN -> "true or false";
      case INT, LONG -> "a whole number";
      case FLOAT, DOUBLE -> "a number";
      case DECIMAL -> "a number or a string of digits";
      case DATE -> "a date such as \"2026-01-31\"";
      case TIMESTAMP -> "a time such as \"2026-01-31T12:00:00Z\"";
      case STRINGS -> "an array of strings";
    };
  }
}
