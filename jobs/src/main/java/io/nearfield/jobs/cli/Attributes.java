package io.nearfield.jobs.cli;

import io.nearfield.connect.api.AttributeType;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/** Reads {@code name=value} options as values of an index's filter columns. */
final class Attributes {

  private Attributes() {}

  static Map<String, Object> parse(Map<String, String> given, Map<String, AttributeType> columns) {
    Map<String, Object> values = new TreeMap<>();
    given.forEach(
        (name, value) -> {
          AttributeType type = columns.get(name);
          if (type == null) {
            throw new IllegalArgumentException(
                "Cannot set '"
                    + name
                    + "': the index has the filter columns "
                    + new TreeSet<>(columns.keySet())
                    + " (--set)");
          }
          values.put(name, parse(name, value, type));
        });
    return values;
  }

  private static Object parse(String name, String value, AttributeType type) {
    try {
      return switch (type) {
        case STRING -> value;
        case BOOLEAN -> bool(value);
        case INT -> Integer.valueOf(value.strip());
        case LONG -> Long.valueOf(value.strip());
        case FLOAT -> Float.valueOf(value.strip());
        case DOUBLE -> Double.valueOf(value.strip());
        case DECIMAL -> new BigDecimal(value.strip());
        case DATE -> LocalDate.parse(value.strip());
        case TIMESTAMP -> Instant.parse(value.strip());
        case STRINGS -> List.of(value.strip().split("\\s*,\\s*"));
      };
    } catch (NumberFormatException | DateTimeException e) {
      throw new IllegalArgumentException(
          "Cannot set '"
              + name
              + "' to '"
              + value
              + "': its type is "
              + type.name().toLowerCase(Locale.ROOT)
              + " (--set)",
          e);
    }
  }

  private static Boolean bool(String value) {
    return switch (value.strip().toLowerCase(Locale.ROOT)) {
      case "true" -> true;
      case "false" -> false;
      default -> throw new NumberFormatException("neither true nor false");
    };
  }
}
