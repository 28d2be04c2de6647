package io.nearfield.index.kernel;

/**
 * One query's table for 4-bit codes kept in {@linkplain InterleavedBlock interleaved blocks}: what
 * a code stands for is worth {@code least + step * (sum of the entries it chooses)}, times the
 * code's own scale where the blocks hold scales. Sixteen bytes fit a vector register, so that one
 * shuffle looks up 64 codes. (F. André, A.-M. Kermarrec, N. Le Scouarnec, Cache locality is not
 * enough: high-performance nearest neighbor search with product quantization fast scan, 2015.)
 *
 * @param entries bytes read as 0 to 255; the half bytes of a code's byte j choose from rows 2j (the
 *     low half) and 2j + 1. The entries chosen from rows 4i to 4i + 3 together never exceed 255,
 *     and all together never 65,535: four are summed as bytes. Rows past the last are zero. Layout:
 *     (2 * codeSize rounded up to fours, 16), then 48 bytes of padding: a register more than the
 *     last row needs
 * @param codeSize bytes of a code that choose entries
 * @param blockBytes bytes from one block of 64 to the next, at least 64 * codeSize
 * @param scaled whether after its 64 * codeSize bytes of codes each block holds 64 floats, in the
 *     order of the entries and in the machine's byte order: a factor for each entry
 */
public record HalfByteTable(
    byte[] entries, int codeSize, float least, float step, int blockBytes, boolean scaled) {

  private static final int KSUB = 16;
  private static final int MOST_PER_FOUR = 255;
  private static final int MOST_PER_SUM = 65_535;

  public HalfByteTable {
    if (entries.length != length(codeSize)) {
      throw new IllegalArgumentException(
          "Cannot make a table for codes of %d bytes: it takes %d bytes, got %d"
              .formatted(codeSize, length(codeSize), entries.length));
    }
    int needed = Math.addExact(Math.multiplyExact(64, codeSize), scaled ? 256 : 0);
    if (blockBytes < needed) {
      throw new IllegalArgumentException(
          "Cannot make a table for codes of %d bytes: a block takes %d bytes, got %d"
              .formatted(codeSize, needed, blockBytes));
    }
  }

  /** Bytes of the table for codes of some size. */
  public static int length(int codeSize) {
    return Math.addExact(Math.multiplyExact((codeSize + 1) / 2, 4 * KSUB), 48);
  }

  /**
   * Rounds a table of products to steps of about 1/255 of the range of its widest four parts: far
   * less than rounding a part to one of sixteen centroids has lost already.
   *
   * @param products Layout: (parts, 16)
   */
  public static HalfByteTable of(float[] products, int parts) {
    int codeSize = (parts + 1) / 2;
    return of(products, parts, Math.multiplyExact(64, codeSize), false);
  }

  /**
   * Rounds a table of products, for blocks of a layout of their own; see the record's components.
   *
   * @param products Layout: (parts, 16)
   */
  public static HalfByteTable of(float[] products, int parts, int blockBytes, boolean scaled) {
    return of(products, parts, blockBytes, scaled, new byte[length((parts + 1) / 2)]);
  }

  /**
   * As {@link #of(float[], int, int, boolean)}, in the entries of a table for codes of the same
   * size that is no longer used.
   */
  public static HalfByteTable of(
      float[] products, int parts, int blockBytes, boolean scaled, byte[] entries) {
    int codeSize = (parts + 1) / 2;
    int steps = Math.min(MOST_PER_FOUR, MOST_PER_SUM / Math.max(1, (parts + 3) / 4));
    TableRounding rounding = TableRounding.nearest(products, parts, KSUB, steps, 4, entries);
    return new HalfByteTable(
        entries, codeSize, rounding.least(), rounding.step(), blockBytes, scaled);
  }

  /** By how much a value may differ from the sum of the unrounded entries, before its scale. */
  public float error() {
    return step * (codeSize + 0.01f); // half a step for each of the two rows a byte chooses from
  }
}
