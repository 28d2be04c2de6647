package io.nearfield.connect.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.nearfield.connect.api.Radius;
import io.nearfield.connect.api.Suggestion;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A radius as JSON: {@code {"$gte": 0.1, "$lt": 0.5}}, or a number for the most. */
final class RadiusJson {

  private static final String FIELD = "radius";

  private RadiusJson() {}

  static void write(ObjectNode object, Radius radius) {
    ObjectNode bounds = object.putObject(FIELD);
    for (Radius.Bound bound : radius.bounds()) {
      bounds.put(bound.operator().symbol(), bound.value());
    }
  }

  /** The radius, or null if there is none. */
  static Radius read(ObjectNode object, String what) {
    JsonNode node = Messages.present(object, FIELD);
    if (node == null) {
      return null;
    }
    if (node.isNumber()) {
      return Radius.atMost(value(node, FIELD, what));
    }
    if (!node.isObject() || node.isEmpty()) {
      throw Messages.wrong(
          FIELD, what, "a number, or an object of " + String.join(", ", operators()), node);
    }
    List<Radius.Bound> bounds = new ArrayList<>();
    for (Map.Entry<String, JsonNode> field : node.properties()) {
      bounds.add(
          new Radius.Bound(
              operator(field.getKey(), what),
              value(field.getValue(), FIELD + "." + field.getKey(), what)));
    }
    return new Radius(bounds);
  }

  private static Radius.Operator operator(String symbol, String what) {
    return Radius.Operator.of(symbol)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "Cannot read "
                        + what
                        + ": unknown operator '"
                        + Messages.abbreviated(symbol)
                        + "' in field 'radius'"
                        + Suggestion.sentence(symbol, operators())));
  }

  private static List<String> operators() {
    return Radius.Operator.symbols();
  }

  private static double value(JsonNode node, String field, String what) {
    if (!node.isNumber() || !Double.isFinite(node.doubleValue())) {
      throw Messages.wrong(field, what, "a finite number", node);
    }
    return node.doubleValue();
  }
}
