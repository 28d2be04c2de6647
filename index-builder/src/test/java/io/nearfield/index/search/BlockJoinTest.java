package io.nearfield.index.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nearfield.index.IndexSpec;
import io.nearfield.index.IndexTrainer;
import io.nearfield.index.Metric;
import io.nearfield.index.TrainedIndex;
import io.nearfield.index.TrainingListener;
import io.nearfield.index.TrainingParams;
import io.nearfield.index.VectorBatch;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class BlockJoinTest {

  /** Vectors around a few centres, some of them twice. */
  private static VectorBatch vectors(int count, int dimension, Metric metric, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    float[] values = new float[count * dimension];
    for (int i = 0; i < count; i++) {
      int centre = random.nextInt(9);
      boolean copied = i > 10 && random.nextInt(8) == 0;
      int from = random.nextInt(Math.max(1, i)) * dimension;
      double norm = 0;
      for (int j = 0; j < dimension; j++) {
        float value =
            copied
                ? values[from + j]
                : (float) (random.nextGaussian() * 0.4 + ((centre + j) % 9 == 0 ? 2 : 0));
        values[i * dimension + j] = value;
        norm += value * value;
      }
      for (int j = 0; metric == Metric.COSINE && j < dimension; j++) {
        values[i * dimension + j] /= (float) Math.sqrt(norm);
      }
    }
    return new VectorBatch(values, dimension);
  }

  private static List<String> ids(int count) {
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      ids.add("r" + i);
    }
    return ids;
  }

  @ParameterizedTest
  @EnumSource(
      value = Metric.class,
      names = {"EUCLIDEAN", "COSINE", "DOT", "L1"})
  void itFindsWhatExactSearchFindsWhateverTheBlocks(Metric metric) {
    VectorBatch base = vectors(700, 37, metric, 1);
    VectorBatch queries = vectors(300, 37, metric, 2);
    List<String> ids = ids(700);
    var expected = ExactSearch.search(base, ids.toArray(String[]::new), queries, 7, metric);
    JoinRows<Void> rows = JoinRows.of(base, ids);

    for (int block : new int[] {700, 130, 3}) {
      BlockJoin<Void> join = new BlockJoin<>(queries, metric, 7);
      for (int from = 700 - 700 % block; from >= 0; from -= block) {
        join.compare(null, rows, from, Math.min(700, from + block));
      }
      for (int q = 0; q < 300; q++) {
        assertThat(join.nearest(q)).isEqualTo(expected.get(q));
      }
      assertThat(join.compared()).isEqualTo(300L * 700);
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Metric.class,
      names = {"EUCLIDEAN", "COSINE", "DOT", "L1"})
  void aRadiusBoundsWhatIsFoundAndSaysWhetherThereIsMore(Metric metric) {
    VectorBatch base = vectors(400, 24, metric, 3);
    VectorBatch queries = vectors(40, 24, metric, 4);
    List<String> ids = ids(400);
    var all = ExactSearch.search(base, ids.toArray(String[]::new), queries, 400, metric);
    float[] farthest = new float[40];
    for (int q = 0; q < 40; q++) {
      farthest[q] = all.get(q).get(20).distance();
    }
    Arrays.sort(farthest);
    float radius = farthest[20]; // half of the queries have more than are kept

    BlockJoin<Void> join = new BlockJoin<>(queries, metric, 20, radius, null);
    join.compare(null, JoinRows.of(base, ids), 0, 400);

    int more = 0;
    for (int q = 0; q < 40; q++) {
      List<Hit<Void>> within = all.get(q).stream().filter(hit -> hit.distance() <= radius).toList();
      assertThat(join.nearest(q)).isEqualTo(within.subList(0, Math.min(20, within.size())));
      assertThat(join.cut(q)).isEqualTo(within.size() > 20);
      more += within.size() > 20 ? 1 : 0;
    }
    assertThat(more).isPositive().isLessThan(40);
  }

  @Test
  void onlyTheAskedQueriesAreComparedAndNoneIsItsOwnNeighbour() {
    VectorBatch base = vectors(200, 16, Metric.EUCLIDEAN, 5);
    List<String> ids = ids(200);
    BlockJoin<Void> join =
        new BlockJoin<>(base, Metric.EUCLIDEAN, 5, Float.NaN, ids.toArray(String[]::new));
    join.compare(new int[] {3, 150}, JoinRows.of(base, ids), 0, 200);

    var expected = ExactSearch.search(base, ids.toArray(String[]::new), base, 6, Metric.EUCLIDEAN);
    for (int q : new int[] {3, 150}) {
      assertThat(join.nearest(q))
          .isEqualTo(
              expected.get(q).stream().filter(hit -> !hit.id().equals("r" + q)).limit(5).toList());
    }
    assertThat(join.nearest(4)).isEmpty();
    join.clear();
    assertThat(join.nearest(3)).isEmpty();
  }

  @Test
  void itNeedsAtLeastOneNeighbourAndAnIdForEachRow() {
    VectorBatch one = new VectorBatch(new float[] {1, 2}, 2);
    assertThatThrownBy(() -> new BlockJoin<Void>(one, Metric.COSINE, 0))
        .hasMessage("Cannot join: k must be at least 1, got 0");
    assertThatThrownBy(() -> JoinRows.of(one, List.of()))
        .hasMessage("Cannot join: 0 ids for 1 vectors");
  }

  @ParameterizedTest
  @EnumSource(
      value = Metric.class,
      names = {"EUCLIDEAN", "COSINE", "L1", "DOT"})
  void nothingWithinARadiusLiesInACellThatIsLeftOut(Metric metric) {
    VectorBatch base = vectors(1500, 20, metric, 6);
    TrainedIndex trained =
        IndexTrainer.train(
            base,
            IndexSpec.parse("IVF40,Flat"),
            metric,
            TrainingParams.defaults(),
            TrainingListener.SILENT);
    int[] cells = trained.assignAll(base);
    VectorBatch queries = vectors(60, 20, metric, 7);
    CellReach reach = new CellReach(trained);
    long looked = 0;
    for (float radius : new float[] {0, 0.05f, 0.5f, 1.5f}) {
      for (int q = 0; q < 60; q++) {
        float[] query = q < 30 ? queries.row(q) : base.row(q);
        Set<Integer> left = new HashSet<>();
        for (int cell : reach.within(query, radius)) {
          left.add(cell);
        }
        looked += left.size();
        float[] distance = new float[1];
        for (int i = 0; i < 1500; i++) {
          Distances.compute(metric, query, base.values(), i * 20, 1, distance);
          if (distance[0] <= radius) {
            assertThat(left).contains(cells[i]);
          }
        }
      }
    }
    assertThat(looked).isLessThanOrEqualTo(metric == Metric.DOT ? 4 * 60 * 40 : 4 * 60 * 39);
  }
}
