package io.nearfield.spark.ingest;

import java.io.Serializable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How the columns of one table become items.
 *
 * @param idColumn column of the entity id; null for an id made from the content
 * @param textColumn column of the text
 * @param attributes column of {@code items} by column of the table, for all that is kept
 */
record TablePlan(String idColumn, String textColumn, Map<String, String> attributes)
    implements Serializable {

  private static final List<String> ID_NAMES = List.of("entity_id", "id");
  private static final List<String> TEXT_NAMES = List.of("text", "body", "content", "description");

  /** Returns null if the table has no text column and the user named none. */
  static String textColumn(Iterable<String> columns, IngestOptions options) {
    return find(columns, options.textColumn() == null ? TEXT_NAMES : List.of(options.textColumn()));
  }

  /**
   * Decides for one table.
   *
   * @throws IllegalArgumentException if the id or text column that is needed is not there
   */
  static TablePlan of(String place, Shape shape, IngestOptions options, ColumnNames names) {
    List<String> columns = List.copyOf(shape.columns().keySet());
    String text = textColumn(columns, options);
    if (text == null) {
      throw missing(place, options.textColumn(), "text", "--text-column", columns);
    }
    String id = find(columns, options.idColumn() == null ? ID_NAMES : List.of(options.idColumn()));
    if (id == null && options.idColumn() != null) {
      throw missing(place, options.idColumn(), "id", "--id-column", columns);
    }
    Map<String, String> attributes = new LinkedHashMap<>();
    for (String column : columns) {
      if (!column.equals(text) && !column.equals(id)) {
        attributes.put(column, names.itemColumn(column, attributes.values()));
      }
    }
    return new TablePlan(id, text, attributes);
  }

  /** The exact name before one that differs in case. */
  private static String find(Iterable<String> columns, List<String> wanted) {
    for (String name : wanted) {
      for (String column : columns) {
        if (column.equals(name)) {
          return column;
        }
      }
      for (String column : columns) {
        if (column.equalsIgnoreCase(name)) {
          return column;
        }
      }
    }
    return null;
  }

  private static IllegalArgumentException missing(
      String place, String named, String what, String option, List<String> columns) {
    return new IllegalArgumentException(
        "Cannot ingest '"
            + place
            + "': no "
            + (named == null ? what + " column" : "column '" + named + "'")
            + " among "
            + (columns.size() > 30 ? columns.subList(0, 30) + " and more" : columns)
            + "; name it with "
            + option);
  }
}
