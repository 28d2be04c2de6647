package io.nearfield.index.binary;

import java.util.Arrays;

/**
 * Where each id is: a hash map from long to int by linear probing, at most two thirds full, with
 * removal that moves later keys back instead of leaving marks. Not thread-safe.
 */
final class Positions {

  static final int NONE = -1;

  private long[] keys = new long[16];
  private int[] positions = new int[16]; // NONE = free
  private int size;

  Positions() {
    Arrays.fill(positions, NONE);
  }

  int size() {
    return size;
  }

  /** The position of {@code id}, or {@link #NONE}. */
  int get(long id) {
    return positions[slot(id)];
  }

  /** Sets where {@code id} is, new or not. */
  void put(long id, int position) {
    int slot = slot(id);
    if (positions[slot] == NONE) {
      keys[slot] = id;
      size++;
    }
    positions[slot] = position;
    if (3L * size > 2L * keys.length) {
      grow();
    }
  }

  /** Forgets {@code id}; returns where it was, or {@link #NONE}. */
  int remove(long id) {
    int hole = slot(id);
    int position = positions[hole];
    if (position == NONE) {
      return NONE;
    }
    size--;
    int mask = keys.length - 1;
    int next = hole;
    while (true) {
      next = (next + 1) & mask;
      if (positions[next] == NONE) {
        break;
      }
      int home = home(keys[next]);
      // The key may fill the hole unless its home lies between the hole and where it is.
      if (((next - home) & mask) >= ((next - hole) & mask)) {
        keys[hole] = keys[next];
        positions[hole] = positions[next];
        hole = next;
      }
    }
    positions[hole] = NONE;
    return position;
  }

  long memoryBytes() {
    return (long) (Long.BYTES + Integer.BYTES) * keys.length;
  }

  private int slot(long id) {
    int mask = keys.length - 1;
    int slot = home(id);
    while (positions[slot] != NONE && keys[slot] != id) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  private int home(long id) {
    long mixed = id * 0x9e3779b97f4a7c15L;
    return (int) (mixed >>> 32) & (keys.length - 1);
  }

  private void grow() {
    long[] oldKeys = keys;
    int[] oldPositions = positions;
    keys = new long[2 * oldKeys.length];
    positions = new int[keys.length];
    Arrays.fill(positions, NONE);
    for (int i = 0; i < oldKeys.length; i++) {
      if (oldPositions[i] != NONE) {
        int slot = slot(oldKeys[i]);
        keys[slot] = oldKeys[i];
        positions[slot] = oldPositions[i];
      }
    }
  }
}
