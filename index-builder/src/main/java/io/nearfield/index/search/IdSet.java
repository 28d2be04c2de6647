package io.nearfield.index.search;

import java.util.Arrays;
import java.util.function.LongConsumer;

/** A set of ids: open addressing over primitives, at most half full. O(1) per test. */
final class IdSet implements IdFilter {

  private final long[] sorted; // distinct, ascending
  private final long[] slots; // an id or, where nothing is, anything but an id of that slot
  private final long nothing; // marks a free slot; never an id of the set

  private IdSet(long[] sorted, long[] slots, long nothing) {
    this.sorted = sorted;
    this.slots = slots;
    this.nothing = nothing;
  }

  static IdSet of(long[] ids) {
    long[] sorted = ids.clone();
    Arrays.sort(sorted);
    int distinct = 0;
    for (int i = 0; i < sorted.length; i++) {
      if (i == 0 || sorted[i] != sorted[i - 1]) {
        sorted[distinct++] = sorted[i];
      }
    }
    sorted = Arrays.copyOf(sorted, distinct);
    long nothing = Long.MIN_VALUE;
    while (Arrays.binarySearch(sorted, nothing) >= 0) {
      nothing++;
    }
    long[] slots = new long[Integer.highestOneBit(Math.max(1, distinct)) * 4];
    Arrays.fill(slots, nothing);
    for (long id : sorted) {
      int at = Hashing.slot(id, slots.length);
      while (slots[at] != nothing) {
        at = (at + 1) & (slots.length - 1);
      }
      slots[at] = id;
    }
    return new IdSet(sorted, slots, nothing);
  }

  @Override
  public boolean test(long id) {
    int at = Hashing.slot(id, slots.length);
    while (slots[at] != nothing) {
      if (slots[at] == id) {
        return true;
      }
      at = (at + 1) & (slots.length - 1);
    }
    return false;
  }

  @Override
  public long count() {
    return sorted.length;
  }

  @Override
  public void forEach(LongConsumer action) {
    for (long id : sorted) {
      action.accept(id);
    }
  }
}
