package io.nearfield.index.search;

/**
 * Where some entries of one cell lie: in arrays on the heap, or in a memory-mapped file. Entries
 * are numbered from 0; what is read never changes. Thread-safe.
 *
 * <p>Only what the index keeps is asked for: codes when its spec has them, biases when it is {@link
 * io.nearfield.index.TrainedIndex#biased biased}, vectors or refined codes when they are kept.
 */
public interface CellStorage {

  /** The most entries one storage may hold: 2^24; a larger cell is cut into several. */
  int MAX_SIZE = 1 << 24;

  /** How many entries. */
  int size();

  /** The id of an entry. */
  long id(int slot);

  /** The ids of {@code count} entries. */
  void ids(int from, int count, long[] out, int outFrom);

  /**
   * The codes of {@code count} entries in the layout of the codec, as they lie.
   *
   * @param from the first entry, a multiple of {@link io.nearfield.index.code.CodeLayout#BLOCK}
   * @param out receives {@code layout.bytes(count)} bytes from its beginning
   */
  void codes(int from, int count, byte[] out);

  /** What is added to the product of each code: {@link io.nearfield.index.TrainedIndex#bias}. */
  void biases(int from, int count, float[] out, int outFrom);

  /** The kept vectors of {@code count} entries. Layout: (count, dimension). */
  void vectors(int from, int count, float[] out, int outFrom);

  /** The kept refined codes of {@code count} entries. Layout: (count, refined code size). */
  void refined(int from, int count, byte[] out, int outFrom);

  /** Bytes on the heap, and bytes outside of it that a search touches. */
  long memoryBytes();
}
