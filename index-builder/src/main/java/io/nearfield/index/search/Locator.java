package io.nearfield.index.search;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * Where the entry of an id lies: open addressing over pairs of longs, id and place side by side, so
 * that a look-up reads one line of memory. One thread changes it while others read; what a reader
 * finds may be outdated by then, so it checks the entry's id.
 *
 * <p>16 bytes per slot, at most two thirds of the slots in use. O(1) per operation.
 */
final class Locator {

  /** What {@link #find} says of an id that is not there. */
  static final long NOWHERE = -1;

  private static final long FREE = 0;
  private static final long REMOVED = -1; // may be used again, but does not end a search
  private static final VarHandle LONGS = MethodHandles.arrayElementVarHandle(long[].class);

  private volatile long[] table; // id, place + 1
  private int used; // slots that are not free
  private int living;

  Locator(long expected) {
    table = new long[2 * slots(expected)];
  }

  private static int slots(long expected) {
    long wanted = Math.max(16, expected * 3 / 2 + 1);
    if (wanted > 1 << 29) {
      throw new IllegalStateException(
          "Cannot locate entries: %d are more than fit one table; build several indexes"
              .formatted(expected));
    }
    int slots = Integer.highestOneBit((int) wanted);
    return slots == wanted ? slots : slots * 2;
  }

  static long place(int cell, int part, int slot) {
    return (long) cell << 40 | (long) part << 24 | slot;
  }

  static int cell(long place) {
    return (int) (place >>> 40);
  }

  static int part(long place) {
    return (int) (place >>> 24) & 0xffff;
  }

  static int slot(long place) {
    return (int) place & 0xffffff;
  }

  int size() {
    return living;
  }

  /** The place of an id; {@link #NOWHERE} when it is not there. */
  long find(long id) {
    long[] pairs = table;
    int mask = pairs.length / 2 - 1;
    int at = Hashing.slot(id, mask + 1);
    while (true) {
      long stored = (long) LONGS.getAcquire(pairs, 2 * at + 1);
      if (stored == FREE) {
        return NOWHERE;
      }
      if (stored != REMOVED && pairs[2 * at] == id) {
        return stored - 1;
      }
      at = (at + 1) & mask;
    }
  }

  /** Sets the place of an id. */
  void put(long id, long place) {
    long[] pairs = table;
    int mask = pairs.length / 2 - 1;
    int at = Hashing.slot(id, mask + 1);
    int reusable = -1;
    while (true) {
      long stored = pairs[2 * at + 1];
      if (stored == FREE) {
        break;
      }
      if (stored == REMOVED) {
        reusable = reusable < 0 ? at : reusable;
      } else if (pairs[2 * at] == id) {
        LONGS.setRelease(pairs, 2 * at + 1, place + 1);
        return;
      }
      at = (at + 1) & mask;
    }
    if (reusable >= 0) {
      at = reusable;
    } else {
      used++;
    }
    pairs[2 * at] = id;
    LONGS.setRelease(pairs, 2 * at + 1, place + 1);
    living++;
    if (used > mask / 3 * 2) {
      rebuild();
    }
  }

  /** Forgets an id; returns its place, {@link #NOWHERE} when it is not there. */
  long remove(long id) {
    long[] pairs = table;
    int mask = pairs.length / 2 - 1;
    int at = Hashing.slot(id, mask + 1);
    while (true) {
      long stored = pairs[2 * at + 1];
      if (stored == FREE) {
        return NOWHERE;
      }
      if (stored != REMOVED && pairs[2 * at] == id) {
        LONGS.setRelease(pairs, 2 * at + 1, REMOVED);
        living--;
        return stored - 1;
      }
      at = (at + 1) & mask;
    }
  }

  private void rebuild() {
    long[] old = table;
    long[] pairs = new long[2 * slots(living * 2L)];
    int mask = pairs.length / 2 - 1;
    for (int i = 0; i < old.length; i += 2) {
      if (old[i + 1] != FREE && old[i + 1] != REMOVED) {
        int at = Hashing.slot(old[i], mask + 1);
        while (pairs[2 * at + 1] != FREE) {
          at = (at + 1) & mask;
        }
        pairs[2 * at] = old[i];
        pairs[2 * at + 1] = old[i + 1];
      }
    }
    used = living;
    table = pairs;
  }

  long memoryBytes() {
    return Bytes.of(table);
  }
}
