package io.nearfield.index.kernel;

import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/**
 * Kernels on {@code jdk.incubator.vector}. The only class that names that module, so that without
 * it only this one fails to load.
 */
final class PanamaKernels implements KernelSupport {

  // Wider units than 512 bits would need other tiles; none are in reach of this JDK.
  private static final VectorSpecies<Float> SPECIES =
      FloatVector.SPECIES_PREFERRED.length() > 16
          ? FloatVector.SPECIES_512
          : FloatVector.SPECIES_PREFERRED;
  private static final int LANES = SPECIES.length();

  // The byte species with as many lanes, where there is one: SQ8 codes are widened from it.
  private static final VectorSpecies<Byte> BYTES =
      LANES == 16 ? ByteVector.SPECIES_128 : ByteVector.SPECIES_64;

  // Half-byte codes: as many as the unit holds, each looked up in a table of sixteen bytes.
  private static final VectorSpecies<Byte> CODES =
      LANES == 16
          ? ByteVector.SPECIES_512
          : LANES == 8 ? ByteVector.SPECIES_256 : ByteVector.SPECIES_128;
  private static final VectorSpecies<Short> WORDS =
      LANES == 16
          ? ShortVector.SPECIES_512
          : LANES == 8 ? ShortVector.SPECIES_256 : ShortVector.SPECIES_128;

  // Sixteen accumulators and their operands fit 16 registers only in the narrow tile.
  private static final boolean WIDE = LANES == 16;
  private static final int PANEL = (WIDE ? 4 : 2) * LANES;

  // Constants, one field each: an array of them would not be folded and cost the intrinsic.
  private static final VectorShuffle<Float> TURN_8 = VectorShuffle.iota(SPECIES, 8, 1, true);
  private static final VectorShuffle<Float> TURN_4 = VectorShuffle.iota(SPECIES, 4, 1, true);
  private static final VectorShuffle<Float> TURN_2 = VectorShuffle.iota(SPECIES, 2, 1, true);
  private static final VectorShuffle<Float> TURN_1 = VectorShuffle.iota(SPECIES, 1, 1, true);
  private static final FloatVector IOTA = iota();

  PanamaKernels() {
    if (LANES < 4) {
      throw new UnsupportedOperationException(
          "the vector unit holds only " + LANES + " floats; 4 are needed");
    }
  }

  private static FloatVector iota() {
    float[] numbers = new float[LANES];
    for (int i = 0; i < LANES; i++) {
      numbers[i] = i;
    }
    return FloatVector.fromArray(SPECIES, numbers, 0);
  }

  @Override
  public String name() {
    return "simd";
  }

  @Override
  public int lanes() {
    return LANES;
  }

  @Override
  public int panelWidth() {
    return PANEL;
  }

  @Override
  public float dot(float[] a, int aFrom, float[] b, int bFrom, int n) {
    FloatVector s0 = FloatVector.zero(SPECIES);
    int i = 0;
    if (n >= 4 * LANES) {
      // Four accumulators: a fused multiply-add takes four cycles, two start in each.
      FloatVector s1 = s0;
      FloatVector s2 = s0;
      FloatVector s3 = s0;
      for (; i <= n - 4 * LANES; i += 4 * LANES) {
        s0 = load(a, aFrom + i).fma(load(b, bFrom + i), s0);
        s1 = load(a, aFrom + i + LANES).fma(load(b, bFrom + i + LANES), s1);
        s2 = load(a, aFrom + i + 2 * LANES).fma(load(b, bFrom + i + 2 * LANES), s2);
        s3 = load(a, aFrom + i + 3 * LANES).fma(load(b, bFrom + i + 3 * LANES), s3);
      }
      s0 = s0.add(s1).add(s2.add(s3));
    }
    for (; i <= n - LANES; i += LANES) {
      s0 = load(a, aFrom + i).fma(load(b, bFrom + i), s0);
    }
    float sum = sum(s0);
    for (; i < n; i++) {
      sum += a[aFrom + i] * b[bFrom + i];
    }
    return sum;
  }

