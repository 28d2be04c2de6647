package io.nearfield.index.code;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.nearfield.index.VectorBatch;
import io.nearfield.index.kernel.VectorKernels;
import io.nearfield.index.lsh.SignHash;
import io.nearfield.index.opq.OpqParams;
import io.nearfield.index.opq.OpqTrainer;
import io.nearfield.index.opq.RotatedProductQuantizer;
import io.nearfield.index.pq.PqParams;
import io.nearfield.index.pq.PqTrainer;
import io.nearfield.index.pq.ProductQuantizer;
import io.nearfield.index.rabitq.RaBitQ;
import io.nearfield.index.sq.ScalarQuantizer;
import io.nearfield.index.testing.TestVectors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every codec must do, whatever it makes of a vector. */
class VectorCodecContractTest {

  private static final int ROWS = 1500;
  private static final List<Named> CODECS = codecs();

  /** A codec, the vectors it was made for, and its way back from its codebook. */
  private record Named(
      String name,
      VectorBatch rows,
      VectorCodec codec,
      java.util.function.Function<VectorBatch, VectorCodec> again) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static Stream<Named> all() {
    return CODECS.stream();
  }

  private static List<Named> codecs() {
    List<Named> made = new ArrayList<>();
    VectorBatch rows = TestVectors.clumps(new SplittableRandom(3), ROWS, 24, 20);
    for (int m : new int[] {1, 6, 24}) {
      ProductQuantizer pq = PqTrainer.train(rows, PqParams.of(m));
      made.add(new Named("PQ" + m, rows, pq, book -> ProductQuantizer.of(book, m, 8)));
    }
    for (int m : new int[] {1, 3, 12}) {
      ProductQuantizer pq = PqTrainer.train(rows, PqParams.of(m).withBits(4));
      made.add(new Named("PQ" + m + "x4", rows, pq, book -> ProductQuantizer.of(book, m, 4)));
      made.add(
          new Named(
              "PQ" + m + "x4fs",
              rows,
              pq.fastScan(),
              book -> ProductQuantizer.of(book, m, 4).fastScan()));
    }
    PqParams six = PqParams.of(6).withBits(4);
    made.add(
        new Named(
            "OPQ6,PQ6",
            rows,
            RotatedProductQuantizer.of(OpqTrainer.train(rows, OpqParams.of(6).withRounds(2)), 6, 8),
            book -> RotatedProductQuantizer.of(book, 6, 8)));
    made.add(
        new Named(
            "OPQ6,PQ6x4fs",
            rows,
            RotatedProductQuantizer.of(
                    OpqTrainer.train(rows, OpqParams.of(6).withQuantizer(six).withRounds(2)), 6, 4)
                .fastScan(),
            book -> RotatedProductQuantizer.of(book, 6, 4).fastScan()));
    for (int d : new int[] {1, 7, 24, 100}) {
      VectorBatch odd = TestVectors.clumps(new SplittableRandom(4), ROWS, d, 20);
      made.add(new Named("SQ8 of " + d, odd, ScalarQuantizer.train(odd), ScalarQuantizer::of));
      made.add(new Named("RaBitQ of " + d, odd, RaBitQ.train(d, 5), RaBitQ::of));
    }
    for (int bits : new int[] {3, 24, 61}) {
      made.add(new Named("LSH" + bits, rows, SignHash.train(rows, bits, 6), SignHash::of));
    }
    return made;
  }

  @ParameterizedTest
  @MethodSource("all")
  void encodingManyIsEncodingEach(Named named) {
    VectorCodec codec = named.codec;
    int d = codec.dimension();
    int size = codec.codeSize();
    byte[] together = new byte[300 * size + 2];
    codec.encodeAll(named.rows.values(), d, 300, together, 2);

    for (int i = 0; i < 300; i++) {
      byte[] alone = new byte[size + 1];
      Arrays.fill(alone, (byte) 0x55); // what was there before must not matter
      codec.encode(named.rows.values(), (i + 1) * d, alone, 1);
      assertThat(Arrays.copyOfRange(alone, 1, size + 1))
          .isEqualTo(Arrays.copyOfRange(together, 2 + i * size, 2 + (i + 1) * size));
      assertThat(alone[0]).isEqualTo((byte) 0x55);
    }
  }

