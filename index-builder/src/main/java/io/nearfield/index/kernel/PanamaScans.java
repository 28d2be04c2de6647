package io.nearfield.index.kernel;

import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * Scans of interleaved codes on the vector unit: a table of sixteen bytes fits a register, one of
 * 256 fits four of 64, so one shuffle looks up as many codes as a register holds bytes.
 *
 * <p>Sums are kept as 16-bit words of two codes' bytes: both bytes of a word in one sum, the upper
 * ones in another, from which the lower ones follow. So a lane of 32 bits holds four entries; see
 * {@link InterleavedBlock} for which.
 *
 * <p>The sums go through an array of 64 on their way to the threshold: vectors carried from one
 * loop to another through a branch would be put on the heap.
 */
final class PanamaScans implements ScanSupport {

  private static final VectorSpecies<Byte> CODES = PanamaLanes.CODES;
  private static final VectorSpecies<Short> WORDS = PanamaLanes.WORDS;

  // Registers of 64 bytes hold the tables of two bytes of a code, or a quarter of one of 256.
  private static final boolean WIDE = CODES.length() == 64;

  private final ScalarScans scalar = new ScalarScans();

  @Override
  public void sums4(HalfByteTable table, byte[] store, int from, int[] sums) {
    sums4(table.entries(), table.codeSize(), store, from, sums);
  }

  @Override
  public void sums8(ByteTable table, byte[] store, int from, int[] sums) {
    if (WIDE) {
      sums8(table.entries(), table.parts(), store, from, sums);
    } else {
      scalar.sums8(table, store, from, sums);
    }
  }

  @Override
  public int above4(
      HalfByteTable table,
      byte[] store,
      int from,
      int count,
      float[] bias,
      int biasFrom,
      float threshold,
      int[] slots,
      float[] values) {
    int[] sums = new int[InterleavedBlock.ENTRIES];
    PanamaThreshold above = new PanamaThreshold(table.least(), table.step(), threshold);
    int found = 0;
    for (int i = 0; i < count; i += InterleavedBlock.ENTRIES) {
      int at = (from + i) / InterleavedBlock.ENTRIES * table.blockBytes();
      sums4(table.entries(), table.codeSize(), store, at, sums);
      above.scales(table.scaled(), store, at + 64 * table.codeSize());
      above.biases(bias, biasFrom + i, count - i);
      found = above.select(sums, from + i, count - i, slots, values, found);
    }
    return found;
  }

  @Override
  public int above8(
      ByteTable table,
      byte[] store,
      int from,
      int count,
      float[] bias,
      int biasFrom,
      float threshold,
      int[] slots,
      float[] values) {
    if (!WIDE) {
      return scalar.above8(table, store, from, count, bias, biasFrom, threshold, slots, values);
    }
    int[] sums = new int[InterleavedBlock.ENTRIES];
    PanamaThreshold above = new PanamaThreshold(table.least(), table.step(), threshold);
    int found = 0;
    for (int i = 0; i < count; i += InterleavedBlock.ENTRIES) {
      sums8(table.entries(), table.parts(), store, (from + i) * table.parts(), sums);
      above.biases(bias, biasFrom + i, count - i);
      found = above.select(sums, from + i, count - i, slots, values, found);
    }
    return found;
  }

  // The two bodies are longer than what the compiler takes into its callers, on purpose: each alone
  // stays within its budget, beyond which vectors go to the heap.

