package io.nearfield.connect.filter;

import com.fasterxml.jackson.databind.JsonNode;
import io.nearfield.connect.api.AttributeType;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/** What a JSON filter says of one column. */
final class JsonPredicate {

  private static final List<String> OPERATORS =
      List.of(
          "$eq",
          "$ne",
          "$lt",
          "$lte",
          "$gt",
          "$gte",
          "$in",
          "$nin",
          "$exists",
          "$prefix",
          "$like",
          "$glob",
          "$between",
          "$contains",
          "$all",
          "$not");

  private final JsonFilter filter;
  private final Condition.Column column;

  JsonPredicate(JsonFilter filter, Condition.Column column) {
    this.filter = filter;
    this.column = column;
  }

  /** A value alone, or an object of operators that all hold. */
  Condition of(JsonNode value, String path) {
    if (value.isArray()) {
      throw filter.error(path, "write {\"$in\": [...]} for one of several values");
    }
    if (!value.isObject() || value.has("$date")) {
      return equal(value, path);
    }
    List<Condition> parts = new ArrayList<>();
    value
        .properties()
        .forEach(
            member ->
                parts.add(
                    operator(member.getKey(), member.getValue(), path + "." + member.getKey())));
    if (parts.isEmpty()) {
      throw filter.error(path, "an operator such as {\"$eq\": ...} is expected, got {}");
    }
    return parts.size() == 1 ? parts.get(0) : new Condition.And(parts);
  }

  private Condition operator(String operator, JsonNode value, String path) {
    return switch (operator) {
      case "$eq" -> equal(value, path);
      case "$ne" -> new Condition.Not(equal(value, path));
      case "$lt" -> compare(Condition.Comparison.LESS, value, path);
      case "$lte" -> compare(Condition.Comparison.LESS_OR_EQUAL, value, path);
      case "$gt" -> compare(Condition.Comparison.GREATER, value, path);
      case "$gte" -> compare(Condition.Comparison.GREATER_OR_EQUAL, value, path);
      case "$in" -> in(value, path);
      case "$nin" -> new Condition.Not(in(value, path));
      case "$exists" -> exists(value, path);
      case "$prefix" -> new Condition.Like(column, LikePattern.prefix(string(value, path)));
      case "$like" -> new Condition.Like(column, LikePattern.of(string(value, path)));
      case "$glob" -> new Condition.Like(column, LikePattern.glob(string(value, path)));
      case "$between" -> between(value, path);
      case "$contains" -> contains(value, path);
      case "$all" -> {
        requireList(path);
        yield new Condition.Contains(column, filter.values(column, value, path), true);
      }
      case "$not" -> new Condition.Not(of(value, path));
      default -> throw filter.unknownOperator(operator, OPERATORS, path);
    };
  }

  private Condition equal(JsonNode value, String path) {
    if (value.isNull()) {
      return new Condition.IsNull(column);
    }
    Comparable<Object> wanted = filter.value(column, value, path);
    return isList()
        ? new Condition.Contains(column, new TreeSet<>(List.of(wanted)), false)
        : new Condition.Compare(column, Condition.Comparison.EQUAL, wanted);
  }

  private Condition compare(Condition.Comparison comparison, JsonNode value, String path) {
    requireSingle(path);
    return new Condition.Compare(column, comparison, filter.value(column, value, path));
  }

  private Condition in(JsonNode value, String path) {
    TreeSet<Comparable<Object>> values = filter.values(column, value, path);
    return isList()
        ? new Condition.Contains(column, values, false)
        : new Condition.In(column, values);
  }

  private Condition exists(JsonNode value, String path) {
    if (!value.isBoolean()) {
      throw filter.error(path, "true or false is expected, got " + JsonFilter.shown(value));
    }
    Condition missing = new Condition.IsNull(column);
    return value.booleanValue() ? new Condition.Not(missing) : missing;
  }

  private Condition between(JsonNode value, String path) {
    requireSingle(path);
    if (!value.isArray() || value.size() != 2) {
      throw filter.error(path, "[low, high] is expected, got " + JsonFilter.shown(value));
    }
    return new Condition.Between(
        column,
        filter.value(column, value.get(0), path + "[0]"),
        filter.value(column, value.get(1), path + "[1]"));
  }

  private Condition contains(JsonNode value, String path) {
    requireList(path);
    return value.isArray()
        ? new Condition.Contains(column, filter.values(column, value, path), false)
        : equal(value, path);
  }

  private String string(JsonNode value, String path) {
    if (column.type() != AttributeType.STRING) {
      throw filter.error(
          path, "a column of type STRING is needed, '" + column.name() + "' is " + column.type());
    }
    if (!value.isTextual()) {
      throw filter.error(path, "a string is expected, got " + JsonFilter.shown(value));
    }
    return value.textValue();
  }

  private boolean isList() {
    return column.type() == AttributeType.STRINGS;
  }

  private void requireSingle(String path) {
    if (isList()) {
      throw filter.error(
          path, "column '" + column.name() + "' is a list; use $contains, $in, $all or $exists");
    }
  }

  private void requireList(String path) {
    if (!isList()) {
      throw filter.error(
          path, "a column of type STRINGS is needed, '" + column.name() + "' is " + column.type());
    }
  }
}
