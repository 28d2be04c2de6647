package io.nearfield.index.ivf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nearfield.index.VectorBatch;
import io.nearfield.index.testing.RandomSource;
import io.nearfield.index.testing.TestVectors;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(RandomSource.class)
class CellGroupsTest {

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 7, 16, 99, 100})
  void everyPartitionHoldsCellsAndNoneIsFarAboveItsShare(int partitions) {
    SplittableRandom random = new SplittableRandom(partitions);
    VectorBatch centroids = TestVectors.gaussian(random, 100, 12);
    long[] entries = random.longs(100, 50, 150).toArray();

    int[] group = CellGroups.group(centroids, entries, partitions);

    long[] weight = new long[partitions];
    for (int cell = 0; cell < 100; cell++) {
      weight[group[cell]] += entries[cell];
    }
    double share = Arrays.stream(entries).sum() / (double) partitions;
    assertThat(Arrays.stream(weight).min().orElseThrow()).isPositive();
    assertThat(Arrays.stream(weight).max().orElseThrow()).isLessThan((long) (share * 1.5 + 300));
    assertThat(CellGroups.group(centroids, entries, partitions)).isEqualTo(group);
  }

  @Test
  void neighbouringCellsLieTogether() {
    // Four far clumps of ten cells each: each partition is one clump.
    SplittableRandom random = new SplittableRandom(6);
    float[] values = TestVectors.gaussian(random, 40 * 3);
    for (int cell = 0; cell < 40; cell++) {
      values[cell * 3] += 100 * (cell % 2);
      values[cell * 3 + 1] += 70 * (cell / 2 % 2);
    }
    long[] entries = new long[40];
    Arrays.fill(entries, 10);

    int[] group = CellGroups.group(new VectorBatch(values, 3), entries, 4);

    for (int cell = 4; cell < 40; cell++) {
      assertThat(group[cell]).isEqualTo(group[cell % 4]);
    }
    assertThat(IntStream.of(group).distinct().count()).isEqualTo(4);
  }

  @Test
  void oneHeavyCellDoesNotEmptyTheOthersPartitions(SplittableRandom random) {
    VectorBatch centroids = TestVectors.gaussian(random, 9, 4);
    long[] entries = {1_000_000, 0, 0, 0, 0, 0, 0, 0, 0};

    assertThat(IntStream.of(CellGroups.group(centroids, entries, 5)).distinct().sorted())
        .containsExactly(0, 1, 2, 3, 4);
  }

  @Test
  void morePartitionsThanCellsUseTheFirstOnes() {
    VectorBatch same = new VectorBatch(new float[6], 2);

    assertThat(CellGroups.group(same, new long[3], 10)).containsExactlyInAnyOrder(0, 1, 2);
    assertThatThrownBy(() -> CellGroups.group(same, new long[2], 10))
        .hasMessage("Cannot group cells: 2 counts for 3 cells");
    assertThatThrownBy(() -> CellGroups.group(same, new long[3], 0))
        .hasMessage("Cannot group cells: partitions must be at least 1, got 0");
  }
}
