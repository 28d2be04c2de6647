package io.nearfield.connect.browse;

import io.nearfield.connect.api.AttributeType;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Counts the values of one attribute in bounded memory. Not thread-safe. */
final class FacetCounter {

  /** More different values than this are no choice for people. */
  static final int MOST_DISTINCT = 10_000;

  /** Longer texts are not kept: they are no categories either. */
  private static final int LONGEST = 256;

  private static final Comparator<Object> OWN_ORDER =
      (a, b) ->
          a instanceof Comparable<?> && a.getClass() == b.getClass()
              ? compare(a, b)
              : a.toString().compareTo(b.toString());

  private final String attribute;
  private final AttributeType type;
  private Map<Object, long[]> counts = new HashMap<>(); // null once there are too many
  private long present;
  private Object least;
  private Object greatest;

  FacetCounter(String attribute, AttributeType type) {
    this.attribute = attribute;
    this.type = type;
  }

  /** One item's value, or values; null if it has none. */
  void add(Object value) {
    if (value == null) {
      return;
    }
    present++;
    if (value instanceof Collection<?> many) {
      Set<Object> once = new HashSet<>(many);
      once.remove(null);
      once.forEach(this::count);
    } else {
      count(value);
    }
  }

  private void count(Object stored) {
    Object value = stored instanceof OffsetDateTime time ? time.toInstant() : stored;
    if (!(value instanceof String) && !(value instanceof Boolean)) {
      widen(value);
    }
    if (counts == null) {
      return;
    }
    boolean tooLong = value instanceof String text && text.length() > LONGEST;
    if (tooLong || (counts.size() >= MOST_DISTINCT && !counts.containsKey(value))) {
      counts = null;
      return;
    }
    counts.computeIfAbsent(value, v -> new long[1])[0]++;
  }

  private void widen(Object value) {
    if ((value instanceof Double number && number.isNaN())
        || (value instanceof Float single && single.isNaN())) {
      return; // no place in an order
    }
    least = least == null || OWN_ORDER.compare(value, least) < 0 ? value : least;
    greatest = greatest == null || OWN_ORDER.compare(value, greatest) > 0 ? value : greatest;
  }

  /**
   * What was counted.
   *
   * @param limit the most values to name
   */
  Facet facet(int limit) {
    List<Facet.Count> values =
        counts == null
            ? List.of()
            : counts.entrySet().stream()
                .map(entry -> new Facet.Count(entry.getKey(), entry.getValue()[0]))
                .sorted(
                    Comparator.comparingLong(Facet.Count::count)
                        .reversed()
                        .thenComparing(Facet.Count::value, OWN_ORDER))
                .limit(limit)
                .toList();
    return new Facet(
        attribute, type, present, values, counts == null ? -1 : counts.size(), least, greatest);
  }

  @SuppressWarnings("unchecked") // both are of one class
  private static int compare(Object a, Object b) {
    return ((Comparable<Object>) a).compareTo(b);
  }
}
