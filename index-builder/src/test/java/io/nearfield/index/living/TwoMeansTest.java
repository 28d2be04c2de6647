package io.nearfield.index.living;

import static org.assertj.core.api.Assertions.assertThat;

import io.nearfield.index.VectorBatch;
import io.nearfield.index.testing.RandomSource;
import io.nearfield.index.testing.TestVectors;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(RandomSource.class)
class TwoMeansTest {

  private static long second(TwoMeans means, VectorBatch vectors) {
    return IntStream.range(0, vectors.rows())
        .filter(i -> means.nearerToSecond(vectors.values(), i * vectors.dimension()))
        .count();
  }

  @Test
  void twoClumpsAreToldApart(SplittableRandom random) {
    int d = 7;
    float[] values = TestVectors.gaussian(random, 300 * d);
    for (int i = 0; i < 100; i++) {
      values[i * d + 3] += 9;
    }
    VectorBatch vectors = new VectorBatch(values, d);

    TwoMeans means = TwoMeans.of(vectors);

    boolean secondIsFar = means.second()[3] > means.first()[3];
    for (int i = 0; i < 300; i++) {
      assertThat(means.nearerToSecond(values, i * d)).isEqualTo((i < 100) == secondIsFar);
    }
  }

  @Test
  void aFewStraysDoNotMakeAPart(SplittableRandom random) {
    int d = 5;
    float[] values = TestVectors.gaussian(random, 400 * d);
    values[0] = 300;
    values[d] = 310;
    VectorBatch vectors = new VectorBatch(values, d);

    long second = second(TwoMeans.of(vectors), vectors);

    assertThat(second).isBetween(2L, 398L);
    assertThat(Math.min(second, 400 - second)).isGreaterThan(2);
  }

  @Test
  void theSameVectorOverAndOverHasNoParts() {
    float[] values = new float[60];
    Arrays.fill(values, 1.25f);

    assertThat(TwoMeans.of(new VectorBatch(values, 3))).isNull();
    assertThat(TwoMeans.of(new VectorBatch(new float[60], 3))).isNull();
  }

  @Test
  void oneThatDiffersFromTheRestIsAPart() {
    for (float other : new float[] {-2, 5}) {
      float[] values = new float[60];
      Arrays.fill(values, 1.25f);
      values[30] = other;
      VectorBatch vectors = new VectorBatch(values, 3);

      TwoMeans means = TwoMeans.of(vectors);

      assertThat(second(means, vectors)).isIn(1L, 19L);
    }
  }
}
