package io.nearfield.index.kmeans;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nearfield.index.VectorBatch;
import io.nearfield.index.kernel.VectorKernels;
import io.nearfield.index.testing.RandomSource;
import io.nearfield.index.testing.TestVectors;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@ExtendWith(RandomSource.class)
class KMeansTest {

  @ParameterizedTest
  @EnumSource
  void theObjectiveNeverRises(KMeansParams.Start start) {
    VectorBatch rows = TestVectors.clumps(new SplittableRandom(5), 3000, 24, 40);

    List<KMeansStats> stats =
        KMeans.cluster(rows, KMeansParams.of(64).withStart(start).withIterations(20)).stats();

    assertThat(stats).hasSizeGreaterThan(3);
    assertObjectiveNeverRises(stats);
  }

  @Test
  void theResultDoesNotDependOnThreads(SplittableRandom random) {
    VectorBatch rows = TestVectors.clumps(random, 5000, 33, 30);
    KMeansModel one = KMeans.cluster(rows, KMeansParams.of(50));

    for (int threads : new int[] {2, 3, 8}) {
      KMeansModel several = KMeans.cluster(rows, KMeansParams.of(50).withThreads(threads));
      assertThat(several.centroids().rows()).isEqualTo(one.centroids().rows());
      assertThat(several.assignment()).isEqualTo(one.assignment());
      assertThat(several.stats()).isEqualTo(one.stats());
    }
  }

  @Test
  void neitherDoesThatOfManyClustersOnLeadingAxes(SplittableRandom random) {
    VectorBatch rows = TestVectors.clumps(random, 5000, 96, 12);
    KMeansParams params = KMeansParams.of(1100).withIterations(5);
    assertThat(LeadingAxes.of(rows, params).rows().dimension()).isLessThanOrEqualTo(32);
    KMeansModel one = KMeans.cluster(rows, params);

    assertObjectiveNeverRises(one.stats());
    for (int threads : new int[] {2, 3}) {
      KMeansModel several = KMeans.cluster(rows, params.withThreads(threads));
      assertThat(several.centroids().rows()).isEqualTo(one.centroids().rows());
      assertThat(several.assignment()).isEqualTo(one.assignment());
      assertThat(several.stats()).isEqualTo(one.stats());
    }
  }

  @Test
  void leadingAxesFindWhatWholeRowsFind(SplittableRandom random) {
    VectorBatch rows = TestVectors.clumps(random, 6000, 96, 20);
    KMeansParams params = KMeansParams.of(1024).withIterations(8);

    double whole = last(KMeans.cluster(rows, params.withStart(KMeansParams.Start.RANDOM)));

    assertThat(last(KMeans.cluster(rows, params))).isLessThan(whole * 1.02);
  }

  @Test
  void tensOfThousandsOfClustersAreFoundAmongNearCentroidsAlone(SplittableRandom random) {
    VectorBatch rows = TestVectors.clumps(random, 20_000, 8, 50);
    KMeansParams params = KMeansParams.of(9000).withIterations(6).withThreads(2);

    KMeansModel near = KMeans.cluster(rows, params);

    assertObjectiveNeverRises(near.stats());
    assertThat(IntStream.of(near.assignment()).distinct().count()).isEqualTo(9000);
    double all = last(KMeans.cluster(rows, params.withStart(KMeansParams.Start.RANDOM)));
    assertThat(last(near)).isLessThan(all * 1.02);
    assertThat(KMeans.cluster(rows, params.withThreads(3)).centroids().rows())
        .isEqualTo(near.centroids().rows());
  }

  @Test
  void centroidsAloneAreThoseOfTheModel(SplittableRandom random) {
    VectorBatch rows = TestVectors.clumps(random, 3000, 12, 40);
    KMeansParams params = KMeansParams.of(60).withIterations(4);
    List<KMeansStats> heard = new ArrayList<>();

    Centroids alone = KMeans.centroids(rows, params, heard::add);

    KMeansModel model = KMeans.cluster(rows, params);
    assertThat(alone.rows()).isEqualTo(model.centroids().rows());
    assertThat(heard).isEqualTo(model.stats().subList(0, 4));
  }

