package io.nearfield.index.lsh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.nearfield.index.VectorBatch;
import io.nearfield.index.code.CodeDots;
import io.nearfield.index.kernel.VectorKernels;
import io.nearfield.index.testing.TestVectors;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SignHashTest {

  private static final VectorBatch ROWS = TestVectors.gaussian(new SplittableRandom(1), 400, 24);

  @Test
  void aBitIsTheSideOfItsHyperplane() {
    SignHash hash = SignHash.train(ROWS, 30, 2);
    byte[] code = new byte[4];
    for (int i = 0; i < 50; i++) {
      hash.encode(ROWS.values(), i * 24, code, 0);
      for (int b = 0; b < 30; b++) {
        boolean positive = VectorKernels.dot(ROWS.row(i), hash.codebook().row(b)) >= 0;
        assertThat((code[b / 8] >> b % 8 & 1) == 1).isEqualTo(positive);
      }
      assertThat(code[3] & 0xc0).isZero();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 5, 24})
  void theEstimateIsUnbiasedOverTheChoiceOfDirections(int d) {
    SplittableRandom random = new SplittableRandom(3);
    float[] vector = TestVectors.gaussian(random, d);
    float[] query = TestVectors.gaussian(random, d);
    VectorBatch sample = new VectorBatch(vector, d); // so that its length is the average
    double sum = 0;
    int seeds = 4_000;
    byte[] code = new byte[2];
    float[] decoded = new float[d];
    for (int seed = 0; seed < seeds; seed++) {
      SignHash hash = SignHash.train(sample, 16, seed);
      hash.encode(vector, 0, code, 0);
      hash.decode(code, 0, decoded, 0);
      sum += VectorKernels.dot(query, decoded);
    }
    double norms = Math.sqrt(VectorKernels.dot(vector, vector) * VectorKernels.dot(query, query));

    assertThat(sum / seeds)
        .isCloseTo(VectorKernels.dot(query, vector), within(4 * norms / Math.sqrt(16.0 * seeds)));
  }

  @Test
  void lengthsAreLostAndTheAverageTakesTheirPlace() {
    SignHash hash = SignHash.train(ROWS, 64, 4);
    float[] vector = ROWS.row(7);
    float[] longer = vector.clone();
    for (int j = 0; j < longer.length; j++) {
      longer[j] *= 5;
    }
    byte[] code = new byte[8];
    byte[] other = new byte[8];
    hash.encode(vector, 0, code, 0);
    hash.encode(longer, 0, other, 0);

    assertThat(other).isEqualTo(code);
    float mean = VectorKernels.dot(ROWS.values(), ROWS.values()) / ROWS.rows();
    assertThat(hash.squaredNorm(code, 0, new float[24], 0)).isCloseTo(mean, within(mean * 1e-4f));
  }

  @Test
  void moreBitsRankBetter() {
    double before = 0;
    for (int bits : new int[] {8, 32, 128, 512}) {
      double correlation = correlation(SignHash.train(ROWS, bits, 5));
      assertThat(correlation).as("%d bits", bits).isGreaterThan(before);
      before = correlation;
    }
    assertThat(before).isGreaterThan(0.9);
  }

  /** Between the estimated and the true inner products of a few queries with all rows. */
  private static double correlation(SignHash hash) {
    byte[] store = new byte[hash.layout().bytes(400)];
    byte[] codes = new byte[400 * hash.codeSize()];
    hash.encodeAll(ROWS.values(), 0, 400, codes, 0);
    for (int i = 0; i < 400; i++) {
      hash.layout().put(store, i, codes, i * hash.codeSize());
    }
    double across = 0;
    double estimates = 0;
    double truths = 0;
    float[] out = new float[400];
    for (int q = 0; q < 20; q++) {
      float[] query = TestVectors.gaussian(new SplittableRandom(100 + q), 24);
      CodeDots dots = hash.dots(query);
      dots.score(store, 0, 400, out, 0);
      for (int i = 0; i < 400; i++) {
        double truth = VectorKernels.dot(query, ROWS.row(i));
        across += truth * out[i];
        estimates += (double) out[i] * out[i];
        truths += truth * truth;
      }
    }
    return across / Math.sqrt(estimates * truths);
  }
}
