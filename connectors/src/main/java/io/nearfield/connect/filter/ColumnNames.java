package io.nearfield.connect.filter;

import io.nearfield.connect.api.AttributeType;
import io.nearfield.connect.api.Suggestion;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The columns that can be filtered by, and what someone may have meant. */
final class ColumnNames {

  private final TreeMap<String, AttributeType> columns;

  ColumnNames(Map<String, AttributeType> columns) {
    this.columns = new TreeMap<>(columns);
  }

  AttributeType type(String name) {
    return columns.get(name);
  }

  /** The column of that name, or the only one that differs from it by case alone, or null. */
  String resolve(String name) {
    if (columns.containsKey(name)) {
      return name;
    }
    List<String> alike =
        columns.keySet().stream().filter(column -> column.equalsIgnoreCase(name)).toList();
    return alike.size() == 1 ? alike.get(0) : null;
  }

  /** Says that there is no such column, which one may be meant, and which there are. */
  String unknown(String name) {
    if (columns.isEmpty()) {
      return "no column '" + name + "': the index keeps no filter columns; name them at build";
    }
    return "no column '" + name + "'" + Suggestion.sentence(name, columns.keySet());
  }
}
