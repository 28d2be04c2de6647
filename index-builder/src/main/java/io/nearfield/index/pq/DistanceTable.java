package io.nearfield.index.pq;

import io.nearfield.index.code.CodeDots;
import io.nearfield.index.kernel.VectorKernels;

/**
 * Asymmetric distance computation: the inner products of one query's parts with every centroid, so
 * that a code is scored by M look-ups. Layout: (M, ksub).
 *
 * <p>The table holds products and not distances, because products do not depend on the cell: one
 * table serves every cell of the query.
 */
final class DistanceTable implements CodeDots {

  private final float[] table;
  private final int subQuantizers;
  private final int bits;

  private DistanceTable(float[] table, int subQuantizers, int bits) {
    this.table = table;
    this.subQuantizers = subQuantizers;
    this.bits = bits;
  }

  static DistanceTable of(ProductQuantizer quantizer, float[] query) {
    return new DistanceTable(dots(quantizer, query), quantizer.subQuantizers(), quantizer.bits());
  }

  /** The products. Layout: (M, ksub). */
  static float[] dots(ProductQuantizer quantizer, float[] query) {
    int parts = quantizer.subQuantizers();
    int ksub = quantizer.ksub();
    int dsub = quantizer.dsub();
    float[] table = new float[parts * ksub];
    float[] dots = new float[quantizer.centroids(0).stride()];
    for (int m = 0; m < parts; m++) {
      quantizer.centroids(m).dots(query, m * dsub, 1, dots);
      System.arraycopy(dots, 0, table, m * ksub, ksub);
    }
    return table;
  }

  @Override
  public void score(byte[] store, int from, int count, float[] out, int outFrom) {
    int at = from * ((subQuantizers * bits + 7) / 8);
    if (bits == 8) {
      VectorKernels.scanTable8(table, subQuantizers, store, at, count, out, outFrom);
    } else {
      VectorKernels.scanTable4(table, subQuantizers, store, at, count, out, outFrom);
    }
  }
}
