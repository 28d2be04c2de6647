package io.nearfield.flink.operator;

import io.nearfield.index.search.PartitionIndex;
import java.util.BitSet;

/**
 * One index partition of an edition, and who has said what of it.
 *
 * <p>Changed by the task's thread; the metrics read the index and the number of changes.
 */
final class HeldPartition {

  private final int number;
  private final BitSet complete = new BitSet();
  private final BitSet closed = new BitSet();
  private int routers = -1;
  private int probers = -1;
  private volatile PartitionIndex<Entry> index;
  private volatile int changes;

  HeldPartition(int number) {
    this.number = number;
  }

  int number() {
    return number;
  }

  /** Its entries with all changes; null until it can be searched, and when it is closed. */
  PartitionIndex<Entry> index() {
    return index;
  }

  void searchable(PartitionIndex<Entry> loaded) {
    index = loaded;
  }

  /** How many changes lie over its base. */
  int changes() {
    return changes;
  }

  void setChanges(int count) {
    changes = count;
  }

  /** A router has sent all changes since the build. */
  void complete(int router, int of) {
    complete.set(router);
    routers = of;
  }

  boolean isComplete() {
    return complete.cardinality() == routers;
  }

  /** A prober asks nothing more. */
  void close(int prober, int of) {
    closed.set(prober);
    probers = of;
    if (isClosed()) {
      index = null;
      changes = 0;
    }
  }

  boolean isClosed() {
    return closed.cardinality() == probers;
  }
}
