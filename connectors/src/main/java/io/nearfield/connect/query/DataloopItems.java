package io.nearfield.connect.query;

import io.nearfield.connect.api.AttributeType;
import io.nearfield.connect.filter.Filter;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Items under the names that Dataloop gives their fields: {@code name}, {@code dir}, {@code
 * metadata.user.price}. Every item is a file and none is hidden.
 */
final class DataloopItems {

  private static final String USER = "metadata.user.";
  private static final String MIME = "metadata.system.mimetype";

  /** What is the same for every item of a dataset. */
  private static final Set<String> CONSTANT = Set.of("hidden", "type", "datasetId");

  /** Their fields, with the fields of {@link ItemFields} that each comes from. */
  private static final Map<String, Set<String>> FROM =
      Map.of(
          "id",
          Set.of("id"),
          "name",
          Set.of("id", "document_id"),
          "filename",
          Set.of("id", "document_id"),
          "dir",
          Set.of("id", "document_id"),
          "url",
          Set.of("uri"),
          "createdAt",
          Set.of("ingested_at"),
          "annotated",
          Set.of("labels"),
          "label",
          Set.of("labels"),
          MIME,
          Set.of("media_type"));

  private final String dataset;
  private final ItemFields fields;

  DataloopItems(String dataset, ItemFields fields) {
    this.dataset = dataset;
    this.fields = fields;
  }

  /** What a document's filter can name. */
  Map<String, AttributeType> types() {
    Map<String, AttributeType> types = new LinkedHashMap<>();
    fields.attributes().forEach((name, type) -> types.put(name, type));
    fields.attributes().forEach((name, type) -> types.put(USER + name, type));
    types.put("hidden", AttributeType.BOOLEAN);
    types.put("annotated", AttributeType.BOOLEAN);
    types.put("createdAt", AttributeType.TIMESTAMP);
    types.put("label", AttributeType.STRINGS);
    for (String name : List.of("type", "datasetId", "id", "name", "filename", "dir", "url", MIME)) {
      types.put(name, AttributeType.STRING);
    }
    return types;
  }

  /** Whether a filter is the same for every item: such a filter is decided without a scan. */
  static boolean isConstant(Filter filter) {
    return CONSTANT.containsAll(filter.columns());
  }

  /** The fields of {@link ItemFields} that these names need. */
  Set<String> needed(Set<String> names) {
    Set<String> needed = new HashSet<>();
    for (String name : names) {
      if (FROM.containsKey(name)) {
        needed.addAll(FROM.get(name));
      } else if (name.startsWith(USER)) {
        needed.add(name.substring(USER.length()));
      } else if (!CONSTANT.contains(name)) {
        needed.add(name);
      }
    }
    return needed;
  }

  /** What a filter sees of an item. */
  Map<String, Object> named(Map<String, Object> values) {
    Map<String, Object> named = new HashMap<>();
    for (String name : fields.attributes().keySet()) {
      if (values.get(name) != null) {
        named.put(name, values.get(name));
        named.put(USER + name, values.get(name));
      }
    }
    named.put("hidden", false);
    named.put("type", "file");
    named.put("datasetId", dataset);
    named.put("annotated", values.get("labels") != null);
    put(named, "id", values.get("id"));
    put(named, "url", values.get("uri"));
    put(named, "createdAt", values.get("ingested_at"));
    put(named, "label", values.get("labels"));
    put(named, MIME, values.get("media_type"));
    if (values.get("id") != null) {
      String path = path(values);
      named.put("filename", path);
      named.put("name", path.substring(path.lastIndexOf('/') + 1));
      named.put("dir", path.lastIndexOf('/') == 0 ? "/" : path.substring(0, path.lastIndexOf('/')));
    }
    return named;
  }

  /** An item as their documents show one. */
  Map<String, Object> shown(String id, Map<String, Object> values) {
    Map<String, Object> named = named(values);
    Map<String, Object> shown = new LinkedHashMap<>();
    shown.put("id", id);
    for (String field : List.of("datasetId", "name", "filename", "dir", "type", "hidden")) {
      put(shown, field, named.get(field));
    }
    put(shown, "url", named.get("url"));
    put(shown, "createdAt", named.get("createdAt"));
    put(shown, "annotated", named.get("annotated"));
    put(shown, "label", named.get("label"));
    put(shown, "text", values.get("text"));
    Map<String, Object> user = new TreeMap<>();
    for (String name : fields.attributes().keySet()) {
      put(user, name, values.get(name));
    }
    Map<String, Object> system = new TreeMap<>();
    put(system, "mimetype", values.get("media_type"));
    put(system, "page", values.get("page"));
    put(system, "chapter", values.get("chapter"));
    shown.put("metadata", Map.of("system", system, "user", user));
    return shown;
  }

  /** Where the item lies among the dataset's files: a passage where its document lies. */
  private static String path(Map<String, Object> values) {
    Object id = values.getOrDefault("document_id", values.get("id"));
    String path = id.toString();
    return path.startsWith("/") ? path : "/" + path;
  }

  private static void put(Map<String, Object> values, String name, Object value) {
    if (value != null) {
      values.put(name, value);
    }
  }
}
