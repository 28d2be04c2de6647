package io.nearfield.flink;

import java.io.Serializable;
import java.time.Duration;
import java.util.Locale;

/**
 * How a live job keeps its state and its entries.
 *
 * @param backend where keyed state lies
 * @param memoryPerSubtask bytes of heap that one subtask's entries may take up, the old and the new
 *     generation's together while they are swapped; 0 for no limit
 * @param retention how long a change is remembered, at least, after a generation covers it: a late
 *     change of a lower version that comes within is known for what it is
 * @param generationPoll how often the index table is looked at for another active generation
 */
public record StateOptions(
    Backend backend, long memoryPerSubtask, Duration retention, Duration generationPoll)
    implements Serializable {

  /** Flink's state backends. */
  public enum Backend {
    /** What the cluster's configuration says; its default is HASHMAP. */
    CLUSTER,
    /** On the heap: fastest, and every checkpoint is written as a whole. */
    HASHMAP,
    /** In RocksDB on local disk: for changes beyond the heap; checkpoints are incremental. */
    ROCKSDB;

    /**
     * From its name, in any case.
     *
     * @throws IllegalArgumentException naming those that there are
     */
    public static Backend parse(String name) {
      try {
        return valueOf(name.strip().toUpperCase(Locale.ROOT));
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException(
            "Cannot use state backend '"
                + name
                + "': hashmap, rocksdb or cluster is needed (--state-backend)",
            e);
      }
    }
  }

  public StateOptions {
    if (memoryPerSubtask < 0) {
      throw new IllegalArgumentException(
          "Cannot allow " + memoryPerSubtask + " bytes for entries: 0 or more are needed");
    }
    if (retention.isNegative()) {
      throw new IllegalArgumentException(
          "Cannot remember changes for " + retention + ": it must not be negative");
    }
    if (generationPoll.toMillis() < 100) {
      throw new IllegalArgumentException(
          "Cannot look for generations every "
              + generationPoll.toMillis()
              + " ms: at least 100 ms are needed");
    }
  }

  /** The cluster's backend, no limit, a retention of seven days, a look every five seconds. */
  public static StateOptions defaults() {
    return new StateOptions(Backend.CLUSTER, 0, Duration.ofDays(7), Duration.ofSeconds(5));
  }

  public StateOptions withBackend(Backend newBackend) {
    return new StateOptions(newBackend, memoryPerSubtask, retention, generationPoll);
  }

  public StateOptions withMemoryPerSubtask(long bytes) {
    return new StateOptions(backend, bytes, retention, generationPoll);
  }

  public StateOptions withRetention(Duration newRetention) {
    return new StateOptions(backend, memoryPerSubtask, newRetention, generationPoll);
  }

  public StateOptions withGenerationPoll(Duration newPoll) {
    return new StateOptions(backend, memoryPerSubtask, retention, newPoll);
  }
}
