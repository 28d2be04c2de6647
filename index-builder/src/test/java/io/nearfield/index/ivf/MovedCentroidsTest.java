package io.nearfield.index.ivf;

import static org.assertj.core.api.Assertions.assertThat;

import io.nearfield.index.Metric;
import io.nearfield.index.VectorBatch;
import io.nearfield.index.testing.RandomSource;
import io.nearfield.index.testing.TestVectors;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** However many centroids come, go and move: the answers are those of a quantizer made anew. */
@ExtendWith(RandomSource.class)
class MovedCentroidsTest {

  private static final int DIMENSION = 64;

  @ParameterizedTest
  @EnumSource(
      value = Metric.class,
      names = {"EUCLIDEAN", "DOT"})
  void answersAreThoseOfAQuantizerMadeAnew(Metric metric, SplittableRandom random) {
    VectorBatch rows = TestVectors.clumps(random, 300, DIMENSION, 12);
    VectorBatch queries = TestVectors.clumps(random, 40, DIMENSION, 12);
    CoarseQuantizer quantizer = CoarseQuantizer.of(rows, metric);
    for (int round = 0; round < 12; round++) {
      int count = 240 + random.nextInt(150);
      float[] values = Arrays.copyOf(rows.values(), count * DIMENSION);
      for (int i = 0; i < count; i++) {
        if (i >= rows.rows() || random.nextInt(6) == 0) {
          float[] moved = TestVectors.gaussian(random, DIMENSION);
          System.arraycopy(moved, 0, values, i * DIMENSION, DIMENSION);
        }
      }
      rows = new VectorBatch(values, DIMENSION);
      quantizer = quantizer.withCentroids(rows);
      CoarseQuantizer anew = CoarseQuantizer.of(rows, metric);

      assertThat(quantizer.cells()).isEqualTo(count);
      assertThat(quantizer.assignAll(queries, 1)).isEqualTo(anew.assignAll(queries, 1));
      assertThat(quantizer.probeAll(queries, 9)).isDeepEqualTo(anew.probeAll(queries, 9));
    }
  }
}
