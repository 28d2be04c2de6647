package io.nearfield.index.pq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.nearfield.index.VectorBatch;
import io.nearfield.index.code.CodeDots;
import io.nearfield.index.code.CodeLayout;
import io.nearfield.index.code.VectorCodec;
import io.nearfield.index.kernel.VectorKernels;
import io.nearfield.index.sq.ScalarQuantizer;
import io.nearfield.index.testing.RandomSource;
import io.nearfield.index.testing.TestVectors;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@ExtendWith(RandomSource.class)
class ProductQuantizerTest {

  private static final VectorBatch ROWS = TestVectors.clumps(new SplittableRandom(3), 1500, 24, 20);

  private static Stream<VectorCodec> codecs() {
    return Stream.of(
        PqTrainer.train(ROWS, PqParams.of(6)),
        PqTrainer.train(ROWS, PqParams.of(1)),
        PqTrainer.train(ROWS, PqParams.of(3).withBits(4)),
        PqTrainer.train(ROWS, PqParams.of(12).withBits(4)),
        PqTrainer.train(ROWS, PqParams.of(3).withBits(4)).fastScan(),
        PqTrainer.train(ROWS, PqParams.of(12).withBits(4)).fastScan(),
        ScalarQuantizer.train(ROWS));
  }

  @Test
  void theErrorFallsAsTheCodesGrow() {
    double before = Double.POSITIVE_INFINITY;
    for (int m : new int[] {1, 2, 4, 8, 12, 24}) {
      double error = error(PqTrainer.train(ROWS, PqParams.of(m)));
      assertThat(error).as("M = %d", m).isLessThan(before);
      before = error;
    }
    assertThat(error(PqTrainer.train(ROWS, PqParams.of(4).withBits(4))))
        .isGreaterThan(error(PqTrainer.train(ROWS, PqParams.of(4))));
  }

  @ParameterizedTest
  @MethodSource("codecs")
  void encodingManyIsEncodingEach(VectorCodec codec) {
    byte[] together = new byte[100 * codec.codeSize() + 2];
    codec.encodeAll(ROWS.values(), 24, 100, together, 2);

    for (int i = 0; i < 100; i++) {
      byte[] alone = new byte[codec.codeSize()];
      Arrays.fill(alone, (byte) 0x55); // what was there before must not matter
      codec.encode(ROWS.values(), (i + 1) * 24, alone, 0);
      assertThat(alone)
          .isEqualTo(
              Arrays.copyOfRange(
                  together, 2 + i * codec.codeSize(), 2 + (i + 1) * codec.codeSize()));
    }
  }

  @ParameterizedTest
  @MethodSource("codecs")
  void dotsAreThoseOfTheDecodedVectors(VectorCodec codec) {
    float[] query = TestVectors.gaussian(new SplittableRandom(4), 24);
    byte[] store = new byte[codec.layout().bytes(165)];
    byte[] code = new byte[codec.codeSize()];
    float[] expected = new float[165];
    float range = 0;
    for (int i = 0; i < 165; i++) {
      codec.encode(ROWS.values(), i * 24, code, 0);
      codec.layout().put(store, i, code, 0);
      float[] decoded = new float[24];
      codec.decode(code, 0, decoded, 0);
      expected[i] = VectorKernels.dot(query, decoded);
      range = Math.max(range, Math.abs(expected[i]));
    }
    float[] dots = new float[102];
    CodeDots scorer = codec.dots(query);
    scorer.score(store, 64, 101, dots, 1);

    // A table of bytes rounds each part to half of a 255th of its range.
    boolean rounded = codec.layout() instanceof CodeLayout.Interleaved;
    float tolerance = rounded ? range * 0.02f : 1e-3f;
    for (int i = 0; i < 101; i++) {
      assertThat(dots[1 + i]).isCloseTo(expected[64 + i], within(tolerance));
    }
  }

  @ParameterizedTest
  @MethodSource("codecs")
  void aDecodedVectorEncodesToTheSameCode(VectorCodec codec) {
    byte[] code = new byte[codec.codeSize()];
    byte[] again = new byte[codec.codeSize()];
    float[] decoded = new float[24];
    for (int i = 0; i < 50; i++) {
      codec.encode(ROWS.values(), i * 24, code, 0);
      codec.decode(code, 0, decoded, 0);
      codec.encode(decoded, 0, again, 0);
      assertThat(again).isEqualTo(code);
    }
  }

  @Test
  void trainingDoesNotDependOnThreads() {
    assertThat(PqTrainer.train(ROWS, PqParams.of(6).withThreads(5)).codebook())
        .isEqualTo(PqTrainer.train(ROWS, PqParams.of(6)).codebook());
  }

  @Test
  void scalarCodesStayWithinHalfAStep() {
    ScalarQuantizer quantizer = ScalarQuantizer.train(ROWS);
    byte[] code = new byte[24];
    float[] decoded = new float[24];
    for (int i = 0; i < ROWS.rows(); i++) {
      quantizer.encode(ROWS.values(), i * 24, code, 0);
      quantizer.decode(code, 0, decoded, 0);
      for (int j = 0; j < 24; j++) {
        assertThat(decoded[j])
            .isCloseTo(ROWS.values()[i * 24 + j], within(quantizer.codebook().row(1)[j] * 0.5001f));
      }
    }
  }

  @Test
  void whatCannotBeTrainedIsRefused() {
    assertThatThrownBy(() -> PqTrainer.train(ROWS, PqParams.of(7)))
        .hasMessage(
            "Cannot train product quantizer: dimension 24 is not divisible by 7 sub-quantizers");
    assertThatThrownBy(() -> PqTrainer.train(ROWS.slice(0, 180), PqParams.of(6)))
        .hasMessage(
            "Cannot train product quantizer: 180 samples for 256 centroids; supply at least 256 or lower the bits");
  }

  private static double error(VectorCodec codec) {
    byte[] code = new byte[codec.codeSize()];
    float[] decoded = new float[24];
    double error = 0;
    for (int i = 0; i < ROWS.rows(); i++) {
      codec.encode(ROWS.values(), i * 24, code, 0);
      codec.decode(code, 0, decoded, 0);
      error += VectorKernels.squaredL2(decoded, 0, ROWS.values(), i * 24, 24);
    }
    return error;
  }
}
