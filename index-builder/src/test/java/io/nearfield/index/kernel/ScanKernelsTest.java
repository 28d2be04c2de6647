package io.nearfield.index.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.nearfield.index.testing.TestVectors;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Scans of interleaved codes: sums by definition, both providers bit by bit. */
class ScanKernelsTest {

  private static final int[] PARTS = {1, 2, 3, 4, 5, 8, 13, 48, 97, 207, 384, 1021};

  // choose("simd") fails where the vector unit cannot be had: a run without it cannot pass.
  private static Stream<Arguments> providersAndParts() {
    return Stream.of("scalar", "simd")
        .map(name -> KernelProvider.choose(name).kernels())
        .flatMap(
            kernels -> IntStream.of(PARTS).mapToObj(m -> Arguments.of(kernels.name(), m, kernels)));
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("providersAndParts")
  void halfByteSumsAreExact(String name, int parts, KernelSupport kernels) {
    SplittableRandom random = new SplittableRandom(parts);
    HalfByteTable table = HalfByteTable.of(TestVectors.gaussian(random, parts * 16), parts);
    byte[] codes = bytes(random, 64 * table.codeSize());
    byte[] store = new byte[5 + codes.length];
    interleave(codes, table.codeSize(), store, 5);
    int[] sums = new int[64];

    kernels.scans().sums4(table, store, 5, sums);

    for (int i = 0; i < 64; i++) {
      assertThat(sums[i]).isEqualTo(sum4(table, codes, i));
    }
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("providersAndParts")
  void byteSumsAreExact(String name, int parts, KernelSupport kernels) {
    SplittableRandom random = new SplittableRandom(parts);
    ByteTable table = ByteTable.of(TestVectors.gaussian(random, parts * 256), parts);
    byte[] codes = bytes(random, 64 * parts);
    byte[] store = new byte[5 + codes.length];
    interleave(codes, parts, store, 5);
    int[] sums = new int[64];

    kernels.scans().sums8(table, store, 5, sums);

    for (int i = 0; i < 64; i++) {
      assertThat(sums[i]).isEqualTo(sum8(table, codes, i));
    }
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("providersAndParts")
  void theGreatestEntriesDoNotOverflow(String name, int parts, KernelSupport kernels) {
    float[] products = new float[parts * 256];
    for (int i = 0; i < products.length; i++) {
      products[i] = i % 16 == 15 ? 1 : 0; // the last of sixteen, and of 256
    }
    HalfByteTable half = HalfByteTable.of(Arrays.copyOf(products, parts * 16), parts);
    ByteTable whole = ByteTable.of(products, parts);
    byte[] store = new byte[64 * parts];
    Arrays.fill(store, (byte) 0xff);
    int[] sums = new int[64];

    kernels.scans().sums4(half, store, 0, sums);
    float four = half.least() + half.step() * sums[17];
    kernels.scans().sums8(whole, store, 0, sums);
    float eight = whole.least() + whole.step() * sums[17];

    assertThat(sums[17]).isBetween(0, 65_535);
    assertThat(four).isCloseTo(parts, within(parts / 2f * half.step() + 1e-4f * parts));
    assertThat(eight).isBetween((float) parts, parts * (1 + 1 / 64f) + parts * whole.step());
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("providersAndParts")
  void thresholdsSelectWhatReachesThem(String name, int parts, KernelSupport kernels) {
    SplittableRandom random = new SplittableRandom(parts);
    for (int count : new int[] {1, 15, 63, 64, 65, 200}) {
      for (boolean scaled : new boolean[] {false, true}) {
        Case4 c = new Case4(random, parts, count, scaled);
        for (float[] bias : new float[][] {null, c.exactBias, c.roomyBias}) {
          float[] expected = c.values(bias);
          float[] sorted = expected.clone();
          Arrays.sort(sorted);
          for (float threshold :
              new float[] {
                Float.NEGATIVE_INFINITY,
                sorted[0],
                sorted[count / 2],
                sorted[count - 1],
                Math.nextUp(sorted[count - 1])
              }) {
            int[] slots = new int[count];
            float[] values = new float[count];
            int found =
                kernels
                    .scans()
                    .above4(c.table, c.store, 64, count, bias, 3, threshold, slots, values);
            expect(expected, 64, threshold, slots, values, found);
          }
        }
      }
    }
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("providersAndParts")
  void boundsSelectWhatMayReachThem(String name, int parts, KernelSupport kernels) {
    SplittableRandom random = new SplittableRandom(parts);
    float[] products = TestVectors.gaussian(random, parts * 256);
    ByteTable table = ByteTable.of(products, parts);
    for (int count : new int[] {1, 63, 64, 65, 150}) {
      byte[] codes = bytes(random, 256 * parts);
      byte[] store = new byte[codes.length];
      interleave(codes, parts, store, 0);
      float[] bias = TestVectors.gaussian(random, count + 3);
      float[] expected = new float[count];
      for (int i = 0; i < count; i++) {
        expected[i] = table.least() + table.step() * sum8(table, codes, 64 + i) + bias[3 + i];
      }
      float[] sorted = expected.clone();
      Arrays.sort(sorted);
      for (float threshold : new float[] {sorted[0], sorted[count / 2], sorted[count - 1]}) {
        int[] slots = new int[count];
        float[] values = new float[count];
        int found =
            kernels.scans().above8(table, store, 64, count, bias, 3, threshold, slots, values);
        expect(expected, 64, threshold, slots, values, found);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("parts")
  void byteBoundsAreNeverBelowTheFloatTable(int parts) {
    SplittableRandom random = new SplittableRandom(parts);
    float[] products = TestVectors.gaussian(random, parts * 256);
    ByteTable table = ByteTable.of(products, parts);
    byte[] codes = bytes(random, 128 * parts);
    byte[] store = new byte[codes.length];
    interleave(codes, parts, store, 0);
    float[] exact = new float[128];
    float[] fromBlocks = new float[128];
    int[] slots = {0, 5, 63, 64, 100, 127};
    float[] chosen = new float[slots.length];

    VectorKernels.scanTable8(products, parts, codes, 0, 128, exact, 0);
    ScanKernels.table8(products, parts, store, 0, 128, fromBlocks, 0);
    ScanKernels.table8At(products, parts, store, slots, slots.length, chosen);

    assertThat(fromBlocks).isEqualTo(exact);
    for (int i = 0; i < slots.length; i++) {
      assertThat(chosen[i]).isEqualTo(exact[slots[i]]);
    }
    for (int i = 0; i < 128; i++) {
      float bound = table.least() + table.step() * sum8(table, codes, i);
      assertThat(bound).isBetween(exact[i], exact[i] + 1.1f * parts * table.step() + 1e-3f * parts);
    }
  }

  @Test
  void allValuesAreThoseOfTheScan() {
    SplittableRandom random = new SplittableRandom(1);
    for (boolean scaled : new boolean[] {false, true}) {
      Case4 c = new Case4(random, 25, 130, scaled);
      float[] out = new float[131];

      ScanKernels.all4(c.table, c.store, 64, 130, out, 1);

      assertThat(Arrays.copyOfRange(out, 1, 131)).isEqualTo(c.values(null));
    }
  }

  @Test
  void equalProductsGiveTheirSum() {
    float[] same = new float[5 * 16];
    Arrays.fill(same, -1.5f);
    HalfByteTable table = HalfByteTable.of(same, 5);
    float[] out = new float[3];

    ScanKernels.all4(table, new byte[64 * 3], 0, 3, out, 0);

    assertThat(out).containsExactly(-7.5f, -7.5f, -7.5f);
  }

  @Test
  void shapesThatDoNotFitAreRefused() {
    HalfByteTable table = HalfByteTable.of(new float[32], 2);
    int[] slots = new int[64];
    float[] values = new float[64];

    assertThatThrownBy(
            () -> ScanKernels.above4(table, new byte[64], 1, 1, null, 0, 0, slots, values))
        .hasMessage("Cannot scan interleaved codes: entry 1 does not begin a block of 64");
    assertThatThrownBy(
            () -> ScanKernels.above4(table, new byte[64], 0, 65, null, 0, 0, slots, values))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(
            () -> ScanKernels.above4(table, new byte[64], 0, 3, new float[2], 0, 0, slots, values))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> new HalfByteTable(new byte[112], 1, 0, 0, 64, true))
        .hasMessage("Cannot make a table for codes of 1 bytes: a block takes 320 bytes, got 64");
    assertThatThrownBy(() -> new ByteTable(new byte[255], 1, 0, 0))
        .hasMessage("Cannot make a table for codes of 1 bytes: it takes 256 bytes, got 255");
  }

  private static IntStream parts() {
    return IntStream.of(PARTS);
  }

  private static void expect(
      float[] expected, int from, float threshold, int[] slots, float[] values, int found) {
    int next = 0;
    for (int i = 0; i < expected.length; i++) {
      if (expected[i] >= threshold) {
        assertThat(next).isLessThan(found);
        assertThat(slots[next]).isEqualTo(from + i);
        assertThat(values[next++]).isEqualTo(expected[i]);
      }
    }
    assertThat(found).isEqualTo(next);
  }

  private static int sum4(HalfByteTable table, byte[] codes, int entry) {
    int sum = 0;
    for (int j = 0; j < table.codeSize(); j++) {
      int code = codes[entry * table.codeSize() + j] & 255;
      sum += table.entries()[j * 32 + code % 16] & 255;
      sum += table.entries()[j * 32 + 16 + code / 16] & 255;
    }
    return sum;
  }

  private static int sum8(ByteTable table, byte[] codes, int entry) {
    int sum = 0;
    for (int j = 0; j < table.parts(); j++) {
      sum += table.entries()[j * 256 + (codes[entry * table.parts() + j] & 255)] & 255;
    }
    return sum;
  }

  private static void interleave(byte[] codes, int codeSize, byte[] store, int from) {
    for (int i = 0; i < codes.length / codeSize; i++) {
      for (int j = 0; j < codeSize; j++) {
        store[from + i / 64 * 64 * codeSize + 64 * j + InterleavedBlock.position(i)] =
            codes[i * codeSize + j];
      }
    }
  }

  private static byte[] bytes(SplittableRandom random, int n) {
    byte[] bytes = new byte[n];
    for (int i = 0; i < n; i++) {
      bytes[i] = (byte) random.nextInt(256);
    }
    return bytes;
  }

  /** Codes of half bytes from entry 64 on, with or without scales, and biases from place 3 on. */
  private static final class Case4 {
    final HalfByteTable table;
    final byte[] store;
    final float[] exactBias;
    final float[] roomyBias;
    private final byte[] codes;
    private final float[] scales;
    private final int count;

    Case4(SplittableRandom random, int parts, int count, boolean scaled) {
      int codeSize = (parts + 1) / 2;
      int blockBytes = 64 * codeSize + (scaled ? 256 + 32 : 0);
      int blocks = 1 + (count + 63) / 64;
      this.count = count;
      this.table =
          HalfByteTable.of(TestVectors.gaussian(random, parts * 16), parts, blockBytes, scaled);
      this.codes = bytes(random, blocks * 64 * codeSize);
      this.scales = TestVectors.gaussian(random, blocks * 64);
      this.store = new byte[blocks * blockBytes];
      for (int b = 0; b < blocks; b++) {
        byte[] block = Arrays.copyOfRange(codes, b * 64 * codeSize, (b + 1) * 64 * codeSize);
        interleave(block, codeSize, store, b * blockBytes);
        for (int i = 0; i < 64 && scaled; i++) {
          ScalarScans.putScale(store, b * blockBytes + 64 * codeSize, i, scales[64 * b + i]);
        }
      }
      this.exactBias = TestVectors.gaussian(random, 3 + count);
      this.roomyBias = Arrays.copyOf(exactBias, 3 + count + 64);
    }

    float[] values(float[] bias) {
      float[] values = new float[count];
      for (int i = 0; i < count; i++) {
        float value = table.least() + table.step() * sum4(table, codes, 64 + i);
        value = table.scaled() ? value * scales[64 + i] : value;
        values[i] = bias == null ? value : value + bias[3 + i];
      }
      return values;
    }
  }
}
