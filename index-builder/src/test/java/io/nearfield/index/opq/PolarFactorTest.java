package io.nearfield.index.opq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.nearfield.index.testing.TestVectors;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PolarFactorTest {

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 7, 33, 70})
  void isOrthonormalAndLeavesASymmetricPositiveRest(int n) {
    float[] matrix = TestVectors.gaussian(new SplittableRandom(n), n * n);

    float[] factor = PolarFactor.of(matrix, Matrices.identity(n), n, 2).orElseThrow();

    OpqTrainerTest.assertOrthonormal(factor, n);
    // matrix = rest * factor, and the rest is symmetric with positive values on its diagonal.
    float[] rest = Matrices.timesTransposed(matrix, n, factor, n, n, 1);
    for (int i = 0; i < n; i++) {
      assertThat(rest[i * n + i]).isPositive();
      for (int j = 0; j < i; j++) {
        assertThat(rest[i * n + j]).isCloseTo(rest[j * n + i], within(2e-2f));
      }
    }
  }

  @Test
  void aRotationIsItsOwnFactorAtAnyScale() {
    float[] rotation = {0.6f * 5, 0.8f * 5, -0.8f * 5, 0.6f * 5};

    assertThat(PolarFactor.of(rotation, Matrices.identity(2), 2, 1).orElseThrow())
        .containsExactly(new float[] {0.6f, 0.8f, -0.8f, 0.6f}, within(1e-4f));
  }

  @Test
  void theFormerRotationDecidesWhereTheMatrixSaysNothing() {
    float[] factor =
        PolarFactor.of(new float[] {-3, 0, 0, 0}, new float[] {1, 0, 0, -1}, 2, 1).orElseThrow();

    assertThat(factor).containsExactly(new float[] {-1, 0, 0, -1}, within(1e-4f));
  }

  @Test
  void zeroHasNone() {
    assertThat(PolarFactor.of(new float[9], Matrices.identity(3), 3, 1)).isEmpty();
  }
}
