package io.nearfield.index.search;

import java.util.Arrays;

/**
 * The parts that one query looks into, numbered, so that a long can name an entry. Not thread-safe;
 * reused from query to query.
 */
final class Parts {

  private Part[] parts = new Part[64];
  private int[] cells = new int[64];
  private int count;

  void clear() {
    Arrays.fill(parts, 0, count, null); // so that a compacted part does not stay in memory
    count = 0;
  }

  /** Takes a part in; returns its number. */
  int add(Part part, int cell) {
    if (count == parts.length) {
      parts = Arrays.copyOf(parts, count * 2);
      cells = Arrays.copyOf(cells, count * 2);
    }
    parts[count] = part;
    cells[count] = cell;
    return count++;
  }

  static long entry(int number, int slot) {
    return (long) number << 32 | slot;
  }

  static int number(long entry) {
    return (int) (entry >>> 32);
  }

  static int slot(long entry) {
    return (int) entry;
  }

  Part part(int number) {
    return parts[number];
  }

  int cell(int number) {
    return cells[number];
  }

  long id(long entry) {
    return parts[number(entry)].storage.id(slot(entry));
  }
}
