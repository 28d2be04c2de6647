package io.nearfield.index.binary;

import java.util.Arrays;

/**
 * Keeps the ids with the least keys: a bounded heap, worst on top, ties by id. The order is total,
 * so the result does not depend on the order of offering. Grows as it fills, so that a large bound
 * costs nothing by itself. Not thread-safe.
 */
final class BestIds {

  private final int bound;
  private float[] keys;
  private long[] ids;
  private int size;

  BestIds(int bound) {
    this.bound = bound;
    this.keys = new float[Math.min(bound, 16)];
    this.ids = new long[keys.length];
  }

  /** What is above this key will not be kept; what equals it may be. */
  float threshold() {
    return size < bound ? Float.POSITIVE_INFINITY : keys[0];
  }

  void offer(float key, long id) {
    if (size < bound) {
      if (size == keys.length) {
        int capacity = (int) Math.min(bound, 2L * size);
        keys = Arrays.copyOf(keys, capacity);
        ids = Arrays.copyOf(ids, capacity);
      }
      up(size++, key, id);
    } else if (worse(keys[0], ids[0], key, id)) {
      down(key, id, size);
    }
  }

  int size() {
    return size;
  }

  /** Sorts in place, best first; nothing may be offered afterwards. */
  void sort() {
    for (int n = size; n > 1; n--) {
      float key = keys[0];
      long id = ids[0];
      float lastKey = keys[n - 1];
      long lastId = ids[n - 1];
      down(lastKey, lastId, n - 1);
      keys[n - 1] = key;
      ids[n - 1] = id;
    }
  }

  float[] keys() {
    return Arrays.copyOf(keys, size);
  }

  long[] ids() {
    return Arrays.copyOf(ids, size);
  }

  private static boolean worse(float key, long id, float thanKey, long thanId) {
    return key > thanKey || (key == thanKey && id > thanId);
  }

  private void up(int at, float key, long id) {
    int i = at;
    while (i > 0) {
      int parent = (i - 1) / 2;
      if (!worse(key, id, keys[parent], ids[parent])) {
        break;
      }
      keys[i] = keys[parent];
      ids[i] = ids[parent];
      i = parent;
    }
    keys[i] = key;
    ids[i] = id;
  }

  private void down(float key, long id, int count) {
    int i = 0;
    while (true) {
      int child = 2 * i + 1;
      if (child >= count) {
        break;
      }
      if (child + 1 < count && worse(keys[child + 1], ids[child + 1], keys[child], ids[child])) {
        child++;
      }
      if (!worse(keys[child], ids[child], key, id)) {
        break;
      }
      keys[i] = keys[child];
      ids[i] = ids[child];
      i = child;
    }
    keys[i] = key;
    ids[i] = id;
  }
}
