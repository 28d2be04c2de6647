package io.nearfield.index.kmeans;

import static org.assertj.core.api.Assertions.assertThat;

import io.nearfield.index.VectorBatch;
import io.nearfield.index.testing.RandomSource;
import io.nearfield.index.testing.TestVectors;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(RandomSource.class)
class TwoLevelStartTest {

  @Test
  void cellsAreSharedBySize() {
    assertThat(share(10, 100, 200, 300, 400)).containsExactly(1, 2, 3, 4);
    assertThat(share(7, 100, 200, 300, 400)).containsExactly(1, 1, 2, 3);
  }

  @Test
  void aGroupWithRowsHasACellAndOneWithoutHasNone() {
    assertThat(share(5, 1, 0, 1, 998)).containsExactly(1, 0, 1, 3);
  }

  @Test
  void noGroupHasMoreCellsThanRows() {
    assertThat(share(11, 1, 1, 10)).containsExactly(1, 1, 9);
    assertThat(share(12, 1, 1, 10)).containsExactly(1, 1, 10);
  }

  @Test
  void everyRowBeginsInACellOfItsOwnGroup(SplittableRandom random) {
    VectorBatch rows = TestVectors.clumps(random, 2000, 12, 30);

    Seeds start = TwoLevelStart.of(rows, KMeansParams.of(150));

    assertThat(start.centroids().rows()).isEqualTo(150);
    assertThat(IntStream.of(start.clusters()).distinct().count()).isEqualTo(150);
  }

  private static int[] share(int cells, int... sizes) {
    int[] cluster = new int[IntStream.of(sizes).sum()];
    int at = 0;
    for (int g = 0; g < sizes.length; g++) {
      for (int i = 0; i < sizes[g]; i++) {
        cluster[at++] = g;
      }
    }
    return TwoLevelStart.share(Members.of(cluster, sizes.length), cells);
  }
}