  private static void sums4(byte[] entries, int codeSize, byte[] store, int from, int[] sums) {
    for (int part = 0; part < 64; part += CODES.length()) {
      int run = from + part;
      int lastRun = run + 64 * (codeSize - 1);
      ShortVector both = ShortVector.zero(WORDS);
      ShortVector upper = ShortVector.zero(WORDS);
      for (int row = 0; row < 32 * codeSize; row += 64) {
        // Two bytes of each code at a time; one missing at the end finds rows of zeros.
        ByteVector codes = ByteVector.fromArray(CODES, store, run);
        ByteVector next = ByteVector.fromArray(CODES, store, Math.min(run + 64, lastRun));
        run += 128;
        ByteVector low = codes.and((byte) 15);
        ByteVector high =
            codes
                .reinterpretAsShorts()
                .lanewise(VectorOperators.LSHR, 4)
                .reinterpretAsBytes()
                .and((byte) 15);
        ByteVector nextLow = next.and((byte) 15);
        ByteVector nextHigh =
            next.reinterpretAsShorts()
                .lanewise(VectorOperators.LSHR, 4)
                .reinterpretAsBytes()
                .and((byte) 15);
        ByteVector four;
        if (WIDE) {
          ByteVector rows = ByteVector.fromArray(CODES, entries, row);
          four =
              low.selectFrom(rows)
                  .add(high.or((byte) 16).selectFrom(rows))
                  .add(nextLow.or((byte) 32).selectFrom(rows))
                  .add(nextHigh.or((byte) 48).selectFrom(rows));
        } else {
          four =
              low.selectFrom(ByteVector.fromArray(CODES, entries, row))
                  .add(high.selectFrom(ByteVector.fromArray(CODES, entries, row + 16)))
                  .add(nextLow.selectFrom(ByteVector.fromArray(CODES, entries, row + 32)))
                  .add(nextHigh.selectFrom(ByteVector.fromArray(CODES, entries, row + 48)));
        }
        // No four entries sum to more than a byte holds.
        ShortVector words = four.reinterpretAsShorts();
        both = both.add(words);
        upper = upper.add(words.lanewise(VectorOperators.LSHR, 8));
      }
      IntVector even = both.sub(upper.lanewise(VectorOperators.LSHL, 8)).reinterpretAsInts();
      IntVector odd = upper.reinterpretAsInts();
      int to = part / 4;
      even.and(0xffff).intoArray(sums, to);
      odd.and(0xffff).intoArray(sums, to + 16);
      even.lanewise(VectorOperators.LSHR, 16).intoArray(sums, to + 32);
      odd.lanewise(VectorOperators.LSHR, 16).intoArray(sums, to + 48);
    }
  }

  private static void sums8(byte[] entries, int parts, byte[] store, int from, int[] sums) {
    ShortVector both = ShortVector.zero(WORDS);
    ShortVector upper = ShortVector.zero(WORDS);
    for (int j = 0; j < parts; j++) {
      ByteVector codes = ByteVector.fromArray(CODES, store, from + 64 * j);
      ByteVector place = codes.and((byte) 63);
      VectorMask<Byte> bit7 = codes.compare(VectorOperators.LT, (byte) 0);
      VectorMask<Byte> bit6 = codes.add(codes).compare(VectorOperators.LT, (byte) 0);
      ByteVector first = ByteVector.fromArray(CODES, entries, 256 * j);
      ByteVector second = ByteVector.fromArray(CODES, entries, 256 * j + 64);
      ByteVector third = ByteVector.fromArray(CODES, entries, 256 * j + 128);
      ByteVector fourth = ByteVector.fromArray(CODES, entries, 256 * j + 192);
      ByteVector lower = place.selectFrom(first).blend(place.selectFrom(second), bit6);
      ByteVector higher = place.selectFrom(third).blend(place.selectFrom(fourth), bit6);
      ShortVector words = lower.blend(higher, bit7).reinterpretAsShorts();
      both = both.add(words);
      upper = upper.add(words.lanewise(VectorOperators.LSHR, 8));
    }
    IntVector even = both.sub(upper.lanewise(VectorOperators.LSHL, 8)).reinterpretAsInts();
    IntVector odd = upper.reinterpretAsInts();
    even.and(0xffff).intoArray(sums, 0);
    odd.and(0xffff).intoArray(sums, 16);
    even.lanewise(VectorOperators.LSHR, 16).intoArray(sums, 32);
    odd.lanewise(VectorOperators.LSHR, 16).intoArray(sums, 48);
  }
}
