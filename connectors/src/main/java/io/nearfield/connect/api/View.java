package io.nearfield.connect.api;

import java.io.Serializable;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;

/**
 * A named part of a dataset, to search in: some entities, or whatever passes a filter when it is
 * asked. Immutable.
 *
 * @param name unique in the dataset
 * @param ids the entities, each once, in the order in which they were given; null for a filter
 * @param filter a filter over items, decided anew at every lookup; null for entities
 * @param source what the entities are the answer to, for people; null if they were chosen by hand
 * @param createdAt when it was saved
 */
public record View(String name, List<String> ids, String filter, String source, Instant createdAt)
    implements Serializable {

  /** The most entities that one view names. */
  public static final int MAX_IDS = 1_000_000;

  public View {
    Names.check("view", name);
    if ((ids == null) == (filter == null)) {
      throw new IllegalArgumentException(
          "Cannot make view '" + name + "': give either entity ids or a filter");
    }
    if (filter != null && filter.isBlank()) {
      throw new IllegalArgumentException("Cannot make view '" + name + "' of an empty filter");
    }
    if (ids != null) {
      ids = List.copyOf(new LinkedHashSet<>(ids));
      if (ids.size() > MAX_IDS) {
        throw new IllegalArgumentException(
            "Cannot make view '"
                + name
                + "' of "
                + ids.size()
                + " entities: at most "
                + MAX_IDS
                + " are allowed; save a filter instead");
      }
      ids.forEach(Names::checkEntityId);
    }
  }

  /** These entities. */
  public static View of(String name, List<String> ids, String source) {
    return new View(name, ids, null, source, Instant.now());
  }

  /** Whatever passes the filter. */
  public static View filtered(String name, String filter) {
    return new View(name, null, filter, null, Instant.now());
  }
}
