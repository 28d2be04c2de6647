package io.nearfield.connect.filter;

import io.nearfield.connect.api.AttributeType;
import java.util.List;
import java.util.Locale;
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
    String nearest = null;
    int best = Math.max(1, name.length() / 3) + 1;
    for (String column : columns.keySet()) {
      int distance = edits(name.toLowerCase(Locale.ROOT), column.toLowerCase(Locale.ROOT));
      if (distance < best) {
        best = distance;
        nearest = column;
      }
    }
    return "no column '"
        + name
        + "'"
        + (nearest == null ? "" : "; did you mean '" + nearest + "'?")
        + (nearest == null ? "; there are " : " There are ")
        + String.join(", ", columns.keySet());
  }

  /** Levenshtein distance; V. I. Levenshtein, "Binary codes capable of correcting ...", 1966. */
  private static int edits(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int substituted = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(substituted, Math.min(row[j], row[j - 1]) + 1);
      }
    }
    return row[b.length()];
  }
}