  @Test
  void clustersThatGrewTooLargeAreSplitWhileTheObjectiveFalls(SplittableRandom random) {
    // Half of the rows in one wide clump that random starts hardly see.
    float[] values = TestVectors.clumps(random, 4000, 16, 200).values();
    for (int i = 0; i < 2000 * 16; i++) {
      values[i] *= 0.2f;
    }
    VectorBatch rows = new VectorBatch(values, 16);
    KMeansParams params = KMeansParams.of(200).withIterations(15).withThreads(2);

    KMeansModel free = KMeans.cluster(rows, params);
    KMeansModel held = KMeans.cluster(rows, params.withLongest(2));

    assertObjectiveNeverRises(held.stats());
    assertThat(held.stats().stream().mapToInt(KMeansStats::splits).sum()).isPositive();
    assertThat(longest(held)).isLessThan(longest(free));
  }

  @Test
  void anotherSeedGivesAnotherResult(SplittableRandom random) {
    VectorBatch rows = TestVectors.clumps(random, 1000, 8, 30);

    assertThat(KMeans.cluster(rows, KMeansParams.of(20)).centroids().rows())
        .isNotEqualTo(KMeans.cluster(rows, KMeansParams.of(20).withSeed(1)).centroids().rows());
  }

  @ParameterizedTest
  @EnumSource
  void noClusterStaysEmptyWhileThereAreEnoughDistinctRows(KMeansParams.Start start) {
    // Nine tenths of the rows are copies of one: most random starts coincide.
    SplittableRandom random = new SplittableRandom(9);
    float[] values = TestVectors.gaussian(random, 400 * 6);
    for (int i = 40; i < 400; i++) {
      System.arraycopy(values, 0, values, i * 6, 6);
    }

    KMeansModel model =
        KMeans.cluster(new VectorBatch(values, 6), KMeansParams.of(32).withStart(start));

    assertThat(IntStream.of(model.assignment()).distinct().count()).isEqualTo(32);
  }

  @Test
  void asManyClustersAsRowsReproduceTheRows(SplittableRandom random) {
    VectorBatch rows = TestVectors.gaussian(random, 20, 5);

    KMeansModel model = KMeans.cluster(rows, KMeansParams.of(20));

    assertThat(IntStream.of(model.assignment()).distinct().count()).isEqualTo(20);
    assertThat(model.stats().get(model.stats().size() - 1).objective()).isLessThan(1e-4);
  }

  @Test
  void copiesOfOneRowEndWithoutError() {
    VectorBatch rows = new VectorBatch(new float[50 * 3], 3);

    KMeansModel model = KMeans.cluster(rows, KMeansParams.of(8));

    assertThat(model.centroids().rows().values()).containsOnly(0f);
  }

  @Test
  void eachRowIsAssignedToItsNearestCentroid(SplittableRandom random) {
    VectorBatch rows = TestVectors.clumps(random, 700, 19, 20);

    KMeansModel model = KMeans.cluster(rows, KMeansParams.of(30));

    for (int i = 0; i < rows.rows(); i++) {
      float[] row = rows.row(i);
      float own = VectorKernels.squaredL2(row, model.centroids().rows().row(model.assignment()[i]));
      for (int c = 0; c < 30; c++) {
        assertThat(own)
            .isLessThanOrEqualTo(
                VectorKernels.squaredL2(row, model.centroids().rows().row(c)) * (1 + 1e-4f));
      }
    }
  }

  @Test
  void wellSeparatedClumpsAreFound(SplittableRandom random) {
    float[] values = TestVectors.gaussian(random, 900 * 4);
    for (int i = 0; i < 900; i++) {
      values[i * 4] += 100 * (i % 9);
    }

    KMeansModel model = KMeans.cluster(new VectorBatch(values, 4), KMeansParams.of(9));

    for (int i = 9; i < 900; i++) {
      assertThat(model.assignment()[i]).isEqualTo(model.assignment()[i % 9]);
    }
    assertThat(model.stats().get(model.stats().size() - 1).imbalance()).isBetween(0.999, 1.001);
  }

  @Test
  void fewerRowsThanClustersAreRefused() {
    assertThatThrownBy(() -> KMeans.cluster(new VectorBatch(new float[30], 3), KMeansParams.of(11)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "Cannot cluster: 10 rows for 11 clusters; supply at least 11 rows or lower the clusters");
  }

  private static void assertObjectiveNeverRises(List<KMeansStats> stats) {
    for (int i = 1; i < stats.size(); i++) {
      assertThat(stats.get(i).iteration()).isEqualTo(i + 1);
      assertThat(stats.get(i).objective())
          .isLessThanOrEqualTo(stats.get(i - 1).objective() * (1 + 1e-6));
    }
  }

  private static double last(KMeansModel model) {
    return model.stats().get(model.stats().size() - 1).objective();
  }

  private static double longest(KMeansModel model) {
    return model.stats().get(model.stats().size() - 1).longest();
  }
}
