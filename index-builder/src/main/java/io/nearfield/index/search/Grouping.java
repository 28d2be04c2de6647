package io.nearfield.index.search;

import io.nearfield.index.VectorBatch;
import java.util.Arrays;

/** Rows in the order of their cells, and the checks of what is to be added. */
final class Grouping {

  private Grouping() {}

  /** The rows cell by cell, in their order within each: a counting sort. */
  static int[] byCell(int[] cellOf, int cells) {
    int[] next = new int[cells + 1];
    for (int cell : cellOf) {
      next[cell + 1]++;
    }
    for (int cell = 0; cell < cells; cell++) {
      next[cell + 1] += next[cell];
    }
    int[] order = new int[cellOf.length];
    for (int row = 0; row < cellOf.length; row++) {
      order[next[cellOf[row]]++] = row;
    }
    return order;
  }

  static void requireOneEach(long[] ids, VectorBatch vectors) {
    if (ids.length != vectors.rows()) {
      throw new IllegalArgumentException(
          "Cannot add entries: %d ids for %d vectors".formatted(ids.length, vectors.rows()));
    }
  }

  static void requireDistinct(long[] ids) {
    if (ids.length < 2) {
      return;
    }
    long[] sorted = ids.clone();
    Arrays.parallelSort(sorted);
    for (int i = 1; i < sorted.length; i++) {
      if (sorted[i] == sorted[i - 1]) {
        throw twice(ids, sorted[i]);
      }
    }
  }

  private static IllegalArgumentException twice(long[] ids, long id) {
    int first = -1;
    int second = -1;
    for (int i = 0; second < 0; i++) {
      if (ids[i] == id) {
        second = first < 0 ? -1 : i;
        first = first < 0 ? i : first;
      }
    }
    return new IllegalArgumentException(
        "Cannot add entries: ids must differ, got %d twice (rows %d and %d)"
            .formatted(id, first, second));
  }
}
