package io.nearfield.connect.iceberg;

import java.io.Serializable;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Which changes of the live index something shows: for each partition of the changes topic the
 * offset of the first change that it need not show. All before that offset are in it. Changes that
 * came as a snapshot of the feature table have the partition {@link #TABLE} and the snapshot's
 * sequence number as their offset.
 *
 * <p>Of a partition that is not named nothing is covered. It is a lower bound: what is not covered
 * may be shown all the same, so who goes on from here applies changes that change nothing.
 *
 * @param next by partition
 */
public record CoveredOffsets(SortedMap<Integer, Long> next) implements Serializable {

  /** Nothing. */
  public static final CoveredOffsets NONE = new CoveredOffsets(new TreeMap<>());

  /** The partition of changes that came as snapshots of the feature table. */
  public static final int TABLE = -1;

  public CoveredOffsets {
    next = Collections.unmodifiableSortedMap(new TreeMap<>(next));
  }

  public static CoveredOffsets of(Map<Integer, Long> next) {
    return new CoveredOffsets(new TreeMap<>(next));
  }

  /** Whether a change is shown for sure. */
  public boolean covers(int partition, long offset) {
    Long first = next.get(partition);
    return first != null && offset < first;
  }

  /** What both cover. */
  public CoveredOffsets and(CoveredOffsets other) {
    TreeMap<Integer, Long> both = new TreeMap<>();
    next.forEach(
        (partition, offset) -> {
          Long others = other.next.get(partition);
          if (others != null) {
            both.put(partition, Math.min(offset, others));
          }
        });
    return new CoveredOffsets(both);
  }

  /** What either covers. */
  public CoveredOffsets or(CoveredOffsets other) {
    TreeMap<Integer, Long> either = new TreeMap<>(next);
    other.next.forEach((partition, offset) -> either.merge(partition, offset, Math::max));
    return new CoveredOffsets(either);
  }

  /** The same, with another offset for one partition. */
  public CoveredOffsets with(int partition, long offset) {
    TreeMap<Integer, Long> changed = new TreeMap<>(next);
    changed.put(partition, offset);
    return new CoveredOffsets(changed);
  }

  /** Whether all that this covers is covered by the other too. */
  public boolean isWithin(CoveredOffsets other) {
    return next.entrySet().stream()
        .allMatch(entry -> other.next.getOrDefault(entry.getKey(), 0L) >= entry.getValue());
  }

  /** As {@link #parse} reads it: {@code 0:17,1:4}. */
  @Override
  public String toString() {
    return next.entrySet().stream()
        .map(entry -> entry.getKey() + ":" + entry.getValue())
        .collect(Collectors.joining(","));
  }

  /**
   * Reads what {@link #toString} wrote.
   *
   * @throws IllegalArgumentException if it is something else
   */
  public static CoveredOffsets parse(String text) {
    TreeMap<Integer, Long> next = new TreeMap<>();
    if (!text.isBlank()) {
      for (String part : text.split(",", -1)) {
        int colon = part.indexOf(':');
        if (colon < 0) {
          throw new IllegalArgumentException(
              "Cannot read covered offsets: 'partition:offset' expected, got '" + part + "'");
        }
        next.put(
            Integer.parseInt(part.substring(0, colon)), Long.parseLong(part.substring(colon + 1)));
      }
    }
    return new CoveredOffsets(next);
  }
}
