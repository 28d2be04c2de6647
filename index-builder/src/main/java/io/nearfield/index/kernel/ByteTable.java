package io.nearfield.index.kernel;

/**
 * One query's table for 8-bit codes kept in {@linkplain InterleavedBlock interleaved blocks},
 * rounded up to bytes: {@code least + step * (sum of the entries a code chooses)} is never less
 * than the sum of the float table it was made of, so that a scan by bytes misses nothing and the
 * few it finds are summed again in floats.
 *
 * @param entries bytes read as 0 to 255, small enough that no sum exceeds 65,535. Layout: (parts,
 *     256)
 * @param parts bytes of a code
 */
public record ByteTable(byte[] entries, int parts, float least, float step) {

  private static final int KSUB = 256;
  private static final int MOST_PER_ENTRY = 255;
  private static final int MOST_PER_SUM = 65_535;

  public ByteTable {
    if (entries.length != Math.multiplyExact(parts, KSUB)) {
      throw new IllegalArgumentException(
          "Cannot make a table for codes of %d bytes: it takes %d bytes, got %d"
              .formatted(parts, parts * KSUB, entries.length));
    }
  }

  /**
   * Rounds a table of products up.
   *
   * @param products Layout: (parts, 256)
   */
  public static ByteTable of(float[] products, int parts) {
    return of(products, parts, new byte[Math.multiplyExact(parts, KSUB)]);
  }

  /** As {@link #of(float[], int)}, in the entries of a table for as many parts, no longer used. */
  public static ByteTable of(float[] products, int parts, byte[] entries) {
    int steps = Math.min(MOST_PER_ENTRY, MOST_PER_SUM / Math.max(1, parts));
    TableRounding rounding = TableRounding.up(products, parts, KSUB, steps, entries);
    return new ByteTable(entries, parts, rounding.least(), rounding.step());
  }
}
