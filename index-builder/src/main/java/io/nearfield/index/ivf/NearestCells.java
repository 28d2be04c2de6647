package io.nearfield.index.ivf;

import java.util.Arrays;

/**
 * Keeps the cells with the least scores, lower number first in a tie. A heap of longs: the score's
 * bits, made to sort as integers, above the cell's number.
 */
final class NearestCells {

  private final long[] heap; // the worst kept is at 0
  private int size;

  NearestCells(int wanted) {
    heap = new long[wanted];
  }

  void offer(float score, int cell) {
    long key = ((long) sortable(score) << 32) | cell;
    if (size < heap.length) {
      up(size++, key);
    } else if (key < heap[0]) {
      down(key);
    }
  }

  int[] cells() {
    long[] keys = Arrays.copyOf(heap, size);
    Arrays.sort(keys);
    int[] cells = new int[size];
    for (int i = 0; i < size; i++) {
      cells[i] = (int) keys[i];
    }
    return cells;
  }

  private static int sortable(float score) {
    int bits = Float.floatToIntBits(score + 0f); // -0 becomes 0
    return bits ^ ((bits >> 31) & 0x7fffffff);
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
