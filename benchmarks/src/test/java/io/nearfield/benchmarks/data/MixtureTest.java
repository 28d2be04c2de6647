package io.nearfield.benchmarks.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.nearfield.index.VectorBatch;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class MixtureTest {

  private static final int D = 48;

  @Test
  void fewerVectorsAreAPrefixWhateverTheThreads() {
    VectorBatch many = new Mixture(D, 3).vectors(Mixture.Split.BASE, 4_000, 3);
    VectorBatch few = new Mixture(D, 3).vectors(Mixture.Split.BASE, 2_000, 1);
    assertThat(Arrays.copyOf(many.values(), few.values().length)).isEqualTo(few.values());
  }

  @Test
  void splitsAndSeedsDiffer() {
    Mixture mixture = new Mixture(D, 3);
    float[] base = mixture.vectors(Mixture.Split.BASE, 2, 1).values();
    assertThat(mixture.vectors(Mixture.Split.QUERY, 2, 1).values()).isNotEqualTo(base);
    assertThat(new Mixture(D, 4).vectors(Mixture.Split.BASE, 2, 1).values()).isNotEqualTo(base);
  }

  @Test
  void vectorsHaveLengthOneAndLeanToOneSide() {
    VectorBatch rows = new Mixture(D, 3).vectors(Mixture.Split.BASE, 3_000, 2);
    double[] mean = new double[D];
    for (int i = 0; i < rows.rows(); i++) {
      double squared = 0;
      for (float value : rows.row(i)) {
        squared += value * value;
      }
      assertThat(squared).isCloseTo(1, within(1e-5));
      for (int j = 0; j < D; j++) {
        mean[j] += rows.values()[i * D + j] / (double) rows.rows();
      }
    }
    assertThat(Math.sqrt(Arrays.stream(mean).map(m -> m * m).sum())).isBetween(0.15, 0.4);
  }
}