  @ParameterizedTest
  @MethodSource("all")
  void decodingManyIsDecodingEach(Named named) {
    VectorCodec codec = named.codec;
    int d = codec.dimension();
    Coded coded = Coded.of(named, 300);

    for (int i = 0; i < 300; i++) {
      float[] alone = new float[d + 3];
      codec.decode(coded.codes, i * codec.codeSize(), alone, 2);
      assertThat(Arrays.copyOfRange(alone, 2, d + 2)).isEqualTo(coded.decoded.row(i));
      assertThat(alone[1]).isZero();
      assertThat(alone[d + 2]).isZero();
    }
  }

  @ParameterizedTest
  @MethodSource("all")
  void whatIsDecodedIsNearerThanNothing(Named named) {
    Coded coded = Coded.of(named, ROWS);
    double error = 0;
    double all = 0;
    for (int i = 0; i < ROWS; i++) {
      float[] row = named.rows.row(i);
      float[] decoded = coded.decoded.row(i);
      // An unbiased estimate is too long: bring it back to the nearest vector along its line.
      if (named.codec.keepsNorms()) {
        float norm = VectorKernels.dot(decoded, decoded);
        float share =
            named.codec.squaredNorm(coded.codes, i * named.codec.codeSize(), decoded, 0) / norm;
        for (int j = 0; j < decoded.length; j++) {
          decoded[j] *= share;
        }
      }
      error += VectorKernels.squaredL2(row, decoded);
      all += VectorKernels.dot(row, row);
    }

    assertThat(error).isLessThan(0.95 * all);
  }

  @ParameterizedTest
  @MethodSource("all")
  void theCodebookMakesTheSameCodecAgain(Named named) {
    VectorCodec again = named.again.apply(named.codec.codebook());

    assertThat(again.codebook()).isEqualTo(named.codec.codebook());
    assertThat(again.codeSize()).isEqualTo(named.codec.codeSize());
    assertThat(again.dimension()).isEqualTo(named.codec.dimension());
    assertThat(again.layout()).isEqualTo(named.codec.layout());
    byte[] codes = new byte[50 * again.codeSize()];
    again.encodeAll(named.rows.values(), 0, 50, codes, 0);
    assertThat(codes).isEqualTo(Arrays.copyOf(Coded.of(named, 50).codes, codes.length));
  }

  @ParameterizedTest
  @MethodSource("all")
  void entriesComeOutOfTheirLayoutAsTheyWentIn(Named named) {
    Coded coded = Coded.of(named, 201);
    int size = named.codec.codeSize();
    CodeLayout layout = named.codec.layout();
    byte[] other = new byte[layout.bytes(150)];
    layout.copy(coded.store, 51, other, 0, 150);
    byte[] code = new byte[size + 1];
    for (int i = 0; i < 150; i++) {
      layout.get(other, i, code, 1);
      assertThat(Arrays.copyOfRange(code, 1, size + 1))
          .isEqualTo(Arrays.copyOfRange(coded.codes, (51 + i) * size, (52 + i) * size));
    }
  }

  @ParameterizedTest
  @MethodSource("all")
  void dotsAreThoseOfTheDecodedVectors(Named named) {
    VectorCodec codec = named.codec;
    int d = codec.dimension();
    Coded coded = Coded.of(named, 230);
    for (int q = 0; q < 5; q++) {
      float[] query = TestVectors.gaussian(new SplittableRandom(40 + q), d);
      CodeDots scorer = codec.dots(query);
      float[] dots = new float[170];
      scorer.score(coded.store, 64, 166, dots, 1);

      for (int i = 0; i < 166; i++) {
        float[] decoded = coded.decoded.row(64 + i);
        float expected = VectorKernels.dot(query, decoded);
        assertThat(dots[1 + i])
            .isCloseTo(expected, within(tolerance(codec, scorer, query, decoded)));
      }
      assertThat(dots[0]).isZero();
      assertThat(dots[167]).isZero();
    }
  }

