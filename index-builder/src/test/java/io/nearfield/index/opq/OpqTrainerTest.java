package io.nearfield.index.opq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.nearfield.index.VectorBatch;
import io.nearfield.index.kernel.VectorKernels;
import io.nearfield.index.pq.PqParams;
import io.nearfield.index.pq.PqTrainer;
import io.nearfield.index.pq.ProductQuantizer;
import io.nearfield.index.testing.TestVectors;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OpqTrainerTest {

  private static final int D = 24;
  private static final VectorBatch ROWS = correlated(2000);

  @ParameterizedTest
  @ValueSource(ints = {4, 8})
  void correlatedRowsLoseClearlyLessThanWithoutRotation(int bits) {
    PqParams pq = PqParams.of(6).withBits(bits).withIterations(8);

    OpqModel model = OpqTrainer.train(ROWS, OpqParams.of(6).withQuantizer(pq));

    ProductQuantizer rotated = ProductQuantizer.of(model.codebook(), 6, bits);
    double withRotation =
        loss(rotated, Matrices.timesTransposed(ROWS.values(), 2000, model.rotation(), D, D, 1));
    double without = loss(PqTrainer.train(ROWS, pq), ROWS.values());
    assertThat(withRotation).isLessThan(0.8 * without);
  }

  @Test
  void theRotationIsOrthonormal() {
    float[] rotation = OpqTrainer.train(ROWS, OpqParams.of(6).withRounds(10)).rotation();

    assertOrthonormal(rotation, D);
  }

  @Test
  void theObjectiveNeverRises() {
    List<Double> objectives = new ArrayList<>();

    OpqTrainer.train(ROWS, OpqParams.of(4).withRounds(25), objectives::add);

    assertThat(objectives).hasSizeGreaterThan(5);
    for (int i = 1; i < objectives.size(); i++) {
      assertThat(objectives.get(i)).isLessThanOrEqualTo(objectives.get(i - 1) * (1 + 1e-6));
    }
  }

  @Test
  void theResultDoesNotDependOnThreads() {
    OpqParams params = OpqParams.of(3).withRounds(6);
    OpqModel one = OpqTrainer.train(ROWS, params);

    for (int threads : new int[] {2, 3}) {
      OpqModel several =
          OpqTrainer.train(ROWS, params.withQuantizer(params.quantizer().withThreads(threads)));
      assertThat(several.rotation()).isEqualTo(one.rotation());
      assertThat(several.codebook()).isEqualTo(one.codebook());
    }
  }

  @Test
  void rowsThatVaryInFewDirectionsStillGetAWholeRotation() {
    float[] values = ROWS.values().clone();
    for (int i = 0; i < values.length; i++) {
      values[i] = i % D < 5 ? values[i] : 0;
    }

    assertOrthonormal(
        OpqTrainer.train(new VectorBatch(values, D), OpqParams.of(6).withRounds(5)).rotation(), D);
  }

  @Test
  void copiesOfOneRowEndWithoutError() {
    OpqModel model =
        OpqTrainer.train(new VectorBatch(new float[300 * 8], 8), OpqParams.of(2).withRounds(3));

    assertOrthonormal(model.rotation(), 8);
    assertThat(model.codebook().values()).containsOnly(0f);
  }

  static void assertOrthonormal(float[] rotation, int d) {
    for (int i = 0; i < d; i++) {
      for (int j = 0; j <= i; j++) {
        assertThat(VectorKernels.dot(rotation, i * d, rotation, j * d, d))
            .isCloseTo(i == j ? 1 : 0, within(1e-5f));
      }
    }
  }

  /** Six sources mixed into all dimensions, and a little noise. */
  private static VectorBatch correlated(int rows) {
    SplittableRandom random = new SplittableRandom(8);
    float[] mix = TestVectors.gaussian(random, 6 * D);
    float[] values = TestVectors.gaussian(random, rows * D);
    for (int i = 0; i < rows; i++) {
      float[] source = TestVectors.gaussian(random, 6);
      for (int j = 0; j < D; j++) {
        values[i * D + j] *= 0.1f;
        for (int s = 0; s < 6; s++) {
          values[i * D + j] += source[s] * mix[s * D + j];
        }
      }
    }
    return new VectorBatch(values, D);
  }

  private static double loss(ProductQuantizer quantizer, float[] rows) {
    byte[] code = new byte[quantizer.codeSize()];
    float[] decoded = new float[D];
    double loss = 0;
    for (int i = 0; i < rows.length; i += D) {
      quantizer.encode(rows, i, code, 0);
      quantizer.decode(code, 0, decoded, 0);
      loss += VectorKernels.squaredL2(decoded, 0, rows, i, D);
    }
    return loss;
  }
}
