package io.nearfield.index.search;

/**
 * Keeps the entries with the least keys: a bounded heap, worst on top. The order is total: by key,
 * then by {@link Ties}, so the result does not depend on the order of offering. Not thread-safe; no
 * allocation after construction.
 */
final class TopK {

  /** Orders entries of equal keys; never equal for two different entries of one heap. */
  @FunctionalInterface
  interface Ties {
    int compare(long a, long b);
  }

  private final float[] keys;
  private final long[] entries;
  private final Ties ties;
  private int size;

  TopK(int capacity, Ties ties) {
    this.keys = new float[capacity];
    this.entries = new long[capacity];
    this.ties = ties;
  }

  /** What is above this key will not be kept; what equals it may be. */
  float threshold() {
    if (size < keys.length) {
      return Float.POSITIVE_INFINITY;
    }
    return keys.length == 0 ? Float.NEGATIVE_INFINITY : keys[0];
  }

  void offer(float key, long entry) {
    if (size < keys.length) {
      up(size++, key, entry);
    } else if (size > 0 && worse(keys[0], entries[0], key, entry)) {
      down(key, entry);
    }
  }

  int size() {
    return size;
  }

  /** The i-th kept entry, in no order. */
  long entry(int i) {
    return entries[i];
  }

  float key(int i) {
    return keys[i];
  }

  private boolean worse(float key, long entry, float thanKey, long thanEntry) {
    return key > thanKey || (key == thanKey && ties.compare(entry, thanEntry) > 0);
  }

  private void up(int at, float key, long entry) {
    int i = at;
    while (i > 0) {
      int parent = (i - 1) / 2;
      if (!worse(key, entry, keys[parent], entries[parent])) {
        break;
      }
      keys[i] = keys[parent];
      entries[i] = entries[parent];
      i = parent;
    }
    keys[i] = key;
    entries[i] = entry;
  }

  private void down(float key, long entry) {
    int i = 0;
    while (true) {
      int child = 2 * i + 1;
      if (child >= size) {
        break;
      }
      if (child + 1 < size
          && worse(keys[child + 1], entries[child + 1], keys[child], entries[child])) {
        child++;
      }
      if (!worse(keys[child], entries[child], key, entry)) {
        break;
      }
      keys[i] = keys[child];
      entries[i] = entries[child];
      i = child;
    }
    keys[i] = key;
    entries[i] = entry;
  }
}
