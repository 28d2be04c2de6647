package io.nearfield.index.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.nearfield.index.testing.RandomSource;
import io.nearfield.index.testing.TestVectors;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Both providers against sums in 64 bits; so also against each other. */
@ExtendWith(RandomSource.class)
class KernelsTest {

  private static final int[] SIZES = {1, 4, 13, 16, 25, 64, 207, 702, 1021, 4098};

  // choose("simd") fails where the vector unit cannot be had: a run without it cannot pass.
  private static Stream<Arguments> providersAndSizes() {
    return Stream.of("scalar", "simd")
        .map(name -> KernelProvider.choose(name).kernels())
        .flatMap(
            kernels -> IntStream.of(SIZES).mapToObj(n -> Arguments.of(kernels.name(), n, kernels)));
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("providersAndSizes")
  void dotEqualsTheSumInDoubles(String name, int n, KernelSupport kernels) {
    SplittableRandom random = new SplittableRandom(n);
    float[] a = TestVectors.gaussian(random, n + 3);
    float[] b = TestVectors.gaussian(random, n + 7);

    double sum = 0;
    for (int i = 0; i < n; i++) {
      sum += (double) a[3 + i] * b[7 + i];
    }

    assertThat((double) kernels.rows().dot(a, 3, b, 7, n)).isCloseTo(sum, within(1e-6 * n + 1e-6));
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("providersAndSizes")
  void squaredL2EqualsTheSumInDoubles(String name, int n, KernelSupport kernels) {
    SplittableRandom random = new SplittableRandom(n);
    float[] a = TestVectors.gaussian(random, n + 3);
    float[] b = TestVectors.gaussian(random, n + 7);

    double sum = 0;
    for (int i = 0; i < n; i++) {
      double d = (double) a[3 + i] - b[7 + i];
      sum += d * d;
    }

    assertThat((double) kernels.rows().squaredL2(a, 3, b, 7, n))
        .isCloseTo(sum, within(1e-6 * n + 1e-6));
    assertThat(kernels.rows().squaredL2(a, 3, a, 3, n)).isZero();
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("providersAndSizes")
  void dotBytesReadsBytesAsUnsigned(String name, int n, KernelSupport kernels) {
    SplittableRandom random = new SplittableRandom(n);
    float[] weights = TestVectors.gaussian(random, n);
    byte[] codes = bytes(random, n + 5);

    double sum = 0;
    for (int i = 0; i < n; i++) {
      sum += (double) weights[i] * (codes[5 + i] & 255);
    }

    assertThat((double) kernels.byteRows().dot(weights, codes, 5, n))
        .isCloseTo(sum, within(255 * (1e-6 * n + 1e-6)));
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("providersAndSizes")
  void multiplyEqualsTheSumsInDoubles(String name, int n, KernelSupport kernels) {
    SplittableRandom random = new SplittableRandom(n);
    int count = 13;
    int columns = 71;
    float[] rows = TestVectors.gaussian(random, count * n + 1);
    float[] others = TestVectors.gaussian(random, columns * n + 2);
    PackedRows packed = PackedRows.pack(kernels.products(), others, 2, columns, n);
    float[] out = new float[count * packed.stride()];

    VectorKernels.multiply(rows, 1, count, packed, out);

    for (int i = 0; i < count; i++) {
      for (int j = 0; j < packed.stride(); j++) {
        double sum = 0;
        for (int k = 0; k < n && j < columns; k++) {
          sum += (double) rows[1 + i * n + k] * others[2 + j * n + k];
        }
        assertThat((double) out[i * packed.stride() + j])
            .as("row %d column %d", i, j)
            .isCloseTo(sum, within(1e-6 * n + 1e-6));
      }
    }
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("providersAndSizes")
  void nearestIsTheLeastOfTheProducts(String name, int n, KernelSupport kernels) {
    SplittableRandom random = new SplittableRandom(n);
    int count = 200; // more than one block of rows
    int columns = 133;
    float[] rows = TestVectors.gaussian(random, count * n);
    float[] others = TestVectors.gaussian(random, columns * n);
    PackedRows packed = PackedRows.pack(kernels.products(), others, 0, columns, n);
    float[] bias = new float[packed.stride()];
    Arrays.fill(bias, Float.POSITIVE_INFINITY);
    System.arraycopy(TestVectors.gaussian(random, columns), 0, bias, 0, columns);
    float[] products = new float[count * packed.stride()];
    VectorKernels.multiply(rows, 0, count, packed, products);

    int[] nearest = new int[count];
    float[] score = new float[count];
    VectorKernels.nearest(rows, 0, count, packed, bias, nearest, score, 0);

    for (int i = 0; i < count; i++) {
      int least = 0;
      for (int j = 1; j < columns; j++) {
        if (bias[j] - products[i * packed.stride() + j]
            < bias[least] - products[i * packed.stride() + least]) {
          least = j;
        }
      }
      assertThat(nearest[i]).isEqualTo(least);
      assertThat(score[i]).isEqualTo(bias[least] - products[i * packed.stride() + least]);
    }
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("providersAndSizes")
  void aProductHasTheSameBitsAloneAndInABatch(String name, int n, KernelSupport kernels) {
    SplittableRandom random = new SplittableRandom(n);
    float[] rows = TestVectors.gaussian(random, 17 * n);
    float[] others = TestVectors.gaussian(random, 90 * n);
    PackedRows packed = PackedRows.pack(kernels.products(), others, 0, 90, n);
    float[] together = new float[17 * packed.stride()];
    VectorKernels.multiply(rows, 0, 17, packed, together);

    for (int i = 0; i < 17; i++) {
      float[] alone = new float[packed.stride()];
      VectorKernels.multiply(rows, i * n, 1, packed, alone);
      assertThat(alone)
          .isEqualTo(Arrays.copyOfRange(together, i * packed.stride(), (i + 1) * packed.stride()));
    }
    PackedRows last = PackedRows.pack(kernels.products(), others, 89 * n, 1, n);
    float[] column = new float[17 * last.stride()];
    VectorKernels.multiply(rows, 0, 17, last, column);
    assertThat(column[3 * last.stride()]).isEqualTo(together[3 * packed.stride() + 89]);
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("providersAndSizes")
  void theFirstColumnWinsATie(String name, int n, KernelSupport kernels) {
    float[] row = new float[n];
    Arrays.fill(row, 1);
    float[] others = new float[80 * n];
    Arrays.fill(others, 2);
    PackedRows packed = PackedRows.pack(kernels.products(), others, 0, 80, n);
    float[] bias = new float[packed.stride()];
    Arrays.fill(bias, Float.POSITIVE_INFINITY);
    Arrays.fill(bias, 0, 80, 5f);
    bias[0] = 6;
    bias[1] = 6;
    int[] nearest = new int[1];

    VectorKernels.nearest(row, 0, 1, packed, bias, nearest, new float[1], 0);

    assertThat(nearest[0]).isEqualTo(2);
  }

  @Test
  void sumsHaveTheSameBitsBeforeAndAfterCompilation(SplittableRandom random) {
    KernelSupport kernels = KernelProvider.choose("simd").kernels();
    float[] a = TestVectors.gaussian(random, 702);
    float[] b = TestVectors.gaussian(random, 702);
    float first = kernels.rows().dot(a, 0, b, 0, 702);
    float firstL2 = kernels.rows().squaredL2(a, 0, b, 0, 702);

    for (int i = 0; i < 30_000; i++) {
      if (kernels.rows().dot(a, 0, b, 0, 702) != first
          || kernels.rows().squaredL2(a, 0, b, 0, 702) != firstL2) {
        throw new AssertionError("differs at repetition " + i);
      }
    }
  }

  @Test
  void tableScansSumWhatTheCodesChoose(SplittableRandom random) {
    for (int m : new int[] {1, 2, 7, 48}) {
      float[] wide = TestVectors.gaussian(random, m * 256);
      float[] narrow = TestVectors.gaussian(random, m * 16);
      int half = (m + 1) / 2;
      byte[] codes = bytes(random, 1 + 11 * m);
      float[] out = new float[12];
      float[] outHalf = new float[12];
      VectorKernels.scanTable8(wide, m, codes, 1, 11, out, 1);
      VectorKernels.scanTable4(narrow, m, codes, 1, 11, outHalf, 1);
      for (int i = 0; i < 11; i++) {
        double sum = 0;
        double sumHalf = 0;
        for (int s = 0; s < m; s++) {
          sum += wide[s * 256 + (codes[1 + i * m + s] & 255)];
          int pair = codes[1 + i * half + s / 2] & 255;
          sumHalf += narrow[s * 16 + (s % 2 == 0 ? pair & 15 : pair >> 4)];
        }
        assertThat((double) out[1 + i]).isCloseTo(sum, within(1e-4));
        assertThat((double) outHalf[1 + i]).isCloseTo(sumHalf, within(1e-4));
      }
    }
  }

  @Test
  void theFacadeRefusesShapesThatDoNotFit() {
    assertThatThrownBy(() -> VectorKernels.dot(new float[3], new float[4]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Cannot compute: lengths differ, 3 and 4");
    assertThatThrownBy(() -> VectorKernels.dot(new float[3], 1, new float[4], 0, 3))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(
            () -> VectorKernels.dotBatch(new float[3], new float[5], 0, 2, new float[2], 0))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void theProviderIsSimdUnlessForcedOtherwise() {
    String forced = System.getProperty(KernelProvider.PROPERTY, "simd");

    assertThat(VectorKernels.provider()).isEqualTo(forced);
    assertThat(KernelProvider.choose("scalar").kernels().name()).isEqualTo("scalar");
    assertThatThrownBy(() -> KernelProvider.choose("fast"))
        .hasMessage(
            "Cannot choose kernels: -Dnearfield.kernels must be scalar or simd, got 'fast'");
  }

  private static byte[] bytes(SplittableRandom random, int n) {
    byte[] bytes = new byte[n];
    for (int i = 0; i < n; i++) {
      bytes[i] = (byte) random.nextInt(256);
    }
    return bytes;
  }
}
