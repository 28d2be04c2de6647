package io.nearfield.index.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.BitSet;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Counts of bits against {@link BitSet}. */
class BitKernelsTest {

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 6, 7, 8, 12, 13, 16, 25})
  void countsOfWordsEqualThoseOfBitSets(int words) {
    SplittableRandom random = new SplittableRandom(words);
    long[] query = random.longs(words).toArray();
    long[] rows = random.longs(2 + 7L * words).toArray();
    int[] differ = new int[8];
    int[] both = new int[8];
    int[] either = new int[8];
    int[] slots = {6, 0, 3};
    int[] chosen = new int[3];

    BitKernels.hammingBatch(query, rows, 2, 7, differ, 1);
    BitKernels.overlapBatch(query, rows, 2, 7, both, either, 1);
    BitKernels.hammingAt(query, rows, 2, slots, 3, chosen);

    for (int i = 0; i < 7; i++) {
      long[] row = Arrays.copyOfRange(rows, 2 + i * words, 2 + (i + 1) * words);
      BitSet xor = BitSet.valueOf(query);
      xor.xor(BitSet.valueOf(row));
      BitSet and = BitSet.valueOf(query);
      and.and(BitSet.valueOf(row));
      BitSet or = BitSet.valueOf(query);
      or.or(BitSet.valueOf(row));
      assertThat(differ[1 + i]).isEqualTo(xor.cardinality());
      assertThat(both[1 + i]).isEqualTo(and.cardinality());
      assertThat(either[1 + i]).isEqualTo(or.cardinality());
      int from = 2 + i * words;
      assertThat(BitKernels.hamming(query, 0, rows, from, words)).isEqualTo(xor.cardinality());
      assertThat(BitKernels.inBoth(query, 0, rows, from, words)).isEqualTo(and.cardinality());
      assertThat(BitKernels.inEither(query, 0, rows, from, words)).isEqualTo(or.cardinality());
    }
    for (int i = 0; i < slots.length; i++) {
      assertThat(chosen[i]).isEqualTo(differ[1 + slots[i]]);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 7, 8, 13, 32, 48, 207})
  void rowsOfBytesNeedNotBeWholeWords(int bytes) {
    SplittableRandom random = new SplittableRandom(bytes);
    byte[] query = bytes(random, bytes);
    byte[] rows = bytes(random, 3 + 5 * bytes);
    int[] differ = new int[5];

    BitKernels.hammingBatch(query, rows, 3, 5, differ, 0);

    for (int i = 0; i < 5; i++) {
      BitSet xor = BitSet.valueOf(query);
      xor.xor(BitSet.valueOf(ByteBuffer.wrap(rows, 3 + i * bytes, bytes)));
      assertThat(differ[i]).isEqualTo(xor.cardinality());
    }
  }

  @Test
  void rowsThatDoNotFitAreRefused() {
    assertThatThrownBy(() -> BitKernels.hammingBatch(new long[2], new long[5], 2, 2, new int[2], 0))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(
            () -> BitKernels.hammingAt(new long[2], new long[4], 0, new int[] {2}, 1, new int[1]))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }

  private static byte[] bytes(SplittableRandom random, int n) {
    byte[] bytes = new byte[n];
    for (int i = 0; i < n; i++) {
      bytes[i] = (byte) random.nextInt(256);
    }
    return bytes;
  }
}
