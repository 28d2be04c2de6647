package io.nearfield.flink.operator;

import io.nearfield.connect.lookup.Admission;
import io.nearfield.flink.message.PartialAnswer;
import io.nearfield.flink.message.PartitionLookup;
import io.nearfield.index.search.PartitionIndex;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.flink.util.OutputTag;

/**
 * Answers exactly, for the canary, what was answered by codes: in another thread, so that no lookup
 * waits for it. What is found is fetched by the task's own thread. Where too many wait, later ones
 * are dropped, and their samples with them.
 */
final class TruthSearches implements AutoCloseable {

  /** For the canary. */
  static final OutputTag<PartialAnswer> TRUTHS =
      new OutputTag<>("truths", PartialAnswer.FORMAT.typeInfo());

  private static final int MOST_WAITING = 256;

  private final Background thread = new Background("nearfield-canary");
  private final Queue<PartialAnswer> done = new ConcurrentLinkedQueue<>();
  private final AtomicInteger waiting = new AtomicInteger();

  void ask(PartitionIndex<Entry> index, PartitionLookup lookup, Admission admission) {
    if (waiting.get() >= MOST_WAITING) {
      return;
    }
    waiting.incrementAndGet();
    thread.run(
        () -> {
          try {
            done.add(SearchEntries.search(index, lookup, admission));
          } finally {
            waiting.decrementAndGet();
          }
        });
  }

  /** One that is done, or null. */
  PartialAnswer poll() {
    return done.poll();
  }

  @Override
  public void close() {
    thread.close();
  }
}