  @Override
  public float squaredL2(float[] a, int aFrom, float[] b, int bFrom, int n) {
    FloatVector s0 = FloatVector.zero(SPECIES);
    int i = 0;
    if (n >= 4 * LANES) {
      FloatVector s1 = s0;
      FloatVector s2 = s0;
      FloatVector s3 = s0;
      for (; i <= n - 4 * LANES; i += 4 * LANES) {
        FloatVector d0 = load(a, aFrom + i).sub(load(b, bFrom + i));
        FloatVector d1 = load(a, aFrom + i + LANES).sub(load(b, bFrom + i + LANES));
        FloatVector d2 = load(a, aFrom + i + 2 * LANES).sub(load(b, bFrom + i + 2 * LANES));
        FloatVector d3 = load(a, aFrom + i + 3 * LANES).sub(load(b, bFrom + i + 3 * LANES));
        s0 = d0.fma(d0, s0);
        s1 = d1.fma(d1, s1);
        s2 = d2.fma(d2, s2);
        s3 = d3.fma(d3, s3);
      }
      s0 = s0.add(s1).add(s2.add(s3));
    }
    for (; i <= n - LANES; i += LANES) {
      FloatVector d = load(a, aFrom + i).sub(load(b, bFrom + i));
      s0 = d.fma(d, s0);
    }
    float sum = sum(s0);
    for (; i < n; i++) {
      float d = a[aFrom + i] - b[bFrom + i];
      sum += d * d;
    }
    return sum;
  }

  @Override
  public float dotBytes(float[] weights, byte[] codes, int codesFrom, int n) {
    float sum = 0;
    int i = 0;
    if (LANES >= 8) {
      // There is no unsigned conversion: flip the top bit, convert signed, add the 128 back.
      FloatVector s = FloatVector.zero(SPECIES);
      for (; i <= n - LANES; i += LANES) {
        FloatVector value =
            (FloatVector)
                ByteVector.fromArray(BYTES, codes, codesFrom + i)
                    .lanewise(VectorOperators.XOR, (byte) 0x80)
                    .castShape(SPECIES, 0);
        s = load(weights, i).fma(value.add(128f), s);
      }
      sum = sum(s);
    }
    for (; i < n; i++) {
      sum += weights[i] * (codes[codesFrom + i] & 255);
    }
    return sum;
  }

  @Override
  public void scanInterleaved(byte[] table, int codeSize, byte[] store, int from, int[] sums) {
    short[] lanes = new short[WORDS.length()];
    for (int i = 0; i < 64; i += CODES.length()) {
      // Bytes are summed as 16-bit words: both bytes of a word in one sum, the upper ones in
      // another, from which the lower ones follow.
      ShortVector both = ShortVector.zero(WORDS);
      ShortVector upper = ShortVector.zero(WORDS);
      for (int j = 0; j < codeSize; j++) {
        ByteVector codes = ByteVector.fromArray(CODES, store, from + 64 * j + i);
        ByteVector low = codes.and((byte) 15);
        ByteVector high =
            codes
                .reinterpretAsShorts()
                .lanewise(VectorOperators.LSHR, 4)
                .reinterpretAsBytes()
                .and((byte) 15);
        ShortVector first =
            ByteVector.fromArray(CODES, table, 32 * j)
                .rearrange(low.toShuffle())
                .reinterpretAsShorts();
        ShortVector second =
            ByteVector.fromArray(CODES, table, 32 * j + 16)
                .rearrange(high.toShuffle())
                .reinterpretAsShorts();
        both = both.add(first).add(second);
        upper =
            upper
                .add(first.lanewise(VectorOperators.LSHR, 8))
                .add(second.lanewise(VectorOperators.LSHR, 8));
      }
      both.sub(upper.lanewise(VectorOperators.LSHL, 8)).intoArray(lanes, 0);
      for (int lane = 0; lane < lanes.length; lane++) {
        sums[i + 2 * lane] = lanes[lane] & 0xffff;
      }
      upper.intoArray(lanes, 0);
      for (int lane = 0; lane < lanes.length; lane++) {
        sums[i + 2 * lane + 1] = lanes[lane] & 0xffff;
      }
    }
  }

