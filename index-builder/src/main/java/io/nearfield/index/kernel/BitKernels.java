package io.nearfield.index.kernel;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Objects;

/**
 * Counts of bits that differ or agree, the base of Hamming and Jaccard distances. One body for
 * every provider: {@link Long#bitCount} is one instruction, and rows of bits come from memory no
 * faster than it counts. Rows are packed in longs, or in bytes of any number. Thread-safe.
 */
public final class BitKernels {

  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());

  private BitKernels() {}

  /** How many bits differ. */
  public static int hamming(long[] a, int aFrom, long[] b, int bFrom, int words) {
    Objects.checkFromIndexSize(aFrom, words, a.length);
    Objects.checkFromIndexSize(bFrom, words, b.length);
    int count = 0;
    int i = 0;
    for (; i <= words - 4; i += 4) {
      count +=
          Long.bitCount(a[aFrom + i] ^ b[bFrom + i])
              + Long.bitCount(a[aFrom + i + 1] ^ b[bFrom + i + 1])
              + Long.bitCount(a[aFrom + i + 2] ^ b[bFrom + i + 2])
              + Long.bitCount(a[aFrom + i + 3] ^ b[bFrom + i + 3]);
    }
    for (; i < words; i++) {
      count += Long.bitCount(a[aFrom + i] ^ b[bFrom + i]);
    }
    return count;
  }

  /** How many bits are set in both. */
  public static int inBoth(long[] a, int aFrom, long[] b, int bFrom, int words) {
    Objects.checkFromIndexSize(aFrom, words, a.length);
    Objects.checkFromIndexSize(bFrom, words, b.length);
    int count = 0;
    for (int i = 0; i < words; i++) {
      count += Long.bitCount(a[aFrom + i] & b[bFrom + i]);
    }
    return count;
  }

  /** How many bits are set in either or both. */
  public static int inEither(long[] a, int aFrom, long[] b, int bFrom, int words) {
    Objects.checkFromIndexSize(aFrom, words, a.length);
    Objects.checkFromIndexSize(bFrom, words, b.length);
    int count = 0;
    for (int i = 0; i < words; i++) {
      count += Long.bitCount(a[aFrom + i] | b[bFrom + i]);
    }
    return count;
  }

  /**
   * {@link #hamming} of one query with many rows: out[outFrom + i] is for row i.
   *
   * @param rows Layout: (count, query.length), from {@code rowsFrom}
   */
  public static void hammingBatch(
      long[] query, long[] rows, int rowsFrom, int count, int[] out, int outFrom) {
    int words = query.length;
    Objects.checkFromIndexSize(rowsFrom, Math.multiplyExact(count, words), rows.length);
    Objects.checkFromIndexSize(outFrom, count, out.length);
    switch (words) {
      case 2 -> FixedWidthBits.hamming2(query, rows, rowsFrom, count, out, outFrom);
      case 4 -> FixedWidthBits.hamming4(query, rows, rowsFrom, count, out, outFrom);
      case 6 -> FixedWidthBits.hamming6(query, rows, rowsFrom, count, out, outFrom);
      case 8 -> FixedWidthBits.hamming8(query, rows, rowsFrom, count, out, outFrom);
      case 12 -> FixedWidthBits.hamming12(query, rows, rowsFrom, count, out, outFrom);
      case 16 -> FixedWidthBits.hamming16(query, rows, rowsFrom, count, out, outFrom);
      default -> hammingOfAny(query, rows, rowsFrom, count, out, outFrom);
    }
  }

  private static void hammingOfAny(
      long[] query, long[] rows, int rowsFrom, int count, int[] out, int outFrom) {
    int words = query.length;
    for (int i = 0; i < count; i++) {
      int row = rowsFrom + i * words;
      int bits = 0;
      for (int w = 0; w < words; w++) {
        bits += Long.bitCount(query[w] ^ rows[row + w]);
      }
      out[outFrom + i] = bits;
    }
  }

  /** {@link #hamming} of one query with the rows numbered slots[0] to slots[count - 1]. */
  public static void hammingAt(
      long[] query, long[] rows, int rowsFrom, int[] slots, int count, int[] out) {
    Objects.checkFromIndexSize(0, count, slots.length);
    Objects.checkFromIndexSize(0, count, out.length);
    for (int i = 0; i < count; i++) {
      int row = Math.addExact(rowsFrom, Math.multiplyExact(slots[i], query.length));
      out[i] = hamming(query, 0, rows, row, query.length);
    }
  }

  /**
   * {@link #inBoth} and {@link #inEither} of one query with many rows.
   *
   * @param rows Layout: (count, query.length), from {@code rowsFrom}
   */
  public static void overlapBatch(
      long[] query, long[] rows, int rowsFrom, int count, int[] both, int[] either, int outFrom) {
    int words = query.length;
    Objects.checkFromIndexSize(rowsFrom, Math.multiplyExact(count, words), rows.length);
    Objects.checkFromIndexSize(outFrom, count, both.length);
    Objects.checkFromIndexSize(outFrom, count, either.length);
    switch (words) {
      case 2 -> FixedWidthBits.overlap2(query, rows, rowsFrom, count, both, either, outFrom);
      case 4 -> FixedWidthBits.overlap4(query, rows, rowsFrom, count, both, either, outFrom);
      default -> overlapOfAny(query, rows, rowsFrom, count, both, either, outFrom);
    }
  }

  private static void overlapOfAny(
      long[] query, long[] rows, int rowsFrom, int count, int[] both, int[] either, int outFrom) {
    int words = query.length;
    for (int i = 0; i < count; i++) {
      int row = rowsFrom + i * words;
      int and = 0;
      int or = 0;
      for (int w = 0; w < words; w++) {
        and += Long.bitCount(query[w] & rows[row + w]);
        or += Long.bitCount(query[w] | rows[row + w]);
      }
      both[outFrom + i] = and;
      either[outFrom + i] = or;
    }
  }

  /**
   * How many bits of one query differ from those of many rows, all packed in bytes.
   *
   * @param rows Layout: (count, query.length), from {@code rowsFrom}
   */
  public static void hammingBatch(
      byte[] query, byte[] rows, int rowsFrom, int count, int[] out, int outFrom) {
    int n = query.length;
    Objects.checkFromIndexSize(rowsFrom, Math.multiplyExact(count, n), rows.length);
    Objects.checkFromIndexSize(outFrom, count, out.length);
    for (int i = 0; i < count; i++) {
      int row = rowsFrom + i * n;
      int bits = 0;
      int w = 0;
      for (; w <= n - Long.BYTES; w += Long.BYTES) {
        bits += Long.bitCount((long) LONG.get(query, w) ^ (long) LONG.get(rows, row + w));
      }
      for (; w < n; w++) {
        bits += Integer.bitCount((query[w] ^ rows[row + w]) & 255);
      }
      out[outFrom + i] = bits;
    }
  }
}
