package io.nearfield.index.opq;

import io.nearfield.index.kernel.PackedRows;
import io.nearfield.index.kernel.VectorKernels;
import io.nearfield.index.parallel.Ranges;

/** Products of row-major float matrices, the same bits with any number of threads. */
final class Matrices {

  private static final int ROWS_PER_TASK = 96;

  private Matrices() {}

  /**
   * a times the transpose of b: out[i, j] = row i of a . row j of b.
   *
   * @param a Layout: (rowsOfA, n)
   * @param b Layout: (rowsOfB, n)
   * @return Layout: (rowsOfA, rowsOfB)
   */
  static float[] timesTransposed(
      float[] a, int rowsOfA, float[] b, int rowsOfB, int n, int threads) {
    PackedRows packed = VectorKernels.pack(b, 0, rowsOfB, n);
    int stride = packed.stride();
    float[] out = new float[Math.multiplyExact(rowsOfA, rowsOfB)];
    Ranges.forEach(
        rowsOfA,
        ROWS_PER_TASK,
        threads,
        (from, to) -> {
          float[] products = new float[(to - from) * stride];
          VectorKernels.multiply(a, from * n, to - from, packed, products);
          for (int i = from; i < to; i++) {
            System.arraycopy(products, (i - from) * stride, out, i * rowsOfB, rowsOfB);
          }
        });
    return out;
  }

  static float[] transpose(float[] square, int n) {
    float[] transposed = new float[square.length];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        transposed[j * n + i] = square[i * n + j];
      }
    }
    return transposed;
  }

  static float[] identity(int n) {
    float[] identity = new float[Math.multiplyExact(n, n)];
    for (int i = 0; i < n; i++) {
      identity[i * n + i] = 1;
    }
    return identity;
  }
}
