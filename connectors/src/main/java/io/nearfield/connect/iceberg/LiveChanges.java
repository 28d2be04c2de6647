package io.nearfield.connect.iceberg;

import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Changes of the live job on their way into the tables: of each entity the last word, however often
 * it changed. Give them in the order in which the job took them. Holds all of them in memory. Not
 * thread-safe.
 */
public final class LiveChanges {

  private final Map<String, LiveChange> entities = new LinkedHashMap<>();
  private final Map<Long, Map<String, Placed>> entries = new TreeMap<>();
  private long taken;

  /** Where an entity was and is within one generation. */
  static final class Placed {
    private final Set<Integer> partitions = new TreeSet<>();
    private LiveEntry last;

    /** All partitions in which there may be a row that holds no more. */
    Set<Integer> partitions() {
      return partitions;
    }

    /** Where it is now; null if nowhere. */
    LiveEntry last() {
      return last;
    }

    private void put(LiveEntry entry) {
      partitions.add(entry.partition());
      if (entry.entry() != null) {
        last = entry;
      } else if (last != null && last.partition() == entry.partition()) {
        last = null;
      }
    }
  }

  public void add(LiveChange change) {
    taken++;
    entities.put(change.entityId(), change);
  }

  public void add(LiveEntry entry) {
    entries
        .computeIfAbsent(entry.generation(), g -> new HashMap<>())
        .computeIfAbsent(entry.entityId(), id -> new Placed())
        .put(entry);
  }

  public boolean isEmpty() {
    return entities.isEmpty() && entries.isEmpty();
  }

  /** How many changes of entities were given, repeated ones included. */
  public long taken() {
    return taken;
  }

  Collection<LiveChange> entities() {
    return entities.values();
  }

  /** By generation and entity. */
  Map<Long, Map<String, Placed>> entries() {
    return entries;
  }
}
