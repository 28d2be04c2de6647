package io.nearfield.index.pq;

import io.nearfield.index.code.CodeDots;
import io.nearfield.index.kernel.ByteTable;
import io.nearfield.index.kernel.ScanKernels;

/**
 * A distance table for 8-bit codes kept interleaved, twice: in floats, and rounded up to bytes that
 * vector registers look up. The bytes tell which entries cannot reach a threshold; the others, few
 * once a search has found good ones, are summed in floats. So values are exactly those of the
 * floats.
 *
 * @param floats Layout: (parts, 256)
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record ByteScanTable(ByteTable bytes, float[] floats) implements CodeDots {

  static ByteScanTable of(PartProducts products, float[] query, CodeDots used) {
    int parts = products.parts();
    if (used instanceof ByteScanTable before) {
      float[] floats = products.of(query, before.floats);
      return new ByteScanTable(ByteTable.of(floats, parts, before.bytes.entries()), floats);
    }
    float[] floats = products.of(query, null);
    return new ByteScanTable(ByteTable.of(floats, parts), floats);
  }

  @Override
  public void score(byte[] store, int from, int count, float[] out, int outFrom) {
    ScanKernels.table8(floats, bytes.parts(), store, from, count, out, outFrom);
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
    int found =
        ScanKernels.above8(bytes, store, from, count, bias, biasFrom, least, entries, values);
    ScanKernels.table8At(floats, bytes.parts(), store, entries, found, values);
    int kept = 0;
    for (int i = 0; i < found; i++) {
      int entry = entries[i];
      float value = bias == null ? values[i] : values[i] + bias[biasFrom + entry - from];
      if (value >= least) {
        entries[kept] = entry;
        values[kept++] = value;
      }
    }
    return kept;
  }
}
