package io.nearfield.index.search;

/**
 * The living entries of one cell at one moment, read-only: what files hold of it. Codes are rows
 * here, whatever their layout in memory. Thread-safe; later changes do not show.
 *
 * <p>Of codes, vectors and refined codes there is what the spec of the index keeps; what it does
 * not keep is not asked for.
 */
public interface CellView {

  /** How many living entries. */
  int size();

  /** The ids of {@code count} entries. */
  void ids(int from, int count, long[] out, int outFrom);

  /** The codes. Layout: (count, codeSize). */
  void codes(int from, int count, byte[] out, int outFrom);

  /** The kept full vectors, prepared. Layout: (count, dimension). */
  void vectors(int from, int count, float[] out, int outFrom);

  /** The kept refined codes. Layout: (count, refined code size). */
  void refined(int from, int count, byte[] out, int outFrom);

  /** All ids. */
  default long[] ids() {
    long[] ids = new long[size()];
    ids(0, ids.length, ids, 0);
    return ids;
  }
}
