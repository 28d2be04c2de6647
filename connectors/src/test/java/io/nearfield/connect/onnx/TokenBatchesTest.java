package io.nearfield.connect.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TokenBatchesTest {

  private static final TokenBatches SMALL = new TokenBatches(100, 2000);

  @Test
  void everyTextIsInOneRunOfItsLengthAndNoRunIsTooLarge() {
    SplittableRandom random = new SplittableRandom(5);
    List<TextTokenizer.Tokens> texts =
        IntStream.range(0, 3000).mapToObj(i -> tokens(1 + random.nextInt(70))).toList();

    List<int[]> runs = SMALL.of(texts);

    assertThat(runs.stream().flatMapToInt(Arrays::stream).sorted().toArray())
        .isEqualTo(IntStream.range(0, 3000).toArray());
    for (int[] run : runs) {
      int length = texts.get(run[0]).ids().length;
      assertThat(Arrays.stream(run).map(i -> texts.get(i).ids().length)).containsOnly(length);
      if (run.length > 1) {
        assertThat(run.length * length).isLessThanOrEqualTo(100);
        assertThat(run.length * length * length).isLessThanOrEqualTo(2000);
      }
      if (length < TokenBatches.SHORTEST) {
        assertThat(run).hasSize(1);
      }
    }
  }

  @Test
  void runsAreFilledAndTheLongestComeFirst() {
    List<TextTokenizer.Tokens> texts =
        List.of(tokens(5), tokens(60), tokens(10), tokens(5), tokens(10), tokens(5));
    assertThat(SMALL.of(texts)).containsExactly(new int[][] {{1}, {2, 4}, {0, 3, 5}});
    assertThat(SMALL.of(List.of())).isEmpty();
  }

  private static TextTokenizer.Tokens tokens(int n) {
    return new TextTokenizer.Tokens(new long[n], new long[n]);
  }
}
