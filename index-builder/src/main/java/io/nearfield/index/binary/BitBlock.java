package io.nearfield.index.binary;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Up to {@link #CAPACITY} rows of bits with their ids: a piece of an index small enough to stay in
 * the second-level cache while a batch of queries passes over it.
 *
 * <p>One writer, any readers. Rows are only appended, behind the size that a reader knows of. A row
 * dies by getting the number of the version from which on it is gone; the writer stores that before
 * it publishes the version, so a reader of an earlier version comes to the same answer whether it
 * sees the store or not, and needs no lock.
 */
final class BitBlock {

  static final int SHIFT = 12;
  static final int CAPACITY = 1 << SHIFT;

  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  final int words;
  final long[] ids;
  final long[] rows; // Layout: (ids.length, words)
  private long[] died; // CAPACITY versions from which on a row is gone, 0 = lives; null at first

  private BitBlock(int words, long[] ids, long[] rows, long[] died) {
    this.words = words;
    this.ids = ids;
    this.rows = rows;
    this.died = died;
  }

  static BitBlock empty(int words) {
    return new BitBlock(words, new long[16], new long[16 * words], null);
  }

  /** This block with room for one row more after {@code size}; itself when there is room. */
  BitBlock withRoom(int size) {
    if (size < ids.length) {
      return this;
    }
    int capacity = Math.min(CAPACITY, 4 * ids.length);
    return new BitBlock(
        words,
        Arrays.copyOf(ids, capacity),
        Arrays.copyOf(rows, capacity * words),
        died == null ? null : died.clone());
  }

  void set(int slot, long id, byte[] bytes, int from, int width) {
    ids[slot] = id;
    pack(bytes, from, width, rows, slot * words, words);
  }

  void copy(int slot, BitBlock source, int from) {
    ids[slot] = source.ids[from];
    System.arraycopy(source.rows, from * words, rows, slot * words, words);
  }

  void kill(int slot, long version) {
    if (died == null) {
      died = new long[CAPACITY];
    }
    died[slot] = version;
  }

  boolean lives(int slot, long version) {
    long[] deaths = died;
    if (deaths == null) {
      return true;
    }
    long death = deaths[slot];
    return death == 0 || death > version;
  }

  byte[] bytes(int slot, int width) {
    byte[] padded = new byte[words * Long.BYTES];
    for (int w = 0; w < words; w++) {
      LONGS.set(padded, w * Long.BYTES, rows[slot * words + w]);
    }
    return Arrays.copyOf(padded, width);
  }

  long memoryBytes() {
    return (long) Long.BYTES * (ids.length + rows.length + (died == null ? 0 : died.length));
  }

  /** Bytes to words, little-endian, the last word filled up with zeros. */
  static void pack(byte[] bytes, int from, int width, long[] out, int outFrom, int words) {
    int whole = width / Long.BYTES;
    for (int w = 0; w < whole; w++) {
      out[outFrom + w] = (long) LONGS.get(bytes, from + w * Long.BYTES);
    }
    if (whole < words) {
      long last = 0;
      for (int i = whole * Long.BYTES; i < width; i++) {
        last |= (bytes[from + i] & 0xffL) << (8 * (i - whole * Long.BYTES));
      }
      out[outFrom + whole] = last;
    }
  }
}
