package io.nearfield.connect.query;

import io.nearfield.connect.api.AttributeType;
import io.nearfield.connect.iceberg.Lake;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.iceberg.data.Record;

/**
 * What items can be filtered by: their attributes, and what every item has. An attribute that is
 * called like one of the latter takes its place.
 */
final class ItemFields {

  static final String ID = "id";
  static final String LABELS = "labels";

  private static final Map<String, String> COLUMNS =
      Map.of(
          ID,
          "entity_id",
          "uri",
          "uri",
          "media_type",
          "media_type",
          "text",
          "text",
          "document_id",
          "document_id",
          "page",
          "page",
          "chapter",
          "chapter",
          "ingested_at",
          "ingested_at");

  private final Map<String, AttributeType> attributes;

  private ItemFields(Map<String, AttributeType> attributes) {
    this.attributes = attributes;
  }

  static ItemFields of(Lake lake, String dataset) {
    return new ItemFields(
        lake.exists(dataset, Lake.ITEMS) ? lake.itemAttributes(dataset) : Map.of());
  }

  /** The users' own columns. */
  Map<String, AttributeType> attributes() {
    return attributes;
  }

  /** All fields with their types. */
  Map<String, AttributeType> types() {
    Map<String, AttributeType> types = new LinkedHashMap<>(attributes);
    COLUMNS.keySet().stream()
        .sorted()
        .forEach(
            field ->
                types.putIfAbsent(
                    field,
                    switch (field) {
                      case "page" -> AttributeType.INT;
                      case "ingested_at" -> AttributeType.TIMESTAMP;
                      default -> AttributeType.STRING;
                    }));
    types.putIfAbsent(LABELS, AttributeType.STRINGS);
    return types;
  }

  /** The columns of the items table that hold these fields. */
  Set<String> columns(Set<String> fields) {
    Set<String> columns = new LinkedHashSet<>(List.of("entity_id", "removed_at"));
    for (String field : fields) {
      if (attributes.containsKey(field)) {
        columns.add(Lake.itemColumn(field));
      } else if (field.equals(LABELS)) {
        columns.add("annotations");
      } else if (COLUMNS.containsKey(field)) {
        columns.add(COLUMNS.get(field));
      }
    }
    return columns;
  }

  /** The values of these fields in a row; what has none is left out. */
  Map<String, Object> values(Record row, Set<String> fields) {
    Map<String, Object> values = new HashMap<>();
    for (String field : fields) {
      Object value;
      if (attributes.containsKey(field)) {
        value = plain(column(row, Lake.itemColumn(field)));
      } else if (field.equals(LABELS)) {
        value = labels(column(row, "annotations"));
      } else {
        value = COLUMNS.containsKey(field) ? plain(column(row, COLUMNS.get(field))) : null;
      }
      if (value != null) {
        values.put(field, value);
      }
    }
    return values;
  }

  /** Null too if a table of an earlier version lacks the column. */
  static Object column(Record row, String name) {
    return row.struct().field(name) == null ? null : row.getField(name);
  }

  private static Object plain(Object value) {
    if (value instanceof OffsetDateTime time) {
      return time.toInstant();
    }
    return value instanceof LocalDateTime time ? time.toInstant(ZoneOffset.UTC) : value;
  }

  private static List<String> labels(Object annotations) {
    Set<String> labels = new LinkedHashSet<>();
    if (annotations instanceof List<?> list) {
      for (Object one : list) {
        if (one instanceof Record annotation && annotation.getField("label") != null) {
          labels.add((String) annotation.getField("label"));
        }
      }
    }
    return labels.isEmpty() ? null : List.copyOf(labels);
  }
}
