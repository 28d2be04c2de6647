package io.nearfield.benchmarks.compare;

import io.nearfield.index.VectorBatch;
import io.nearfield.index.kernel.VectorKernels;

/** Vectors after a rotation. */
final class Rotated {

  private Rotated() {}

  /**
   * Each row turned.
   *
   * @param rotation one row per value of the result. Layout: (dimension, dimension)
   */
  static VectorBatch rows(VectorBatch rows, float[] rotation) {
    int d = rows.dimension();
    float[] out = new float[rows.values().length];
    float[] row = new float[d];
    for (int i = 0; i < rows.rows(); i++) {
      System.arraycopy(rows.values(), i * d, row, 0, d);
      VectorKernels.dotBatch(row, rotation, 0, d, out, i * d);
    }
    return new VectorBatch(out, d);
  }
}
