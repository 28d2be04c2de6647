package io.nearfield.index.pq;

import io.nearfield.index.code.CodeDots;
import io.nearfield.index.code.CodeLayout;
import io.nearfield.index.kernel.VectorKernels;

/**
 * A distance table of bytes for 4-bit codes: sixteen entries fit a vector register, so one shuffle
 * looks up 64 codes. Entries are rounded to 255 steps of the widest part's range, finer than the
 * codes themselves; the sums are of integers and exact. Layout: (2 * codeSize, 16), 48 bytes of
 * padding. (F. André, A.-M. Kermarrec, N. Le Scouarnec, Cache locality is not enough:
 * high-performance nearest neighbor search with product quantization fast scan, 2015.)
 */
final class FastScanTable implements CodeDots {

  private static final int KSUB = 16;
  private static final int MOST_PER_ENTRY = 255;
  private static final int MOST_PER_SUM = 65_535; // sums are kept in 16 bits

  private final byte[] table;
  private final int codeSize;
  private final float least; // the dot of a code whose entries are all zero
  private final float step;

  private FastScanTable(byte[] table, int codeSize, float least, float step) {
    this.table = table;
    this.codeSize = codeSize;
    this.least = least;
    this.step = step;
  }

  /**
   * Rounds a table of products.
   *
   * @param dots Layout: (parts, 16)
   */
  static FastScanTable of(float[] dots, int parts) {
    int codeSize = (parts + 1) / 2;
    float[] leastOf = new float[parts];
    double sum = 0;
    float widest = 0;
    for (int m = 0; m < parts; m++) {
      float least = dots[m * KSUB];
      float most = least;
      for (int j = 1; j < KSUB; j++) {
        least = Math.min(least, dots[m * KSUB + j]);
        most = Math.max(most, dots[m * KSUB + j]);
      }
      leastOf[m] = least;
      sum += least;
      widest = Math.max(widest, most - least);
    }
    int steps = Math.min(MOST_PER_ENTRY, MOST_PER_SUM / parts);
    float step = widest / steps;
    byte[] table = new byte[VectorKernels.interleavedTableLength(codeSize)];
    for (int m = 0; m < parts && step > 0; m++) {
      for (int j = 0; j < KSUB; j++) {
        int rounded = Math.round((dots[m * KSUB + j] - leastOf[m]) / step);
        table[m * KSUB + j] = (byte) Math.min(steps, rounded);
      }
    }
    return new FastScanTable(table, codeSize, (float) sum, step);
  }

  /** Scores entries from a whole block on: {@code from} is a multiple of 64. */
  @Override
  public void score(byte[] store, int from, int count, float[] out, int outFrom) {
    if (from % CodeLayout.BLOCK != 0) {
      throw new IllegalArgumentException(
          "Cannot score interleaved codes: entry %d does not begin a block of %d"
              .formatted(from, CodeLayout.BLOCK));
    }
    int[] sums = new int[CodeLayout.BLOCK];
    for (int i = 0; i < count; i += CodeLayout.BLOCK) {
      VectorKernels.scanInterleaved(table, codeSize, store, (from + i) * codeSize, sums);
      int some = Math.min(CodeLayout.BLOCK, count - i);
      for (int j = 0; j < some; j++) {
        out[outFrom + i + j] = least + step * sums[j];
      }
    }
  }
}
