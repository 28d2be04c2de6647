package io.nearfield.connect.filter;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.TextNode;
import io.nearfield.connect.api.AttributeType;
import io.nearfield.connect.api.Suggestion;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Reads a filter that is a JSON object with operators, as {@link Filter} documents it. */
final class JsonFilter {

  private static final ObjectMapper JSON =
      new ObjectMapper()
          .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private static final List<String> LOGICAL = List.of("$and", "$or", "$nor", "$not", "$expression");

  private final String expression;
  private final Map<String, AttributeType> types;
  private final ColumnNames columns;
  private final Set<String> used = new HashSet<>();
  private int depth;

  JsonFilter(String expression, Map<String, AttributeType> columns) {
    if (expression.length() > Parser.MAX_LENGTH) {
      throw new IllegalArgumentException(
          "Cannot read a filter of "
              + expression.length()
              + " characters: at most "
              + Parser.MAX_LENGTH
              + " are allowed");
    }
    this.expression = expression;
    this.types = columns;
    this.columns = new ColumnNames(columns);
  }

  /** What is true where both are, each an expression or a JSON object. */
  static String both(String one, String other) {
    return "{\"$and\":[" + json(one) + "," + json(other) + "]}";
  }

  private static String json(String filter) {
    return isJson(filter) ? filter : "{\"$expression\":" + TextNode.valueOf(filter) + "}";
  }

  static boolean isJson(String filter) {
    return filter != null && filter.stripLeading().startsWith("{");
  }

  Condition parse() {
    JsonNode root;
    try {
      root = JSON.readTree(expression);
    } catch (JsonProcessingException e) {
      int column = e.getLocation() == null ? 1 : Math.max(1, e.getLocation().getColumnNr());
      throw FilterErrors.at(
          expression, column, "it is no JSON object (" + e.getOriginalMessage() + ")");
    }
    return object(root, "");
  }

  Set<String> usedColumns() {
    return used;
  }

  /** All members of an object hold. */
  private Condition object(JsonNode node, String path) {
    if (!node.isObject()) {
      throw error(path, "an object is expected, got " + shown(node));
    }
    if (++depth > Parser.MAX_DEPTH) {
      throw error(path, "nested deeper than " + Parser.MAX_DEPTH + " levels");
    }
    List<Condition> parts = new ArrayList<>();
    node.properties()
        .forEach(
            member -> {
              String name = member.getKey();
              String at = path.isEmpty() ? name : path + "." + name;
              parts.add(
                  name.startsWith("$")
                      ? logical(name, member.getValue(), at)
                      : member(name, member.getValue(), at));
            });
    depth--;
    return parts.size() == 1 ? parts.get(0) : new Condition.And(parts);
  }

  private Condition logical(String operator, JsonNode value, String path) {
    return switch (operator) {
      case "$and" -> new Condition.And(objects(value, path));
      case "$or" -> new Condition.Or(objects(value, path));
      case "$nor" -> new Condition.Not(new Condition.Or(objects(value, path)));
      case "$not" -> new Condition.Not(object(value, path));
      case "$expression" -> expression(value, path);
      default -> throw unknownOperator(operator, LOGICAL, path);
    };
  }

  private Condition expression(JsonNode value, String path) {
    if (!value.isTextual()) {
      throw error(path, "an expression such as \"price < 20\" is expected, got " + shown(value));
    }
    Parser parser = new Parser(value.textValue(), types);
    Condition condition = parser.parse();
    used.addAll(parser.usedColumns());
    return condition;
  }

  private List<Condition> objects(JsonNode value, String path) {
    if (!value.isArray() || value.isEmpty()) {
      throw error(path, "an array of objects is expected, got " + shown(value));
    }
    List<Condition> parts = new ArrayList<>();
    for (int i = 0; i < value.size(); i++) {
      parts.add(object(value.get(i), path + "[" + i + "]"));
    }
    return parts;
  }

  private Condition member(String name, JsonNode value, String path) {
    String resolved = columns.resolve(name);
    if (resolved == null) {
      throw error(path, columns.unknown(name));
    }
    used.add(resolved);
    return new JsonPredicate(this, new Condition.Column(resolved, columns.type(resolved)))
        .of(value, path);
  }

  /** A value in the comparable form of the column's type. */
  Comparable<Object> value(Condition.Column column, JsonNode node, String path) {
    JsonNode plain =
        node.isObject() && node.size() == 1 && node.has("$date") ? node.get("$date") : node;
    Token token = null;
    if (plain.isTextual()) {
      token = new Token(Token.Kind.STRING, plain.textValue(), 0);
    } else if (plain.isNumber()) {
      token = new Token(Token.Kind.NUMBER, plain.decimalValue().toString(), 0);
    } else if (plain.isBoolean()) {
      token = new Token(Token.Kind.WORD, plain.asText(), 0);
    }
    Comparable<Object> value = token == null ? null : Values.ofToken(column.type(), token);
    if (value == null) {
      throw error(
          path,
          "column '"
              + column.name()
              + "' of type "
              + column.type()
              + " needs "
              + Values.expected(column.type()).replace(" in single quotes", "")
              + ", got "
              + shown(node));
    }
    return value;
  }

  TreeSet<Comparable<Object>> values(Condition.Column column, JsonNode node, String path) {
    if (!node.isArray()) {
      throw error(path, "an array of values is expected, got " + shown(node));
    }
    TreeSet<Comparable<Object>> values = new TreeSet<>();
    for (int i = 0; i < node.size(); i++) {
      values.add(value(column, node.get(i), path + "[" + i + "]"));
    }
    return values;
  }

  IllegalArgumentException unknownOperator(String operator, List<String> known, String path) {
    String meant = Suggestion.sentence(operator, known);
    return error(
        path,
        "no operator '"
            + FilterErrors.shortened(operator)
            + "'"
            + meant
            + (meant.isEmpty() ? "; there are " : " There are ")
            + String.join(" ", known));
  }

  IllegalArgumentException error(String path, String problem) {
    return new IllegalArgumentException(
        "Cannot read filter"
            + (path.isEmpty() ? "" : " at '" + FilterErrors.shortened(path) + "'")
            + ": "
            + problem);
  }

  static String shown(JsonNode node) {
    return FilterErrors.shortened(node.toString());
  }
}
