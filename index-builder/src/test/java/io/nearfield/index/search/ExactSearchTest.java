package io.nearfield.index.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nearfield.index.Metric;
import io.nearfield.index.VectorBatch;
import io.nearfield.index.kernel.VectorKernels;
import io.nearfield.index.testing.RandomSource;
import io.nearfield.index.testing.TestVectors;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@ExtendWith(RandomSource.class)
class ExactSearchTest {

  @ParameterizedTest
  @EnumSource(
      names = {"HAMMING", "JACCARD"},
      mode = EnumSource.Mode.EXCLUDE)
  void theAnswersAreThoseOfComparingEachPair(Metric metric) {
    SplittableRandom random = new SplittableRandom(3);
    VectorBatch base = unit(TestVectors.gaussian(random, 500, 21));
    VectorBatch queries = unit(TestVectors.gaussian(random, 300, 21)); // more than one task
    requireTruth(base, queries, metric);
  }

  @ParameterizedTest
  @EnumSource(
      names = {"HAMMING", "JACCARD"},
      mode = EnumSource.Mode.EXCLUDE)
  void amongManyNearCopiesRoundingLosesNoNeighbour(Metric metric) {
    SplittableRandom random = new SplittableRandom(4);
    float[] one = TestVectors.gaussian(random, 21);
    float[] values = TestVectors.gaussian(random, 500 * 21);
    for (int i = 0; i < values.length; i++) {
      values[i] = one[i % 21] + 1e-7f * values[i];
    }
    requireTruth(
        unit(new VectorBatch(values, 21)), unit(TestVectors.gaussian(random, 20, 21)), metric);
  }

  private static VectorBatch unit(VectorBatch rows) {
    float[] values = rows.values().clone();
    for (int i = 0; i < rows.rows(); i++) {
      float[] row = rows.row(i);
      float norm = (float) Math.sqrt(VectorKernels.dot(row, row));
      for (int j = 0; j < row.length; j++) {
        values[i * row.length + j] = row[j] / norm;
      }
    }
    return new VectorBatch(values, rows.dimension());
  }

  private static void requireTruth(VectorBatch base, VectorBatch queries, Metric metric) {
    String[] ids = TestVectors.ids(500);

    List<List<Hit<Void>>> answers = ExactSearch.search(base, ids, queries, 9, metric, 3);

    for (int q = 0; q < queries.rows(); q++) {
      List<Hit<Void>> expected = new ArrayList<>();
      for (int i = 0; i < base.rows(); i++) {
        float[] distance = new float[1];
        Distances.compute(metric, queries.row(q), base.values(), i * 21, 1, distance);
        expected.add(new Hit<>(ids[i], distance[0], null));
      }
      Collections.sort(expected);
      assertThat(answers.get(q)).isEqualTo(expected.subList(0, 9));
    }
  }

  @ParameterizedTest
  @EnumSource(
      names = {"HAMMING", "JACCARD"},
      mode = EnumSource.Mode.EXCLUDE)
  void distancesMeanWhatTheMetricSays(Metric metric) {
    VectorBatch base = new VectorBatch(new float[] {0.6f, 0.8f}, 2);
    VectorBatch query = new VectorBatch(new float[] {1, 0}, 2);

    float distance =
        ExactSearch.search(base, new String[] {"a"}, query, 1, metric).get(0).get(0).distance();

    float expected =
        switch (metric) {
          case EUCLIDEAN -> (float) Math.sqrt(0.8);
          case COSINE -> 0.4f;
          case DOT -> -0.6f;
          case L1 -> 1.2f;
          case HAMMING, JACCARD -> throw new AssertionError("of packed bits");
        };
    assertThat(distance).isCloseTo(expected, org.assertj.core.data.Offset.offset(1e-6f));
  }

  @Test
  void copiesOfOneVectorAreOrderedById(SplittableRandom random) {
    float[] values = new float[400 * 5];
    float[] one = TestVectors.gaussian(random, 5);
    for (int i = 0; i < 400; i++) {
      System.arraycopy(one, 0, values, i * 5, 5);
    }

    List<Hit<Void>> hits =
        ExactSearch.search(
                new VectorBatch(values, 5),
                TestVectors.ids(400),
                new VectorBatch(one, 5),
                3,
                Metric.EUCLIDEAN)
            .get(0);

    assertThat(hits).extracting(Hit::id).containsExactly("e0", "e1", "e10");
  }

  @Test
  void fewerVectorsThanKAreAllReturned() {
    VectorBatch base = new VectorBatch(new float[] {1, 2, 3}, 1);

    assertThat(
            ExactSearch.search(
                base,
                TestVectors.ids(3),
                new VectorBatch(new float[] {3}, 1),
                10,
                Metric.EUCLIDEAN))
        .singleElement()
        .satisfies(hits -> assertThat(hits).extracting(Hit::id).containsExactly("e2", "e1", "e0"));
    assertThat(ExactSearch.search(VectorBatch.empty(1), new String[0], base, 1, Metric.EUCLIDEAN))
        .containsExactly(List.of(), List.of(), List.of());
  }

  @Test
  void argumentsThatDoNotFitAreRefused() {
    VectorBatch base = new VectorBatch(new float[6], 2);
    VectorBatch queries = new VectorBatch(new float[3], 3);

    assertThatThrownBy(() -> ExactSearch.search(base, TestVectors.ids(3), base, 0, Metric.DOT))
        .hasMessage("Cannot search: k must be at least 1, got 0");
    assertThatThrownBy(() -> ExactSearch.search(base, TestVectors.ids(3), base, 1, Metric.HAMMING))
        .hasMessage(
            "Cannot compare vectors of floats by HAMMING: it compares packed bits; use EUCLIDEAN, COSINE, DOT or L1");
    assertThatThrownBy(() -> ExactSearch.search(base, TestVectors.ids(2), base, 1, Metric.DOT))
        .hasMessage("Cannot search: 2 ids for 3 vectors");
    assertThatThrownBy(() -> ExactSearch.search(base, TestVectors.ids(3), queries, 1, Metric.DOT))
        .hasMessage(
            "Cannot search: dimension 3 of the queries differs from the vectors' dimension 2");
  }
}