  @Override
  public void multiply(
      float[] rows, int rowsFrom, int count, int n, float[] panel, int panelFrom, float[] out) {
    int i = 0;
    if (WIDE) {
      for (; i <= count - 6; i += 6) {
        tile6x4(rows, rowsFrom + i * n, n, panel, panelFrom, out, i * PANEL);
      }
      for (; i < count; i++) {
        tile1x4(rows, rowsFrom + i * n, n, panel, panelFrom, out, i * PANEL);
      }
    } else {
      for (; i <= count - 6; i += 6) {
        tile6x2(rows, rowsFrom + i * n, n, panel, panelFrom, out, i * PANEL);
      }
      for (; i < count; i++) {
        tile1x2(rows, rowsFrom + i * n, n, panel, panelFrom, out, i * PANEL);
      }
    }
  }

  @Override
  public void nearest(
      float[] products, int count, float[] bias, int first, float[] best, float[] bestColumn) {
    for (int i = 0; i < count; i++) {
      FloatVector least = load(best, i * LANES);
      FloatVector column = load(bestColumn, i * LANES);
      for (int j = 0; j < PANEL; j += LANES) {
        FloatVector value = load(bias, first + j).sub(load(products, i * PANEL + j));
        VectorMask<Float> less = value.compare(VectorOperators.LT, least);
        least = least.blend(value, less);
        column = column.blend(IOTA.add((float) (first + j)), less);
      }
      least.intoArray(best, i * LANES);
      column.intoArray(bestColumn, i * LANES);
    }
  }

  private static FloatVector load(float[] values, int from) {
    return FloatVector.fromArray(SPECIES, values, from);
  }

  // Not reduceLanes: its order of addition may differ between the interpreter and the compiler, and
  // the same sample must give the same index.
  private static float sum(FloatVector v) {
    FloatVector s = v;
    if (LANES == 16) {
      s = s.add(s.rearrange(TURN_8));
    }
    if (LANES >= 8) {
      s = s.add(s.rearrange(TURN_4));
    }
    s = s.add(s.rearrange(TURN_2));
    s = s.add(s.rearrange(TURN_1));
    return s.lane(0);
  }

  // The tiles: a block of products held in registers over the whole length. Each product is one
  // chain of fused multiply-adds in order, so its bits do not depend on the tile that made it.

