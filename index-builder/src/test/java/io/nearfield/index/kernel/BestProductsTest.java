package io.nearfield.index.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BestProductsTest {

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 4, 13, 16, 25, 64, 207, 1021})
  void bothProvidersChooseTheSame(int count) {
    SplittableRandom random = new SplittableRandom(count);
    float[] values = new float[count + 3];
    for (int i = 0; i < values.length; i++) {
      values[i] = random.nextInt(20);
    }
    for (float least : new float[] {Float.NEGATIVE_INFINITY, 7, 12.5f, 19, 20}) {
      int[] expected = IntStream.range(0, count).filter(i -> values[i + 2] >= least).toArray();
      for (ProductSupport kernels : kernels()) {
        int[] chosen = new int[count];
        int held = kernels.atLeast(values, 2, count, least, chosen);
        assertThat(Arrays.copyOf(chosen, held)).isEqualTo(expected);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 4, 13, 16, 25, 64, 207, 1021})
  void bothProvidersChooseTheSameByALeastValueEach(int count) {
    SplittableRandom random = new SplittableRandom(count);
    float[] values = new float[count + 3];
    float[] least = new float[count];
    for (int i = 0; i < values.length; i++) {
      values[i] = random.nextInt(20);
    }
    for (int i = 0; i < count; i++) {
      least[i] = random.nextInt(9) == 0 ? Float.NEGATIVE_INFINITY : random.nextInt(30);
    }
    for (float added : new float[] {0, -3.5f, 10}) {
      int[] expected =
          IntStream.range(0, count).filter(i -> values[i + 2] + added >= least[i]).toArray();
      for (ProductSupport kernels : kernels()) {
        int[] chosen = new int[count];
        int held = kernels.atLeastEach(values, 2, count, added, least, chosen);
        assertThat(Arrays.copyOf(chosen, held)).isEqualTo(expected);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 13, 64, 207, 1021})
  void bothProvidersFindTheSameMaxima(int count) {
    SplittableRandom random = new SplittableRandom(count);
    float[] values = new float[count + 3];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextDouble() - 0.5f;
    }
    for (int groups : new int[] {1, 5, 16, 64}) {
      float[] expected = new float[groups];
      Arrays.fill(expected, Float.NEGATIVE_INFINITY);
      for (int i = 0; i < count; i++) {
        expected[i % groups] = Math.max(expected[i % groups], values[i + 2]);
      }
      for (ProductSupport kernels : kernels()) {
        float[] out = new float[groups];
        kernels.maxima(values, 2, count, out, groups);
        assertThat(out).isEqualTo(expected);
      }
    }
  }

  private static ProductSupport[] kernels() {
    return new ProductSupport[] {
      new ScalarKernels().products(), KernelProvider.choose(null).kernels().products()
    };
  }

  @Test
  void shapesThatDoNotFitAreRefused() {
    assertThatThrownBy(() -> VectorKernels.atLeast(new float[4], 2, 3, 0, new int[3]))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> VectorKernels.atLeast(new float[4], 0, 3, 0, new int[2]))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }
}
