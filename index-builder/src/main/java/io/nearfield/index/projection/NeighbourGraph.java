package io.nearfield.index.projection;

import io.nearfield.index.VectorBatch;
import io.nearfield.index.kernel.PackedRows;
import io.nearfield.index.kernel.VectorKernels;
import io.nearfield.index.parallel.Ranges;
import java.util.Arrays;

/**
 * The k nearest other rows of each row by Euclidean distance, found by multiplying every row with
 * every other. O(n^2 * d) time.
 *
 * @param k how many each row has
 * @param ids nearest first. Layout: (n, k)
 * @param distances of those, never below zero. Layout: (n, k)
 */
@SuppressWarnings("ArrayRecordComponent") // handed on, never compared
record NeighbourGraph(int k, int[] ids, float[] distances) {

  private static final int ROWS_PER_TASK = 128;
  private static final int ROWS_PER_TILE = 96;

  /**
   * @param k at most one less than there are rows
   */
  static NeighbourGraph of(VectorBatch rows, int k, int threads) {
    int n = rows.rows();
    int d = rows.dimension();
    float[] halfNorms = new float[n];
    for (int i = 0; i < n; i++) {
      halfNorms[i] = VectorKernels.dot(rows.values(), i * d, rows.values(), i * d, d) / 2;
    }
    int[] ids = new int[n * k];
    float[] distances = new float[n * k];
    Ranges.forEach(
        n,
        ROWS_PER_TASK,
        threads,
        (from, to) -> {
          Arrays.fill(distances, from * k, to * k, Float.POSITIVE_INFINITY);
          PackedRows some = VectorKernels.pack(rows.values(), from * d, to - from, d);
          float[] products = new float[ROWS_PER_TILE * some.stride()];
          for (int tile = 0; tile < n; tile += ROWS_PER_TILE) {
            int others = Math.min(ROWS_PER_TILE, n - tile);
            VectorKernels.multiply(rows.values(), tile * d, others, some, products);
            for (int other = 0; other < others; other++) {
              for (int i = from; i < to; i++) {
                float key = halfNorms[tile + other] - products[other * some.stride() + i - from];
                if (tile + other != i) {
                  offer(ids, distances, i * k, k, tile + other, key);
                }
              }
            }
          }
          for (int i = from; i < to; i++) {
            measure(rows, ids, distances, i, k);
          }
        });
    return new NeighbourGraph(k, ids, distances);
  }

  /** Puts one in its place among the k least; the earlier one first among equals. */
  private static void offer(int[] ids, float[] keys, int first, int k, int id, float key) {
    int at = first + k;
    while (at > first && key < keys[at - 1]) {
      at--;
    }
    if (at < first + k) {
      System.arraycopy(keys, at, keys, at + 1, first + k - 1 - at);
      System.arraycopy(ids, at, ids, at + 1, first + k - 1 - at);
      keys[at] = key;
      ids[at] = id;
    }
  }

  /** Replaces the keys, which products rounded, by distances. */
  private static void measure(VectorBatch rows, int[] ids, float[] distances, int i, int k) {
    int d = rows.dimension();
    float least = 0;
    for (int at = i * k; at < (i + 1) * k; at++) {
      float squared = VectorKernels.squaredL2(rows.values(), i * d, rows.values(), ids[at] * d, d);
      least = Math.max(least, (float) Math.sqrt(squared)); // rounding may have swapped near ones
      distances[at] = least;
    }
  }
}
