package io.nearfield.connect.lookup;

import io.nearfield.connect.api.IndexEntry;
import io.nearfield.connect.api.NearfieldException;
import io.nearfield.connect.iceberg.Codebooks;
import io.nearfield.index.TrainedIndex;
import io.nearfield.index.search.PartitionIndex;
import java.io.IOException;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.IntFunction;
import org.apache.iceberg.io.CloseableIterable;

/**
 * The index partitions in memory, least recently used out first. A partition is read once however
 * many lookups wait for it; a failed read is not remembered. Thread-safe.
 */
final class PartitionCache {

  /** Objects, references and maps around one entry, in bytes, roughly. */
  private static final int ENTRY_OVERHEAD = 264;

  private static final int ATTRIBUTE_OVERHEAD = 96;

  private final IntFunction<CloseableIterable<IndexEntry>> entries;
  private final String label;
  private final Codebooks codebooks;
  private final long maxBytes;
  private final Map<Integer, Slot> slots = new LinkedHashMap<>(16, 0.75f, true);

  /**
   * @param entries reads the entries of a partition
   * @param label which generation of which index, for messages
   */
  PartitionCache(
      IntFunction<CloseableIterable<IndexEntry>> entries,
      String label,
      Codebooks codebooks,
      long maxBytes) {
    this.entries = entries;
    this.label = label;
    this.codebooks = codebooks;
    this.maxBytes = maxBytes;
  }

  /** A partition that is being read or has been. */
  private static final class Slot {
    final FutureTask<Loaded> reading;
    long bytes;
    volatile PartitionIndex<HeldEntry> entries;

    Slot(FutureTask<Loaded> reading) {
      this.reading = reading;
    }
  }

  private record Loaded(PartitionIndex<HeldEntry> entries, long bytes) {}

  PartitionIndex<HeldEntry> partition(int number) {
    Slot slot;
    synchronized (slots) {
      slot = slots.computeIfAbsent(number, n -> new Slot(new FutureTask<>(() -> read(n))));
    }
    slot.reading.run(); // does nothing if somebody else reads or has read it
    try {
      Loaded loaded = slot.reading.get();
      slot.entries = loaded.entries();
      account(number, slot, loaded.bytes());
      return loaded.entries();
    } catch (ExecutionException e) {
      forget(number, slot);
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw failed(number, e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw failed(number, e);
    } catch (CancellationException e) {
      throw failed(number, e);
    }
  }

  /** The vector of an entity, if the partition that holds it is in memory; else null. */
  float[] vectorInMemory(String entityId) {
    List<Slot> held;
    synchronized (slots) {
      held = List.copyOf(slots.values());
    }
    for (Slot slot : held) {
      PartitionIndex<HeldEntry> entries = slot.entries;
      float[] vector = entries == null ? null : entries.vector(entityId);
      if (vector != null) {
        return vector;
      }
    }
    return null;
  }

  /** How many partitions are in memory, or being read. */
  int held() {
    synchronized (slots) {
      return slots.size();
    }
  }

  void clear() {
    synchronized (slots) {
      slots.clear();
    }
  }

  private void account(int number, Slot slot, long bytes) {
    synchronized (slots) {
      slot.bytes = bytes;
      long total = slots.values().stream().mapToLong(s -> s.bytes).sum();
      Iterator<Map.Entry<Integer, Slot>> oldest = slots.entrySet().iterator();
      while (total > maxBytes && oldest.hasNext()) {
        Map.Entry<Integer, Slot> entry = oldest.next();
        if (entry.getKey() != number && entry.getValue().bytes > 0) {
          total -= entry.getValue().bytes;
          oldest.remove();
        }
      }
    }
  }

  private void forget(int number, Slot slot) {
    synchronized (slots) {
      slots.remove(number, slot);
    }
  }

  private Loaded read(int number) {
    TrainedIndex trained = codebooks.trained();
    PartitionIndex<HeldEntry> held = new PartitionIndex<>(trained);
    long bytes = 1;
    try (CloseableIterable<IndexEntry> rows = entries.apply(number)) {
      for (IndexEntry entry : rows) {
        check(entry, number);
        held.upsert(
            entry.entityId(),
            entry.cell(),
            entry.code(),
            entry.vector(),
            new HeldEntry(entry.entityId(), Collections.unmodifiableMap(entry.attributes())));
        bytes +=
            ENTRY_OVERHEAD
                + entry.entityId().length()
                + entry.code().length
                + 4L * entry.vector().length
                + (long) ATTRIBUTE_OVERHEAD * entry.attributes().size();
      }
    } catch (IOException e) {
      throw failed(number, e);
    }
    return new Loaded(held, bytes);
  }

  private void check(IndexEntry entry, int partition) {
    TrainedIndex trained = codebooks.trained();
    String wrong = null;
    if (entry.cell() < 0
        || entry.cell() >= trained.cells()
        || codebooks.partitionOfCell()[entry.cell()] != partition) {
      wrong = "cell " + entry.cell() + " does not belong to partition " + partition;
    } else if (entry.vector().length != trained.dimension()) {
      wrong = "a vector of " + entry.vector().length + " for " + trained.dimension();
    } else if (entry.code().length != trained.codeSize()) {
      wrong = "a code of " + entry.code().length + " bytes for " + trained.codeSize();
    }
    if (wrong != null) {
      throw new NearfieldException(
          "Cannot use entry '"
              + entry.entityId()
              + "' of "
              + label
              + ": it has "
              + wrong
              + "; roll back or build the index again");
    }
  }

  private NearfieldException failed(int number, Throwable cause) {
    return new NearfieldException(
        "Cannot read partition " + number + " of " + label + ": " + cause.getMessage(), cause);
  }
}
