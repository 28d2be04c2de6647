package io.nearfield.index.pq;

import io.nearfield.index.code.CodeDots;
import io.nearfield.index.kernel.HalfByteTable;
import io.nearfield.index.kernel.ScanKernels;

/** A distance table of bytes for 4-bit codes kept interleaved; see {@link HalfByteTable}. */
record FastScanTable(HalfByteTable table) implements CodeDots {

  /**
   * Rounds a table of products.
   *
   * @param dots Layout: (parts, 16)
   */
  static FastScanTable of(float[] dots, int parts) {
    return new FastScanTable(HalfByteTable.of(dots, parts));
  }

  /** Scores entries from a whole block on: {@code from} is a multiple of 64. */
  @Override
  public void score(byte[] store, int from, int count, float[] out, int outFrom) {
    ScanKernels.all4(table, store, from, count, out, outFrom);
  }
}
