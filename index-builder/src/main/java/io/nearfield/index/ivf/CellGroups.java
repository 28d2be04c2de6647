package io.nearfield.index.ivf;

import io.nearfield.index.VectorBatch;

/** Groups neighbouring cells. */
public final class CellGroups {
  private CellGroups() {}

  public static int[] group(VectorBatch centroids, long[] entriesPerCell, int partitions) {
    throw new UnsupportedOperationException("being written");
  }
}
