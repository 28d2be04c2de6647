package io.nearfield.index.pq;

import io.nearfield.index.kernel.TableKernels;

/**
 * The inner products of one query's parts with every centroid, from which a code is scored by M
 * look-ups (asymmetric distance computation). Layout: (M, ksub).
 *
 * <p>The table holds products and not distances, because products do not depend on the cell: one
 * table serves every cell of the query.
 */
final class PartProducts {

  private final int parts;
  private final int dsub;
  private final int ksub;
  private final float[] columns;

  PartProducts(float[] codebook, int parts, int ksub, int dsub) {
    this.parts = parts;
    this.dsub = dsub;
    this.ksub = ksub;
    this.columns = TableKernels.columns(codebook, parts, ksub, dsub);
  }

  int parts() {
    return parts;
  }

  /**
   * The products of a query.
   *
   * @param used a table that is no longer used, null for a new one
   */
  float[] of(float[] query, float[] used) {
    float[] table = used == null ? new float[parts * ksub] : used;
    TableKernels.products(query, parts, dsub, columns, ksub * dsub, ksub, table);
    return table;
  }
}
