package io.nearfield.index.search;

import java.util.Arrays;

/**
 * The entries with the greatest keys, ties to the lower id. Entries are only collected; when there
 * is no more room, the best are selected at once and the others dropped, which costs less per entry
 * than keeping a heap in order. The result does not depend on the order of offering. (C. A. R.
 * Hoare, Algorithm 65: Find, 1961.)
 *
 * <p>Not thread-safe; reused from query to query. An entry is a part's number in {@link Parts}
 * above its slot.
 */
final class Candidates {

  private static final int LEAST_ROOM = 64;
  private static final int MOST = Integer.MAX_VALUE - 8;

  private final Parts parts;
  private float[] keys = new float[256];
  private long[] entries = new long[256];
  private int size;
  private int wanted;
  private int capacity;
  private float threshold;

  Candidates(Parts parts) {
    this.parts = parts;
  }

  /** Forgets everything; of what is offered from now on the best {@code wanted} will be kept. */
  void reset(long newWanted, float leastKey) {
    size = 0;
    wanted = (int) Math.min(newWanted, MOST);
    capacity = (int) Math.min(2L * wanted + LEAST_ROOM, MOST);
    threshold = leastKey;
  }

  /** What is below this key will not be kept; what equals it may be. */
  float threshold() {
    return threshold;
  }

  int size() {
    return size;
  }

  /** Whether as many are kept as were wanted, so that others may have been dropped. */
  boolean full() {
    return size >= wanted;
  }

  boolean large() {
    return keys.length > Scratch.LARGE;
  }

  float key(int i) {
    return keys[i];
  }

  long entry(int i) {
    return entries[i];
  }

  void offer(float key, long entry) {
    if (key < threshold) {
      return;
    }
    if (size == keys.length) {
      int length = (int) Math.min(capacity, keys.length * 2L);
      keys = Arrays.copyOf(keys, length);
      entries = Arrays.copyOf(entries, length);
    }
    keys[size] = key;
    entries[size++] = entry;
    if (size == wanted) {
      threshold = least();
    } else if (size == capacity) {
      select();
    }
  }

  private float least() {
    float least = keys[0];
    for (int i = 1; i < size; i++) {
      least = Math.min(least, keys[i]);
    }
    return least;
  }

  /** Drops all but the best. */
  void select() {
    if (size <= wanted) {
      return;
    }
    float cut = moveGreatestFirst(wanted);
    threshold = cut;
    boolean tied = false;
    for (int i = wanted; i < size; i++) {
      tied |= keys[i] == cut;
    }
    if (tied) {
      moveLowestIdsFirst(cut);
    }
    size = wanted;
  }

  /** Moves the {@code count} greatest keys to the front; returns the least of them. */
  private float moveGreatestFirst(int count) {
    int target = count - 1;
    int low = 0;
    int high = size - 1;
    while (low < high) {
      float pivot = median(keys[low], keys[(low + high) >>> 1], keys[high]);
      int i = low;
      int j = high;
      while (i <= j) {
        while (keys[i] > pivot) {
          i++;
        }
        while (keys[j] < pivot) {
          j--;
        }
        if (i <= j) {
          swap(i++, j--);
        }
      }
      if (target <= j) {
        high = j;
      } else if (target >= i) {
        low = i;
      } else {
        break;
      }
    }
    return keys[target];
  }

  /** Of the entries that tie at the cut, moves those with the lowest ids within. */
  private void moveLowestIdsFirst(float cut) {
    int above = 0;
    for (int i = 0; i < size; i++) {
      if (keys[i] > cut) {
        swap(i, above++);
      }
    }
    int end = above;
    for (int i = above; i < size; i++) {
      if (keys[i] == cut) {
        swap(i, end++);
      }
    }
    long[] ids = new long[end - above];
    for (int i = above; i < end; i++) {
      ids[i - above] = parts.id(entries[i]);
    }
    Arrays.sort(ids);
    long last = ids[wanted - above - 1];
    int at = above;
    for (int i = above; i < end; i++) {
      if (parts.id(entries[i]) <= last) {
        swap(i, at++);
      }
    }
  }

  private void swap(int i, int j) {
    float key = keys[i];
    keys[i] = keys[j];
    keys[j] = key;
    long entry = entries[i];
    entries[i] = entries[j];
    entries[j] = entry;
  }

  private static float median(float a, float b, float c) {
    return Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
  }
}
