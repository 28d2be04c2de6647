package io.nearfield.index.opq;

import io.nearfield.index.VectorBatch;
import io.nearfield.index.kernel.PackedRows;
import io.nearfield.index.kernel.VectorKernels;
import io.nearfield.index.parallel.Ranges;

/** Rows after a rotation, cut into the parts of a product quantizer. */
final class RotatedParts {

  private static final int ROWS_PER_TASK = 512;

  private RotatedParts() {}

  /**
   * Rotates.
   *
   * @param rotation Layout: (dimension, dimension)
   * @return Layout: (parts) of (rows, dimension / parts)
   */
  static VectorBatch[] of(VectorBatch rows, float[] rotation, int parts, int threads) {
    int d = rows.dimension();
    int n = rows.rows();
    int dsub = d / parts;
    float[][] values = new float[parts][n * dsub];
    PackedRows packed = VectorKernels.pack(rotation, 0, d, d);
    int stride = packed.stride();
    Ranges.forEach(
        n,
        ROWS_PER_TASK,
        threads,
        (from, to) -> {
          float[] rotated = new float[(to - from) * stride];
          VectorKernels.multiply(rows.values(), from * d, to - from, packed, rotated);
          for (int m = 0; m < parts; m++) {
            for (int i = from; i < to; i++) {
              System.arraycopy(rotated, (i - from) * stride + m * dsub, values[m], i * dsub, dsub);
            }
          }
        });
    VectorBatch[] batches = new VectorBatch[parts];
    for (int m = 0; m < parts; m++) {
      batches[m] = new VectorBatch(values[m], dsub);
    }
    return batches;
  }
}
