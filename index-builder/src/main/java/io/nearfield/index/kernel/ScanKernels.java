package io.nearfield.index.kernel;

import java.util.Objects;

/**
 * Scans of {@linkplain InterleavedBlock interleaved} codes, 64 at a time: which entries reach a
 * threshold, and their values. Entries that do not reach it cost nothing but their share of the
 * block. Checks shapes, then calls the provider chosen for this JVM; both providers give the same
 * bits. Thread-safe.
 */
public final class ScanKernels {

  private static final ScanSupport SCANS = VectorKernels.kernels().scans();

  private ScanKernels() {}

  /**
   * The entries of a range whose value reaches {@code threshold}, by 4-bit codes. The value of
   * entry i is {@code table.least() + table.step() * sum}, times its scale where the table says so,
   * plus its bias.
   *
   * @param from the first entry, a multiple of 64; the block of entry 0 begins at store[0]
   * @param bias of entry from + i at biasFrom + i, or null for none; reaching to the end of the
   *     last block makes the last entries faster
   * @param slots receives the numbers of the entries, ascending, from 0 on; room for {@code count}
   * @param values receives their values
   * @return how many were found
   */
  public static int above4(
      HalfByteTable table,
      byte[] store,
      int from,
      int count,
      float[] bias,
      int biasFrom,
      float threshold,
      int[] slots,
      float[] values) {
    checkRange(store.length, from, count, table.blockBytes());
    checkOut(count, bias, biasFrom, slots, values);
    return SCANS.above4(table, store, from, count, bias, biasFrom, threshold, slots, values);
  }

  /**
   * The entries of a range whose value may reach {@code threshold}, by 8-bit codes: the values are
   * the upper bounds {@link ByteTable} describes, plus the biases. Arguments as for {@link
   * #above4}.
   */
  public static int above8(
      ByteTable table,
      byte[] store,
      int from,
      int count,
      float[] bias,
      int biasFrom,
      float threshold,
      int[] slots,
      float[] values) {
    checkRange(store.length, from, count, Math.multiplyExact(64, table.parts()));
    checkOut(count, bias, biasFrom, slots, values);
    return SCANS.above8(table, store, from, count, bias, biasFrom, threshold, slots, values);
  }

  /** The values of all entries of a range, as {@link #above4} gives them without biases. */
  public static void all4(
      HalfByteTable table, byte[] store, int from, int count, float[] out, int outFrom) {
    checkRange(store.length, from, count, table.blockBytes());
    Objects.checkFromIndexSize(outFrom, count, out.length);
    int[] sums = new int[InterleavedBlock.ENTRIES];
    for (int i = 0; i < count; i += InterleavedBlock.ENTRIES) {
      int block = (from + i) / InterleavedBlock.ENTRIES * table.blockBytes();
      SCANS.sums4(table, store, block, sums);
      int some = Math.min(InterleavedBlock.ENTRIES, count - i);
      for (int j = 0; j < some; j++) {
        float value = table.least() + table.step() * sums[j];
        out[outFrom + i + j] =
            table.scaled()
                ? value * ScalarScans.scale(store, block + 64 * table.codeSize(), j)
                : value;
      }
    }
  }

  /**
   * Sums float table entries chosen by the 8-bit codes of some entries, each in the order of the
   * parts, as {@link VectorKernels#scanTable8} does for codes in rows.
   *
   * @param table Layout: (parts, 256)
   * @param store interleaved blocks, entry 0 in the block at store[0]
   * @param slots the entries; out[i] is for slots[i]
   */
  public static void table8At(
      float[] table, int parts, byte[] store, int[] slots, int count, float[] out) {
    Objects.checkFromIndexSize(0, Math.multiplyExact(parts, 256), table.length);
    Objects.checkFromIndexSize(0, count, slots.length);
    Objects.checkFromIndexSize(0, count, out.length);
    TableScan.interleavedBytes(table, parts, store, slots, count, out);
  }

  /** As {@link #table8At}, of all entries of a range that begins with a whole block. */
  public static void table8(
      float[] table, int parts, byte[] store, int from, int count, float[] out, int outFrom) {
    Objects.checkFromIndexSize(0, Math.multiplyExact(parts, 256), table.length);
    checkRange(store.length, from, count, Math.multiplyExact(64, parts));
    Objects.checkFromIndexSize(outFrom, count, out.length);
    TableScan.interleavedBytes(table, parts, store, from, count, out, outFrom);
  }

  private static void checkRange(int length, int from, int count, int blockBytes) {
    if (from < 0 || from % InterleavedBlock.ENTRIES != 0) {
      throw new IllegalArgumentException(
          "Cannot scan interleaved codes: entry %d does not begin a block of 64".formatted(from));
    }
    int blocks = Math.addExact(count, 63) / InterleavedBlock.ENTRIES;
    Objects.checkFromIndexSize(
        Math.multiplyExact(from / InterleavedBlock.ENTRIES, blockBytes),
        Math.multiplyExact(blocks, blockBytes),
        length);
  }

  private static void checkOut(int count, float[] bias, int biasFrom, int[] slots, float[] values) {
    if (bias != null) {
      Objects.checkFromIndexSize(biasFrom, count, bias.length);
    }
    Objects.checkFromIndexSize(0, count, slots.length);
    Objects.checkFromIndexSize(0, count, values.length);
  }
}