  private static void tile6x4(
      float[] rows, int rowsFrom, int n, float[] panel, int panelFrom, float[] out, int outFrom) {
    int width = 4 * LANES;
    FloatVector s00 = FloatVector.zero(SPECIES);
    FloatVector s01 = FloatVector.zero(SPECIES);
    FloatVector s02 = FloatVector.zero(SPECIES);
    FloatVector s03 = FloatVector.zero(SPECIES);
    FloatVector s10 = FloatVector.zero(SPECIES);
    FloatVector s11 = FloatVector.zero(SPECIES);
    FloatVector s12 = FloatVector.zero(SPECIES);
    FloatVector s13 = FloatVector.zero(SPECIES);
    FloatVector s20 = FloatVector.zero(SPECIES);
    FloatVector s21 = FloatVector.zero(SPECIES);
    FloatVector s22 = FloatVector.zero(SPECIES);
    FloatVector s23 = FloatVector.zero(SPECIES);
    FloatVector s30 = FloatVector.zero(SPECIES);
    FloatVector s31 = FloatVector.zero(SPECIES);
    FloatVector s32 = FloatVector.zero(SPECIES);
    FloatVector s33 = FloatVector.zero(SPECIES);
    FloatVector s40 = FloatVector.zero(SPECIES);
    FloatVector s41 = FloatVector.zero(SPECIES);
    FloatVector s42 = FloatVector.zero(SPECIES);
    FloatVector s43 = FloatVector.zero(SPECIES);
    FloatVector s50 = FloatVector.zero(SPECIES);
    FloatVector s51 = FloatVector.zero(SPECIES);
    FloatVector s52 = FloatVector.zero(SPECIES);
    FloatVector s53 = FloatVector.zero(SPECIES);
    int p = panelFrom;
    for (int k = rowsFrom; k < rowsFrom + n; k++) {
      FloatVector b0 = FloatVector.fromArray(SPECIES, panel, p);
      FloatVector b1 = FloatVector.fromArray(SPECIES, panel, p + LANES);
      FloatVector b2 = FloatVector.fromArray(SPECIES, panel, p + 2 * LANES);
      FloatVector b3 = FloatVector.fromArray(SPECIES, panel, p + 3 * LANES);
      p += width;
      FloatVector a0 = FloatVector.broadcast(SPECIES, rows[k]);
      s00 = a0.fma(b0, s00);
      s01 = a0.fma(b1, s01);
      s02 = a0.fma(b2, s02);
      s03 = a0.fma(b3, s03);
      FloatVector a1 = FloatVector.broadcast(SPECIES, rows[k + n]);
      s10 = a1.fma(b0, s10);
      s11 = a1.fma(b1, s11);
      s12 = a1.fma(b2, s12);
      s13 = a1.fma(b3, s13);
      FloatVector a2 = FloatVector.broadcast(SPECIES, rows[k + 2 * n]);
      s20 = a2.fma(b0, s20);
      s21 = a2.fma(b1, s21);
      s22 = a2.fma(b2, s22);
      s23 = a2.fma(b3, s23);
      FloatVector a3 = FloatVector.broadcast(SPECIES, rows[k + 3 * n]);
      s30 = a3.fma(b0, s30);
      s31 = a3.fma(b1, s31);
      s32 = a3.fma(b2, s32);
      s33 = a3.fma(b3, s33);
      FloatVector a4 = FloatVector.broadcast(SPECIES, rows[k + 4 * n]);
      s40 = a4.fma(b0, s40);
      s41 = a4.fma(b1, s41);
      s42 = a4.fma(b2, s42);
      s43 = a4.fma(b3, s43);
      FloatVector a5 = FloatVector.broadcast(SPECIES, rows[k + 5 * n]);
      s50 = a5.fma(b0, s50);
      s51 = a5.fma(b1, s51);
      s52 = a5.fma(b2, s52);
      s53 = a5.fma(b3, s53);
    }
    s00.intoArray(out, outFrom);
    s01.intoArray(out, outFrom + LANES);
    s02.intoArray(out, outFrom + 2 * LANES);
    s03.intoArray(out, outFrom + 3 * LANES);
    s10.intoArray(out, outFrom + width);
    s11.intoArray(out, outFrom + width + LANES);
    s12.intoArray(out, outFrom + width + 2 * LANES);
    s13.intoArray(out, outFrom + width + 3 * LANES);
    s20.intoArray(out, outFrom + 2 * width);
    s21.intoArray(out, outFrom + 2 * width + LANES);
    s22.intoArray(out, outFrom + 2 * width + 2 * LANES);
    s23.intoArray(out, outFrom + 2 * width + 3 * LANES);
    s30.intoArray(out, outFrom + 3 * width);
    s31.intoArray(out, outFrom + 3 * width + LANES);
    s32.intoArray(out, outFrom + 3 * width + 2 * LANES);
    s33.intoArray(out, outFrom + 3 * width + 3 * LANES);
    s40.intoArray(out, outFrom + 4 * width);
    s41.intoArray(out, outFrom + 4 * width + LANES);
    s42.intoArray(out, outFrom + 4 * width + 2 * LANES);
    s43.intoArray(out, outFrom + 4 * width + 3 * LANES);
    s50.intoArray(out, outFrom + 5 * width);
    s51.intoArray(out, outFrom + 5 * width + LANES);
    s52.intoArray(out, outFrom + 5 * width + 2 * LANES);
    s53.intoArray(out, outFrom + 5 * width + 3 * LANES);
  }

  private static void tile1x4(
      float[] rows, int rowsFrom, int n, float[] panel, int panelFrom, float[] out, int outFrom) {
    int width = 4 * LANES;
    FloatVector s00 = FloatVector.zero(SPECIES);
    FloatVector s01 = FloatVector.zero(SPECIES);
    FloatVector s02 = FloatVector.zero(SPECIES);
    FloatVector s03 = FloatVector.zero(SPECIES);
    int p = panelFrom;
    for (int k = rowsFrom; k < rowsFrom + n; k++) {
      FloatVector b0 = FloatVector.fromArray(SPECIES, panel, p);
      FloatVector b1 = FloatVector.fromArray(SPECIES, panel, p + LANES);
      FloatVector b2 = FloatVector.fromArray(SPECIES, panel, p + 2 * LANES);
      FloatVector b3 = FloatVector.fromArray(SPECIES, panel, p + 3 * LANES);
      p += width;
      FloatVector a0 = FloatVector.broadcast(SPECIES, rows[k]);
      s00 = a0.fma(b0, s00);
      s01 = a0.fma(b1, s01);
      s02 = a0.fma(b2, s02);
      s03 = a0.fma(b3, s03);
    }
    s00.intoArray(out, outFrom);
    s01.intoArray(out, outFrom + LANES);
    s02.intoArray(out, outFrom + 2 * LANES);
    s03.intoArray(out, outFrom + 3 * LANES);
  }

