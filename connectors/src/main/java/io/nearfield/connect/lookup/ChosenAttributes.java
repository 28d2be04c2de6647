package io.nearfield.connect.lookup;

import io.nearfield.connect.api.Suggestion;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Which attributes an answer tells.
 *
 * @param names null for all
 */
public record ChosenAttributes(List<String> names) {

  /**
   * @param columns the attributes that the index keeps
   * @throws IllegalArgumentException if a name is none of them
   */
  public static ChosenAttributes of(List<String> names, Collection<String> columns) {
    for (String name : names == null ? List.<String>of() : names) {
      if (!columns.contains(name)) {
        throw new IllegalArgumentException(
            "Cannot return attribute '"
                + name
                + "': the index keeps no such column"
                + (columns.isEmpty() ? "; name them at build" : Suggestion.sentence(name, columns))
                + " (attributes)");
      }
    }
    return new ChosenAttributes(names);
  }

  /** Those of an entity that are told; what it does not have is left out. */
  public Map<String, Object> of(Map<String, Object> attributes) {
    if (names == null) {
      return attributes;
    }
    Map<String, Object> chosen = new LinkedHashMap<>();
    for (String name : names) {
      Object value = attributes.get(name);
      if (value != null) {
        chosen.put(name, value);
      }
    }
    return chosen;
  }
}
