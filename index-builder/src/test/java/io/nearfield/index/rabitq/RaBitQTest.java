package io.nearfield.index.rabitq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.nearfield.index.VectorBatch;
import io.nearfield.index.code.Rotation;
import io.nearfield.index.kernel.VectorKernels;
import io.nearfield.index.testing.TestVectors;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RaBitQTest {

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 7, 64, 129})
  void aRandomRotationIsOrthonormalAndOfItsSeed(int dimension) {
    VectorBatch rotation = Rotation.random(dimension, dimension, 9);
    for (int i = 0; i < dimension; i++) {
      for (int j = 0; j <= i; j++) {
        assertThat(VectorKernels.dot(rotation.row(i), rotation.row(j)))
            .isCloseTo(i == j ? 1 : 0, within(2e-6f));
      }
    }
    assertThat(Rotation.random(dimension, dimension, 9)).isEqualTo(rotation);
    assertThat(Rotation.random(dimension, dimension, 10)).isNotEqualTo(rotation);
  }

  @Test
  void moreDirectionsThanDimensionsAreOrthogonalInBatches() {
    VectorBatch directions = Rotation.random(11, 4, 1);
    for (int i = 0; i < 11; i++) {
      for (int j = i / 4 * 4; j < i; j++) {
        assertThat(VectorKernels.dot(directions.row(i), directions.row(j)))
            .isCloseTo(0, within(2e-6f));
      }
    }
    assertThat(directions.row(4)).isNotEqualTo(directions.row(0));
  }

  @Test
  void turningForthAndBackChangesNothing() {
    Rotation rotation = Rotation.of(Rotation.random(33, 33, 2));
    float[] vectors = TestVectors.gaussian(new SplittableRandom(3), 5 * 33);
    float[] turned = new float[vectors.length];
    float[] back = new float[vectors.length];
    rotation.forth(vectors, 0, 5, turned, 0);
    rotation.back(turned, 0, 5, back, 0);

    assertThat(back).containsExactly(vectors, within(1e-5f));
    assertThat(VectorKernels.dot(turned, turned))
        .isCloseTo(VectorKernels.dot(vectors, vectors), within(1e-2f));
  }

  /** The paper's theorem 3.2: unbiased, and wrong by about 1 / sqrt(dimension). */
  @ParameterizedTest
  @CsvSource({"32, 0.16", "128, 0.08", "512, 0.04"})
  void theEstimateIsUnbiasedAndItsErrorShrinksAsTheRootOfTheDimension(int d, double most) {
    SplittableRandom random = new SplittableRandom(4);
    RaBitQ codec = RaBitQ.train(d, 5);
    byte[] code = new byte[codec.codeSize()];
    float[] decoded = new float[d];
    double sum = 0;
    double squares = 0;
    int pairs = 2_000;
    for (int i = 0; i < pairs; i++) {
      float[] vector = unit(TestVectors.gaussian(random, d));
      float[] query = unit(TestVectors.gaussian(random, d));
      codec.encode(vector, 0, code, 0);
      codec.decode(code, 0, decoded, 0);
      double error = VectorKernels.dot(query, decoded) - VectorKernels.dot(query, vector);
      sum += error;
      squares += error * error;
      // Along the vector itself nothing is estimated.
      assertThat(VectorKernels.dot(vector, decoded)).isCloseTo(1, within(1e-4f));
      assertThat(codec.squaredNorm(code, 0, decoded, 0)).isCloseTo(1, within(1e-4f));
    }

    assertThat(Math.sqrt(squares / pairs)).isLessThan(most).isGreaterThan(most / 2);
    assertThat(Math.abs(sum / pairs)).isLessThan(4 * most / Math.sqrt(pairs));
  }

  @Test
  void zeroIsZero() {
    RaBitQ codec = RaBitQ.train(10, 1);
    byte[] code = new byte[codec.codeSize()];
    float[] decoded = new float[10];
    codec.encode(new float[10], 0, code, 0);
    codec.decode(code, 0, decoded, 0);

    assertThat(decoded).containsOnly(0);
    assertThat(codec.squaredNorm(code, 0, decoded, 0)).isZero();
  }

  @Test
  void aCodebookThatIsNoSquareIsRefused() {
    assertThatThrownBy(() -> RaBitQ.of(new VectorBatch(new float[6], 3)))
        .hasMessage(
            "Cannot make RaBitQ: its codebook is a square rotation, got VectorBatch[2 x 3]");
  }

  private static float[] unit(float[] vector) {
    float length = (float) Math.sqrt(VectorKernels.dot(vector, vector));
    for (int i = 0; i < vector.length; i++) {
      vector[i] /= length;
    }
    return vector;
  }
}
