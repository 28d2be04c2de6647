package io.nearfield.index.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.nearfield.index.testing.TestVectors;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** One vector with many rows: in doubles by definition, and bit by bit as one row alone. */
class RowKernelsTest {

  private static final int[] SIZES = {1, 4, 13, 16, 25, 64, 207, 384, 702, 1021};
  private static final int[] SLOTS = {6, 0, 3, 3, 5, 1, 6};

  // choose("simd") fails where the vector unit cannot be had: a run without it cannot pass.
  private static Stream<Arguments> providersAndSizes() {
    return Stream.of("scalar", "simd")
        .map(name -> KernelProvider.choose(name).kernels())
        .flatMap(
            kernels -> IntStream.of(SIZES).mapToObj(n -> Arguments.of(kernels.name(), n, kernels)));
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("providersAndSizes")
  void rowsInARangeAndChosenHaveTheBitsOfOneAlone(String name, int n, KernelSupport kernels) {
    SplittableRandom random = new SplittableRandom(n);
    RowSupport support = kernels.rows();
    float[] query = TestVectors.gaussian(random, n);
    float[] rows = TestVectors.gaussian(random, 5 + 7 * n);
    for (int count = 0; count <= 7; count++) {
      float[] dots = new float[8];
      float[] squares = new float[8];
      float[] dotsAt = new float[7];
      float[] squaresAt = new float[7];
      support.dots(query, rows, 5, count, dots, 1);
      support.squaredL2s(query, rows, 5, count, squares, 1);
      support.dotsAt(query, rows, 5, SLOTS, count, dotsAt);
      support.squaredL2sAt(query, rows, 5, SLOTS, count, squaresAt);
      for (int i = 0; i < count; i++) {
        int chosen = 5 + SLOTS[i] * n;
        assertThat(dots[1 + i]).isEqualTo(support.dot(query, 0, rows, 5 + i * n, n));
        assertThat(squares[1 + i]).isEqualTo(support.squaredL2(query, 0, rows, 5 + i * n, n));
        assertThat(dotsAt[i]).isEqualTo(support.dot(query, 0, rows, chosen, n));
        assertThat(squaresAt[i]).isEqualTo(support.squaredL2(query, 0, rows, chosen, n));
      }
    }
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("providersAndSizes")
  void l1EqualsTheSumInDoubles(String name, int n, KernelSupport kernels) {
    SplittableRandom random = new SplittableRandom(n);
    float[] a = TestVectors.gaussian(random, n + 3);
    float[] b = TestVectors.gaussian(random, n + 7);

    double sum = 0;
    for (int i = 0; i < n; i++) {
      sum += Math.abs((double) a[3 + i] - b[7 + i]);
    }

    assertThat((double) kernels.rows().l1(a, 3, b, 7, n)).isCloseTo(sum, within(1e-6 * n + 1e-6));
    assertThat(kernels.rows().l1(a, 3, a, 3, n)).isZero();
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("providersAndSizes")
  void rowsOfBytesAreComparedAsTheyAreDecoded(String name, int n, KernelSupport kernels) {
    SplittableRandom random = new SplittableRandom(n);
    ByteRowSupport support = kernels.byteRows();
    float[] origin = TestVectors.gaussian(random, n);
    float[] step = TestVectors.gaussian(random, n);
    byte[] codes = new byte[5 + 7 * n];
    for (int i = 0; i < codes.length; i++) {
      codes[i] = (byte) random.nextInt(256);
    }

    double squares = 0;
    double l1 = 0;
    double scale = 0;
    for (int i = 0; i < n; i++) {
      double d = origin[i] - (double) step[i] * (codes[5 + i] & 255);
      squares += d * d;
      l1 += Math.abs(d);
      scale += 255 * Math.abs(step[i]);
    }

    assertThat((double) support.squaredL2(origin, step, codes, 5, n))
        .isCloseTo(squares, within(1e-6 * (squares + 1) * Math.max(8, n)));
    assertThat((double) support.l1(origin, step, codes, 5, n))
        .isCloseTo(l1, within(1e-6 * (scale + n)));
    float[] at = new float[7];
    float[] range = new float[8];
    support.dotsAt(origin, codes, 5, SLOTS, 7, at);
    support.dots(origin, codes, 5, 7, range, 1);
    for (int i = 0; i < 7; i++) {
      assertThat(at[i]).isEqualTo(support.dot(origin, codes, 5 + SLOTS[i] * n, n));
      assertThat(range[1 + i]).isEqualTo(support.dot(origin, codes, 5 + i * n, n));
    }
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("providersAndSizes")
  void rotatingIsMultiplyingByTheMatrix(String name, int n, KernelSupport kernels) {
    SplittableRandom random = new SplittableRandom(n);
    int count = n > 500 ? 3 : 101; // more than one block of rows
    float[] matrix = TestVectors.gaussian(random, n * n);
    float[] rows = TestVectors.gaussian(random, 1 + count * n);
    PackedRows packed = PackedRows.pack(kernels.products(), matrix, 0, n, n);
    float[] out = new float[2 + count * n];

    VectorKernels.rotate(packed, rows, 1, count, out, 2);

    float[] alone = new float[n];
    for (int i : new int[] {0, count / 2, count - 1}) {
      VectorKernels.rotate(packed, rows, 1 + i * n, 1, alone, 0);
      for (int j = 0; j < n; j++) {
        double sum = 0;
        for (int k = 0; k < n; k++) {
          sum += (double) matrix[j * n + k] * rows[1 + i * n + k];
        }
        assertThat((double) out[2 + i * n + j]).isCloseTo(sum, within(1e-6 * n + 1e-6));
        assertThat(alone[j]).isEqualTo(out[2 + i * n + j]);
      }
    }
  }

  @Test
  void slotsOutsideTheRowsAreRefused() {
    float[] rows = new float[12];
    float[] out = new float[2];

    VectorKernels.dotAt(new float[3], rows, 3, new int[] {2, 0}, 2, out);
    assertThatThrownBy(() -> VectorKernels.dotAt(new float[3], rows, 3, new int[] {0, 3}, 2, out))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(
            () -> VectorKernels.squaredL2At(new float[3], rows, 3, new int[] {-1, 0}, 2, out))
        .isInstanceOf(IndexOutOfBoundsException.class)
        .hasMessage("Cannot read a row before the first: a slot is negative");
    assertThatThrownBy(() -> VectorKernels.l1At(new float[3], rows, 3, new int[1], 2, out))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }
}