  /** The stated error of the tables, and the rounding of sums. */
  private static float tolerance(
      VectorCodec codec, CodeDots scorer, float[] query, float[] decoded) {
    float norms =
        (float)
            Math.sqrt(
                (double) VectorKernels.dot(query, query) * VectorKernels.dot(decoded, decoded));
    float error = scorer.error();
    if (codec instanceof RaBitQ) { // stated for a factor of 1: all rotated values are as large
      error *= (float) Math.sqrt(VectorKernels.dot(decoded, decoded) / codec.dimension());
    }
    return error + 1e-5f * (norms + 1);
  }

  @ParameterizedTest
  @MethodSource("all")
  void thoseAboveAreThoseWhoseScoreAndBiasReach(Named named) {
    VectorCodec codec = named.codec;
    Coded coded = Coded.of(named, 64 + 200);
    SplittableRandom random = new SplittableRandom(9);
    float[] query = TestVectors.gaussian(random, codec.dimension());
    CodeDots scorer = codec.dots(query);
    float[] some = TestVectors.gaussian(random, 300);
    for (int count : new int[] {0, 1, 63, 64, 65, 128, 150, 200}) {
      for (float[] bias : new float[][] {null, some}) {
        float[] values = new float[count];
        scorer.score(coded.store, 64, count, values, 0);
        for (int i = 0; i < count && bias != null; i++) {
          values[i] += bias[7 + i];
        }
        float[] sorted = values.clone();
        Arrays.sort(sorted);
        List<Float> thresholds =
            new ArrayList<>(List.of(Float.NEGATIVE_INFINITY, Float.POSITIVE_INFINITY, 0f));
        for (int at : new int[] {0, count / 2, count - 3, count - 1}) {
          if (at >= 0 && at < count) {
            thresholds.add(sorted[at]); // one that an entry reaches to the bit
          }
        }
        for (float least : thresholds) {
          int[] entries = new int[count];
          float[] found = new float[count];
          int kept = scorer.above(coded.store, 64, count, bias, 7, least, entries, found);

          int expected = 0;
          for (int i = 0; i < count; i++) {
            if (values[i] >= least) {
              assertThat(entries[expected]).isEqualTo(64 + i);
              assertThat(found[expected++]).isEqualTo(values[i]);
            }
          }
          assertThat(kept).isEqualTo(expected);
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("all")
  void arraysOfTheQueryBeforeDoNotShowInTheNext(Named named) {
    Coded coded = Coded.of(named, 100);
    CodeDots used = null;
    for (int q = 0; q < 4; q++) {
      float[] query = TestVectors.gaussian(new SplittableRandom(q), named.codec.dimension());
      used = named.codec.dots(query, used);
      float[] again = new float[100];
      used.score(coded.store, 0, 100, again, 0);
      float[] fresh = new float[100];
      named.codec.dots(query).score(coded.store, 0, 100, fresh, 0);
      assertThat(again).isEqualTo(fresh);
    }
  }

  @ParameterizedTest
  @MethodSource("all")
  void aQueryOfAnotherDimensionIsRefused(Named named) {
    assertThatThrownBy(() -> named.codec.dots(new float[named.codec.dimension() + 1]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("dimension " + (named.codec.dimension() + 1))
        .hasMessageContaining("" + named.codec.dimension());
  }

  /** The first vectors of a codec's rows, encoded, laid out and decoded. */
  private record Coded(byte[] codes, byte[] store, VectorBatch decoded) {

    static Coded of(Named named, int count) {
      VectorCodec codec = named.codec;
      int size = codec.codeSize();
      byte[] codes = new byte[count * size];
      codec.encodeAll(named.rows.values(), 0, count, codes, 0);
      byte[] store = new byte[codec.layout().bytes(count)];
      for (int i = 0; i < count; i++) {
        codec.layout().put(store, i, codes, i * size);
      }
      float[] decoded = new float[count * codec.dimension()];
      codec.decodeAll(codes, 0, count, decoded, 0);
      return new Coded(codes, store, new VectorBatch(decoded, codec.dimension()));
    }
  }
}
