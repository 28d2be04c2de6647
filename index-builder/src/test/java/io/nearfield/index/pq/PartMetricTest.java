package io.nearfield.index.pq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.nearfield.index.VectorBatch;
import io.nearfield.index.testing.RandomSource;
import io.nearfield.index.testing.TestVectors;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(RandomSource.class)
class PartMetricTest {

  /** Rows that vary 16 times as much along (3, 4) / 5 as across it. */
  private static VectorBatch oblique(SplittableRandom random, int rows) {
    float[] values = TestVectors.gaussian(random, 2 * rows);
    for (int i = 0; i < values.length; i += 2) {
      float along = 4 * values[i];
      float across = values[i + 1];
      values[i] = 0.6f * along - 0.8f * across + 7;
      values[i + 1] = 0.8f * along + 0.6f * across - 2;
    }
    return new VectorBatch(values, 2);
  }

  @Test
  void aDifferenceCountsByTheRootOfTheVarianceInItsDirection(SplittableRandom random) {
    PartMetric metric = PartMetric.of(oblique(random, 20_000));

    VectorBatch stretched =
        metric.stretched(new VectorBatch(new float[] {0.6f, 0.8f, -0.8f, 0.6f}, 2));

    double along = Math.hypot(stretched.values()[0], stretched.values()[1]);
    double across = Math.hypot(stretched.values()[2], stretched.values()[3]);
    assertThat(along * along / (across * across)).isCloseTo(4, within(0.1));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 8, 24})
  void whatWasStretchedComesBack(int dimension) {
    SplittableRandom random = new SplittableRandom(dimension);
    PartMetric metric = PartMetric.of(TestVectors.clumps(random, 200, dimension, 5));
    VectorBatch rows = TestVectors.gaussian(random, 20, dimension);

    VectorBatch back = metric.unstretched(metric.stretched(rows));

    for (int i = 0; i < rows.values().length; i++) {
      assertThat(back.values()[i]).isCloseTo(rows.values()[i], within(1e-4f));
    }
  }

  @Test
  void rowsWithoutVarianceAreComparedAsTheyAre(SplittableRandom random) {
    VectorBatch same = new VectorBatch(new float[] {1, 2, 3, 1, 2, 3}, 3);
    VectorBatch rows = TestVectors.gaussian(random, 5, 3);

    assertThat(PartMetric.of(same).stretched(rows)).isEqualTo(rows);
  }

  /** Only what distinguishes the centroids is asked for, however many directions there are. */
  @Test
  void centroidsInOneLineAreChosenAlongIt() {
    float[] line = new float[16 * 3];
    for (int i = 0; i < 16; i++) {
      line[3 * i] = i;
    }
    ProductQuantizer quantizer = ProductQuantizer.of(new VectorBatch(line, 3), 1, 4).stretched();
    byte[] code = new byte[1];

    quantizer.encode(new float[] {6.4f, 90, -90}, 0, code, 0);

    assertThat(code[0]).isEqualTo((byte) 6);
  }
}
