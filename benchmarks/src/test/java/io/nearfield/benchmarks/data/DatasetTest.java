package io.nearfield.benchmarks.data;

import static org.assertj.core.api.Assertions.assertThat;

import io.nearfield.index.VectorBatch;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatasetTest {

  @TempDir Path folder;

  @Test
  void whatIsMadeCanBeReadAndItsTruthIsTrue() throws Exception {
    DatasetMaker.make(folder, new DatasetMaker.Plan(500, 100, 7, 16, 9), 2, line -> {});
    Dataset data = Dataset.read(folder);
    assertThat(data.base().rows()).isEqualTo(500);
    assertThat(data.train().rows()).isEqualTo(100);
    assertThat(data.truthDepth()).isEqualTo(100);
    for (int query = 0; query < 7; query++) {
      double before = 0;
      for (int j = 0; j < 100; j++) {
        double distance = distance(data, query, data.truth()[query * 100 + j]);
        assertThat(distance).isGreaterThanOrEqualTo(before - 1e-6);
        before = distance;
      }
      int nearer = 0;
      for (int row = 0; row < 500; row++) {
        nearer += distance(data, query, row) < before - 1e-6 ? 1 : 0;
      }
      assertThat(nearer).isLessThan(100);
    }
  }

  private static double distance(Dataset data, int query, int row) {
    double sum = 0;
    for (int i = 0; i < data.dimension(); i++) {
      double difference =
          data.queries().values()[query * data.dimension() + i]
              - data.base().values()[row * data.dimension() + i];
      sum += difference * difference;
    }
    return sum;
  }

  @Test
  void recallCountsTrueNeighboursFound() {
    VectorBatch two = new VectorBatch(new float[2], 1);
    Dataset data = new Dataset(folder, two, two, two, new int[] {5, 6, 7, 1, 2, 3}, 3);
    assertThat(data.recall(new long[] {6, 5, 1, 9}, 2, 1)).isEqualTo(0.75);
    assertThat(data.recall(new long[] {7, 5}, 2, 2)).isEqualTo(0.5); // 7 is only the third
    assertThat(data.recall(new long[] {-1, -1}, 2, 2)).isZero();
  }
}
