package io.nearfield.flink.operator;

import io.nearfield.connect.api.IndexEntry;
import io.nearfield.flink.message.DeltaEntry;
import io.nearfield.index.search.PartitionIndex;
import java.util.Map;

/**
 * What is kept with an entry in memory.
 *
 * @param version of the change that put it there; {@link #BASE} for the base's entries
 */
record Entry(String id, long version, Map<String, Object> attributes) {

  static final long BASE = -1;

  static void put(PartitionIndex<Entry> index, IndexEntry entry) {
    index.upsert(
        entry.entityId(),
        entry.cell(),
        entry.code(),
        entry.vector(),
        new Entry(entry.entityId(), BASE, entry.attributes()));
  }

  /** Lays a change over what is there. */
  static void put(PartitionIndex<Entry> index, String id, DeltaEntry entry) {
    if (entry.removed()) {
      index.remove(id);
    } else {
      index.upsert(
          id,
          entry.cell(),
          entry.code(),
          entry.vector(),
          new Entry(id, entry.version(), entry.attributes()));
    }
  }
}
