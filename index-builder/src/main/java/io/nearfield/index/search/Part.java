package io.nearfield.index.search;

import java.util.Arrays;

/**
 * Some entries of a cell up to a size, and when each of them exists: a view of a storage that only
 * grows behind it, so a reader that holds it is not disturbed by the writer.
 *
 * <p>Entry i exists at version v if {@code born[i] <= v < died[i]}. The writer stores a death in
 * place <em>before</em> it publishes its version; a reader that looks at an earlier version comes
 * to the same answer whether it sees that store or not, which is why these reads need no lock. Most
 * parts are as old as their cell and lost nothing: they have neither array.
 */
final class Part {

  static final long ALIVE = Long.MAX_VALUE;

  final CellStorage storage;
  final int size;
  private final Lives lives;

  private Part(CellStorage storage, int size, Lives lives) {
    this.storage = storage;
    this.size = size;
    this.lives = lives;
  }

  /** What all views of one storage share. */
  private static final class Lives {
    final long[] born; // null when all are older than any reader
    volatile long[] died; // null until one dies
    int dead; // only the writer looks

    Lives(long[] born) {
      this.born = born;
    }
  }

  /** A part that exists as a whole for whoever finds it. */
  static Part of(CellStorage storage, int size) {
    return new Part(storage, size, new Lives(null));
  }

  /** A part without entries that may grow. */
  static Part growing(Shape shape, int capacity) {
    return new Part(new HeapStorage(shape, capacity), 0, new Lives(new long[capacity]));
  }

  /** Whether every entry exists at every version that may be asked for. */
  boolean untouched() {
    return lives.born == null && lives.died == null;
  }

  boolean exists(int slot, long version) {
    long[] died = lives.died;
    return (lives.born == null || lives.born[slot] <= version)
        && (died == null || version < died[slot]);
  }

  /** Whether the entry was not removed so far; only the writer asks. */
  boolean alive(int slot) {
    long[] died = lives.died;
    return died == null || died[slot] == ALIVE;
  }

  void bury(int slot, long version) {
    long[] died = lives.died;
    if (died == null) {
      died = new long[storage.size()];
      Arrays.fill(died, ALIVE);
      died[slot] = version;
      lives.died = died;
    } else {
      died[slot] = version;
    }
    lives.dead++;
  }

  int dead() {
    return lives.dead;
  }

  int living() {
    return size - lives.dead;
  }

  /** How many more entries fit without a copy. */
  int room() {
    return lives.born == null ? 0 : storage.size() - size;
  }

  /** Whether entries may be appended, by a copy if need be. */
  boolean grows() {
    return lives.born != null;
  }

  /** The same entries with at least {@code capacity} places. */
  Part grown(Shape shape, int capacity) {
    HeapStorage copy = new HeapStorage(shape, capacity);
    copy.copy(storage, 0, 0, size);
    Lives copied = new Lives(Arrays.copyOf(lives.born, capacity));
    long[] died = lives.died;
    if (died != null) {
      long[] longer = Arrays.copyOf(died, capacity);
      Arrays.fill(longer, died.length, capacity, ALIVE);
      copied.died = longer;
    }
    copied.dead = lives.dead;
    return new Part(copy, size, copied);
  }

  /** This part with some entries more; there must be {@link #room}. */
  Part append(EncodedRows rows, int[] order, int from, int to, long version) {
    HeapStorage heap = (HeapStorage) storage;
    for (int i = from; i < to; i++) {
      int slot = size + i - from;
      heap.put(slot, rows, order[i]);
      lives.born[slot] = version;
    }
    return new Part(storage, size + to - from, lives);
  }

  /** Copies the living entries, in their order; returns how many. Only the writer asks. */
  int copyLiving(HeapStorage to, int toSlot) {
    int at = toSlot;
    int from = 0;
    while (from < size) {
      int run = from;
      while (run < size && alive(run)) {
        run++;
      }
      if (run > from) {
        to.copy(storage, from, at, run - from);
        at += run - from;
      }
      from = run + 1;
    }
    return at - toSlot;
  }

  long memoryBytes() {
    long[] died = lives.died;
    return storage.memoryBytes()
        + (lives.born == null ? 0 : Bytes.of(lives.born))
        + (died == null ? 0 : Bytes.of(died))
        + OBJECTS;
  }

  // Part 24, storage 40, lives 32: with compressed references.
  private static final int OBJECTS = 96;
}
