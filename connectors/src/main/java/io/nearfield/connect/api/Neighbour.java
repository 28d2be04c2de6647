package io.nearfield.connect.api;

import java.io.Serializable;
import java.util.Comparator;
import java.util.Map;

/**
 * One answer of a lookup.
 *
 * @param entityId who
 * @param distance how far by the index's metric; smaller is nearer
 * @param attributes the entity's attributes kept in the index
 */
public record Neighbour(String entityId, float distance, Map<String, Object> attributes)
    implements Serializable {

  /** Nearest first, ties by entity id. */
  public static final Comparator<Neighbour> NEAREST_FIRST =
      (a, b) -> {
        int byDistance = Float.compare(a.distance, b.distance);
        return byDistance != 0 ? byDistance : a.entityId.compareTo(b.entityId);
      };
}
