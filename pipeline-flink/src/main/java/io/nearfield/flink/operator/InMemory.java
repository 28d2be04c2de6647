package io.nearfield.flink.operator;

import io.nearfield.index.search.PartitionIndex;
import java.lang.ref.WeakReference;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The index partitions that operators of this process hold, for others of the same process and the
 * same key to read a vector from: Flink puts the subtasks of one number into one slot. Thread-safe.
 */
final class InMemory {

  private static final Map<Place, WeakReference<PartitionIndex<Entry>>> HELD =
      new ConcurrentHashMap<>();

  private record Place(Base base, int partition) {}

  private InMemory() {}

  static void offer(Base base, int partition, PartitionIndex<Entry> index) {
    HELD.put(new Place(base, partition), new WeakReference<>(index));
  }

  static void withdraw(Base base, int partition) {
    HELD.remove(new Place(base, partition));
  }

  /** A copy of the vector of an entity, prepared; null if nobody here holds it. */
  static float[] vector(Base base, int partition, String entityId) {
    WeakReference<PartitionIndex<Entry>> reference = HELD.get(new Place(base, partition));
    PartitionIndex<Entry> index = reference == null ? null : reference.get();
    return index == null ? null : index.vector(entityId);
  }
}
