package io.nearfield.index.code;

import io.nearfield.index.kernel.HalfByteTable;
import io.nearfield.index.kernel.ScanKernels;
import io.nearfield.index.kernel.TableKernels;

/**
 * One query against codes of sign bits kept interleaved: a code is worth the sum of the query's
 * coordinates, each added where its bit is set and subtracted where it is not. Four bits choose one
 * of the sixteen sums of four coordinates, so the scan is that of 4-bit product codes.
 *
 * @param coordinates of the query, eight for each byte of a code. Layout: (codeBytes * 8)
 * @param products room for the unrounded table. Layout: (codeBytes * 2, 16)
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record SignTable(HalfByteTable table, float[] coordinates, float[] products)
    implements CodeDots {

  private static final int GROUP = 4;
  private static final int SUMS = 1 << GROUP;

  // Of each coordinate of four (rows), its sign in each of the sixteen sums.
  private static final float[] SIGNS = signs();

  private static float[] signs() {
    float[] signs = new float[GROUP * SUMS];
    for (int i = 0; i < GROUP; i++) {
      for (int j = 0; j < SUMS; j++) {
        signs[i * SUMS + j] = (j >> i & 1) == 1 ? 1 : -1;
      }
    }
    return signs;
  }

  /** Eight coordinates for each byte of a code: room for those of a query. */
  public static float[] coordinates(CodeDots used, int codeBytes) {
    return used instanceof SignTable before ? before.coordinates : new float[codeBytes * 8];
  }

  /**
   * Makes the table.
   *
   * @param coordinates as {@link #coordinates(CodeDots, int)} gave them, filled; zero where codes
   *     have no bit
   * @param blockBytes bytes from one block to the next
   * @param scaled whether blocks hold a factor for each code
   * @param used an earlier table for codes of the same size, which is over; may be null
   */
  public static SignTable of(float[] coordinates, int blockBytes, boolean scaled, CodeDots used) {
    int groups = coordinates.length / GROUP;
    SignTable before = used instanceof SignTable table ? table : null;
    float[] products = before == null ? new float[groups * SUMS] : before.products;
    byte[] entries =
        before == null ? new byte[HalfByteTable.length(groups / 2)] : before.table.entries();
    TableKernels.products(coordinates, groups, GROUP, SIGNS, 0, SUMS, products);
    return new SignTable(
        HalfByteTable.of(products, groups, blockBytes, scaled, entries), coordinates, products);
  }

  /**
   * Writes the signs of coordinates as bits, the first in the lowest; a zero counts as positive.
   */
  public static void bits(float[] coordinates, int from, int count, byte[] code, int codeFrom) {
    for (int i = 0; i < count; i += 8) {
      int bits = 0;
      for (int j = Math.min(8, count - i) - 1; j >= 0; j--) {
        bits = bits << 1 | (coordinates[from + i + j] >= 0 ? 1 : 0);
      }
      code[codeFrom + i / 8] = (byte) bits;
    }
  }

  /** Writes {@code factor} where a bit is set, minus {@code factor} where it is not. */
  public static void coordinates(
      byte[] code, int codeFrom, float factor, float[] coordinates, int from, int count) {
    for (int i = 0; i < count; i++) {
      coordinates[from + i] = (code[codeFrom + i / 8] >> i % 8 & 1) == 1 ? factor : -factor;
    }
  }

  @Override
  public void score(byte[] store, int from, int count, float[] out, int outFrom) {
    ScanKernels.all4(table, store, from, count, out, outFrom);
  }

  @Override
  public int above(
      byte[] store,
      int from,
      int count,
      float[] bias,
      int biasFrom,
      float least,
      int[] entries,
      float[] values) {
    return ScanKernels.above4(table, store, from, count, bias, biasFrom, least, entries, values);
  }

  /** Of codes with a factor, for a factor of 1. */
  @Override
  public float error() {
    return table.error();
  }
}