  private static void tile6x2(
      float[] rows, int rowsFrom, int n, float[] panel, int panelFrom, float[] out, int outFrom) {
    int width = 2 * LANES;
    FloatVector s00 = FloatVector.zero(SPECIES);
    FloatVector s01 = FloatVector.zero(SPECIES);
    FloatVector s10 = FloatVector.zero(SPECIES);
    FloatVector s11 = FloatVector.zero(SPECIES);
    FloatVector s20 = FloatVector.zero(SPECIES);
    FloatVector s21 = FloatVector.zero(SPECIES);
    FloatVector s30 = FloatVector.zero(SPECIES);
    FloatVector s31 = FloatVector.zero(SPECIES);
    FloatVector s40 = FloatVector.zero(SPECIES);
    FloatVector s41 = FloatVector.zero(SPECIES);
    FloatVector s50 = FloatVector.zero(SPECIES);
    FloatVector s51 = FloatVector.zero(SPECIES);
    int p = panelFrom;
    for (int k = rowsFrom; k < rowsFrom + n; k++) {
      FloatVector b0 = FloatVector.fromArray(SPECIES, panel, p);
      FloatVector b1 = FloatVector.fromArray(SPECIES, panel, p + LANES);
      p += width;
      FloatVector a0 = FloatVector.broadcast(SPECIES, rows[k]);
      s00 = a0.fma(b0, s00);
      s01 = a0.fma(b1, s01);
      FloatVector a1 = FloatVector.broadcast(SPECIES, rows[k + n]);
      s10 = a1.fma(b0, s10);
      s11 = a1.fma(b1, s11);
      FloatVector a2 = FloatVector.broadcast(SPECIES, rows[k + 2 * n]);
      s20 = a2.fma(b0, s20);
      s21 = a2.fma(b1, s21);
      FloatVector a3 = FloatVector.broadcast(SPECIES, rows[k + 3 * n]);
      s30 = a3.fma(b0, s30);
      s31 = a3.fma(b1, s31);
      FloatVector a4 = FloatVector.broadcast(SPECIES, rows[k + 4 * n]);
      s40 = a4.fma(b0, s40);
      s41 = a4.fma(b1, s41);
      FloatVector a5 = FloatVector.broadcast(SPECIES, rows[k + 5 * n]);
      s50 = a5.fma(b0, s50);
      s51 = a5.fma(b1, s51);
    }
    s00.intoArray(out, outFrom);
    s01.intoArray(out, outFrom + LANES);
    s10.intoArray(out, outFrom + width);
    s11.intoArray(out, outFrom + width + LANES);
    s20.intoArray(out, outFrom + 2 * width);
    s21.intoArray(out, outFrom + 2 * width + LANES);
    s30.intoArray(out, outFrom + 3 * width);
    s31.intoArray(out, outFrom + 3 * width + LANES);
    s40.intoArray(out, outFrom + 4 * width);
    s41.intoArray(out, outFrom + 4 * width + LANES);
    s50.intoArray(out, outFrom + 5 * width);
    s51.intoArray(out, outFrom + 5 * width + LANES);
  }

  private static void tile1x2(
      float[] rows, int rowsFrom, int n, float[] panel, int panelFrom, float[] out, int outFrom) {
    int width = 2 * LANES;
    FloatVector s00 = FloatVector.zero(SPECIES);
    FloatVector s01 = FloatVector.zero(SPECIES);
    int p = panelFrom;
    for (int k = rowsFrom; k < rowsFrom + n; k++) {
      FloatVector b0 = FloatVector.fromArray(SPECIES, panel, p);
      FloatVector b1 = FloatVector.fromArray(SPECIES, panel, p + LANES);
      p += width;
      FloatVector a0 = FloatVector.broadcast(SPECIES, rows[k]);
      s00 = a0.fma(b0, s00);
      s01 = a0.fma(b1, s01);
    }
    s00.intoArray(out, outFrom);
    s01.intoArray(out, outFrom + LANES);
  }
}
