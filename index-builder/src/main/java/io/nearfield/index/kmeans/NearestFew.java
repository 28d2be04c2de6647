package io.nearfield.index.kmeans;

import java.util.Arrays;

/**
 * Keeps the numbers with the least scores, the lower number of a tie. A heap of longs: the score's
 * bits, made to sort as integers, above the number.
 */
final class NearestFew {

  private final long[] heap; // the worst kept is at 0
  private int size;

  NearestFew(int wanted) {
    heap = new long[wanted];
  }

  void clear() {
    size = 0;
  }

  void offer(float score, int number) {
    long key = ((long) sortable(score) << 32) | number;
    if (size < heap.length) {
      up(size++, key);
    } else if (key < heap[0]) {
      down(key);
    }
  }

  /** The score that one more must not exceed; infinity while there is room. */
  float worst() {
    return size < heap.length ? Float.POSITIVE_INFINITY : score(heap[0]);
  }

  /** The least score kept; infinity when there is none. */
  float best() {
    long best = Long.MAX_VALUE;
    for (int i = 0; i < size; i++) {
      best = Math.min(best, heap[i]);
    }
    return size == 0 ? Float.POSITIVE_INFINITY : score(best);
  }

  /**
   * Writes the numbers kept and their scores, least first, and returns how many; no more may be
   * offered before {@link #clear}.
   */
  int sorted(int[] numbers, float[] scores) {
    Arrays.sort(heap, 0, size);
    for (int i = 0; i < size; i++) {
      numbers[i] = (int) heap[i];
      scores[i] = score(heap[i]);
    }
    return size;
  }

  private static int sortable(float score) {
    int bits = Float.floatToRawIntBits(score + 0f); // -0 becomes 0
    return bits ^ ((bits >> 31) & 0x7fffffff);
  }

  private static float score(long key) {
    int bits = (int) (key >> 32);
    return Float.intBitsToFloat(bits ^ ((bits >> 31) & 0x7fffffff));
  }

  private void up(int at, long key) {
    int i = at;
    while (i > 0 && heap[(i - 1) / 2] < key) {
      heap[i] = heap[(i - 1) / 2];
      i = (i - 1) / 2;
    }
    heap[i] = key;
  }

  private void down(long key) {
    int i = 0;
    while (true) {
      int child = 2 * i + 1;
      if (child >= size) {
        break;
      }
      if (child + 1 < size && heap[child + 1] > heap[child]) {
        child++;
      }
      if (heap[child] <= key) {
        break;
      }
      heap[i] = heap[child];
      i = child;
    }
    heap[i] = key;
  }
}
