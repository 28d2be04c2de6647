package io.nearfield.flink.operator;

import io.nearfield.connect.api.IndexEntry;
import io.nearfield.connect.iceberg.GenerationView;
import io.nearfield.connect.iceberg.Lake;
import io.nearfield.flink.message.Edition;
import io.nearfield.index.search.PartitionIndex;
import java.io.IOException;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.iceberg.io.CloseableIterable;

/**
 * One subtask's index partitions of an edition.
 *
 * <p>Used by the task's thread; the metrics look at the partitions.
 */
final class HeldEdition {

  private final Edition edition;
  private final long token;
  private final Map<Integer, HeldPartition> partitions = new ConcurrentHashMap<>();
  private CompletableFuture<Loaded> loading;
  private Loaded loaded;
  private SearchEntries search;

  /** The codebooks, and the base of the subtask's own partitions. */
  record Loaded(OpenBase open, Map<Integer, PartitionIndex<Entry>> bases) {}

  /**
   * @param token of the attempt to swap to it
   */
  HeldEdition(Edition edition, long token) {
    this.edition = edition;
    this.token = token;
  }

  /** Reads an edition: the only place where the live job reads its vectors. */
  static Loaded load(Base base, Edition edition, OwnKeys own, LiveMemory memory, long held)
      throws IOException {
    Base at = base.at(edition);
    OpenBase open = OpenBase.of(at);
    Map<Integer, PartitionIndex<Entry>> bases = new HashMap<>();
    try (Lake lake = Lake.open(base.lake())) {
      GenerationView view = OpenBase.view(lake.index(base.index()), at);
      for (int partition = 0; partition < open.partitions(); partition++) {
        if (own.contains(Edition.key(edition.number(), partition))) {
          bases.put(partition, new PartitionIndex<>(open.trained()));
        }
      }
      memory.require(view.generation(), held, bases.size(), open.partitions());
      for (Map.Entry<Integer, PartitionIndex<Entry>> partition : bases.entrySet()) {
        try (CloseableIterable<IndexEntry> entries = view.entries(partition.getKey())) {
          for (IndexEntry entry : entries) {
            Entry.put(partition.getValue(), entry);
          }
        }
      }
    }
    return new Loaded(open, bases);
  }

  Edition edition() {
    return edition;
  }

  long token() {
    return token;
  }

  /** Loads in another thread what {@link #take} takes. */
  void load(CompletableFuture<Loaded> begun) {
    loading = begun;
  }

  CompletableFuture<Loaded> loading() {
    return loading;
  }

  /** Has been loaded. */
  void take(Loaded done) {
    loading = null;
    loaded = done;
    search = new SearchEntries(done.open());
    done.bases().keySet().forEach(this::partition);
  }

  boolean isLoaded() {
    return loaded != null;
  }

  /** Whether there is nothing in it to be closed. */
  boolean isIdle() {
    return loaded == null || partitions.isEmpty();
  }

  OpenBase open() {
    return loaded.open();
  }

  SearchEntries search() {
    return search;
  }

  /** The base of a partition, handed out once. */
  PartitionIndex<Entry> takeBase(int partition) {
    PartitionIndex<Entry> base = loaded.bases().remove(partition);
    if (base == null) {
      throw new IllegalStateException("index partition " + partition + " came to a wrong subtask");
    }
    return base;
  }

  /** One of the own partitions. */
  HeldPartition partition(int number) {
    return partitions.computeIfAbsent(number, HeldPartition::new);
  }

  Collection<HeldPartition> partitions() {
    return partitions.values();
  }
}
