package io.nearfield.index.pq;

import io.nearfield.index.code.CodeDots;
import io.nearfield.index.kernel.HalfByteTable;
import io.nearfield.index.kernel.ScanKernels;

/**
 * A distance table of bytes for 4-bit codes kept interleaved; see {@link HalfByteTable}.
 *
 * @param products room for the unrounded table
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record FastScanTable(HalfByteTable table, float[] products) implements CodeDots {

  static FastScanTable of(PartProducts products, float[] query, CodeDots used) {
    int parts = products.parts();
    if (used instanceof FastScanTable before) {
      float[] floats = products.of(query, before.products);
      HalfByteTable table = before.table;
      return new FastScanTable(
          HalfByteTable.of(floats, parts, table.blockBytes(), false, table.entries()), floats);
    }
    float[] floats = products.of(query, null);
    return new FastScanTable(HalfByteTable.of(floats, parts), floats);
  }

  @Override
  public void score(byte[] store, int from, int count, float[] out, int outFrom) {
    ScanKernels.all4(table, store, from, count, out, outFrom);
  }

  @Override
  public int above(
      byte[] store,
      int from,
      int count,
      float[] bias,
      int biasFrom,
      float least,
      int[] entries,
      float[] values) {
    return ScanKernels.above4(table, store, from, count, bias, biasFrom, least, entries, values);
  }

  @Override
  public float error() {
    return table.error();
  }
}
