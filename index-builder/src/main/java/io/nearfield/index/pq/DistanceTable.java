package io.nearfield.index.pq;

import io.nearfield.index.code.CodeDots;
import io.nearfield.index.kernel.VectorKernels;

/** A table of floats for 4-bit codes kept in rows; see {@link PartProducts}. */
@SuppressWarnings("ArrayRecordComponent") // never compared
record DistanceTable(float[] table, int parts) implements CodeDots {

  static DistanceTable of(PartProducts products, float[] query, CodeDots used) {
    float[] before = used instanceof DistanceTable table ? table.table() : null;
    return new DistanceTable(products.of(query, before), products.parts());
  }

  @Override
  public void score(byte[] store, int from, int count, float[] out, int outFrom) {
    VectorKernels.scanTable4(table, parts, store, from * ((parts + 1) / 2), count, out, outFrom);
  }
}
