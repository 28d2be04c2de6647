package io.nearfield.connect.kafka;

import io.nearfield.connect.api.Neighbours;
import java.io.Serializable;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * An answer on the neighbours topic: neighbours, or those of each of several entities, or an error;
 * never two of them.
 *
 * @param requestId the question's
 * @param neighbours the answer, or null
 * @param each the answers for several entities in the order they were asked by, or null
 * @param error why the question could not be answered, or null
 */
public record LookupAnswer(
    String requestId, Neighbours neighbours, Map<String, Neighbours> each, String error)
    implements Serializable {

  public LookupAnswer {
    each = each == null ? null : Collections.unmodifiableMap(new LinkedHashMap<>(each));
  }

  public static LookupAnswer of(String requestId, Neighbours neighbours) {
    return new LookupAnswer(requestId, neighbours, null, null);
  }

  /**
   * @param each the answer for each entity, in order
   */
  public static LookupAnswer ofEach(String requestId, Map<String, Neighbours> each) {
    return new LookupAnswer(requestId, null, each, null);
  }

  public static LookupAnswer error(String requestId, String error) {
    return new LookupAnswer(requestId, null, null, error);
  }

  public boolean failed() {
    return error != null;
  }

  /** The same with other neighbours, whoever's they are. */
  LookupAnswer map(UnaryOperator<Neighbours> change) {
    Map<String, Neighbours> changed = each == null ? null : new LinkedHashMap<>(each);
    if (changed != null) {
      changed.replaceAll((id, its) -> change.apply(its));
    }
    return new LookupAnswer(
        requestId, neighbours == null ? null : change.apply(neighbours), changed, error);
  }

  /** How many neighbours there are in all. */
  int size() {
    int own = neighbours == null ? 0 : neighbours.neighbours().size();
    return each == null
        ? own
        : own + each.values().stream().mapToInt(its -> its.neighbours().size()).sum();
  }
}
