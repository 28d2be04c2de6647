package io.nearfield.index.kernel;

/**
 * The order of 64 codes in an interleaved block: the first bytes of all, then the second bytes of
 * all, and so on; within such a run of 64 bytes entry e lies at {@link #position}.
 *
 * <p>Why not at e: sums are kept in 32-bit lanes of four bytes each, of which every byte is taken
 * out by a mask or a shift. In this order lane i of byte r is entry 16 * r + i, so the sums come
 * out in the order of the entries and meet their biases without a shuffle.
 */
public final class InterleavedBlock {

  /** Entries in a block. */
  public static final int ENTRIES = 64;

  private InterleavedBlock() {}

  /** Where in a run of 64 bytes the byte of an entry lies; the entry is taken modulo 64. */
  public static int position(int entry) {
    return (entry & 15) << 2 | (entry & 63) >> 4;
  }
}
