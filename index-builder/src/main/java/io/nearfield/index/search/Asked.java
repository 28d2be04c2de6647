package io.nearfield.index.search;

import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;

/** Which queries look into each cell. Heap: 4 bytes for each query and cell it looks into. */
public final class Asked {

  private final int[] starts; // Layout: (cells + 1)
  private final int[] queries;

  private Asked(int[] starts, int[] queries) {
    this.starts = starts;
    this.queries = queries;
  }

  /**
   * Turns around which cells each query looks into.
   *
   * @param probes the cells of each query
   * @param cells how many cells there are
   */
  public static Asked of(int[][] probes, int cells) {
    int[] starts = new int[cells + 1];
    for (int[] probe : probes) {
      for (int cell : probe) {
        starts[cell + 1]++;
      }
    }
    for (int cell = 0; cell < cells; cell++) {
      starts[cell + 1] = Math.addExact(starts[cell], starts[cell + 1]);
    }
    int[] queries = new int[starts[cells]];
    int[] next = starts.clone();
    for (int query = 0; query < probes.length; query++) {
      for (int cell : probes[query]) {
        queries[next[cell]++] = query;
      }
    }
    return new Asked(starts, queries);
  }

  /** The queries that look into a cell, ascending. */
  public int[] of(int cell) {
    return Arrays.copyOfRange(queries, starts[cell], starts[cell + 1]);
  }

  /** The partitions that hold a cell that somebody looks into. */
  public Set<Integer> partitions(int[] partitionOfCell) {
    Set<Integer> partitions = new TreeSet<>();
    for (int cell = 0; cell < starts.length - 1; cell++) {
      if (starts[cell + 1] > starts[cell]) {
        partitions.add(partitionOfCell[cell]);
      }
    }
    return partitions;
  }
}
