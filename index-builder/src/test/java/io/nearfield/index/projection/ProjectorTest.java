package io.nearfield.index.projection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.nearfield.index.VectorBatch;
import io.nearfield.index.testing.RandomSource;
import io.nearfield.index.testing.TestVectors;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(RandomSource.class)
class ProjectorTest {

  private static final ProjectionParams PARAMS = ProjectionParams.defaults().withThreads(2);

  @Test
  void neighboursOfClusteredRowsAreKeptBetterThanByPrincipalComponents(SplittableRandom random) {
    VectorBatch rows = TestVectors.clumps(random, 1200, 48, 24);
    double principal = Trustworthiness.of(rows, Projector.principal(rows, PARAMS), 10, 2);
    double neighbours = Trustworthiness.of(rows, Projector.neighbours(rows, PARAMS), 10, 2);
    assertThat(neighbours).isGreaterThan(0.95).isGreaterThan(principal + 0.05);
  }

  @Test
  void clustersThatPrincipalComponentsLayOverEachOtherComeApart(SplittableRandom random) {
    int clusters = 8;
    VectorBatch rows = clusters(random, clusters, 60, 32);
    assertThat(purity(Projector.neighbours(rows, PARAMS), 60)).isEqualTo(1);
    assertThat(purity(Projector.principal(rows, PARAMS), 60)).isLessThan(0.9);
  }

  @Test
  void theSameSeedGivesTheSameLayoutWithAnyNumberOfThreads(SplittableRandom random) {
    VectorBatch rows = TestVectors.clumps(random, 500, 20, 5);
    ProjectionParams few = PARAMS.withEpochs(40);
    VectorBatch one = Projector.neighbours(rows, few.withThreads(1));
    assertThat(Projector.neighbours(rows, few.withThreads(3))).isEqualTo(one);
    assertThat(Projector.neighbours(rows, few.withSeed(43))).isNotEqualTo(one);
  }

  @Test
  void principalComponentsAreTheTwoAxesThatVaryMost(SplittableRandom random) {
    int d = 30;
    VectorBatch rows = TestVectors.gaussian(random, 800, d);
    for (int i = 0; i < rows.rows(); i++) {
      rows.values()[i * d + 17] *= 9;
      rows.values()[i * d + 4] *= 5;
    }
    VectorBatch plane = Projector.principal(rows, PARAMS);
    assertThat(Math.abs(correlation(rows, 17, plane, 0))).isGreaterThan(0.995);
    assertThat(Math.abs(correlation(rows, 4, plane, 1))).isGreaterThan(0.99);
    assertThat(correlation(plane, 0, plane, 1)).isEqualTo(0, within(0.02));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 4, 5, 6, 17})
  void anyNumberOfRowsHasItsPointsInTheSquare(int n) {
    VectorBatch rows = TestVectors.gaussian(new SplittableRandom(n), n, 7);
    for (VectorBatch plane :
        new VectorBatch[] {Projector.principal(rows, PARAMS), Projector.neighbours(rows, PARAMS)}) {
      assertThat(plane.rows()).isEqualTo(n);
      assertInSquare(plane);
    }
  }

  @Test
  void copiesAndRowsThatDoNotVaryAreNoTrouble() {
    float[] values = new float[300 * 12];
    Arrays.fill(values, 0.25f);
    assertInSquare(Projector.principal(new VectorBatch(values, 12), PARAMS));
    assertInSquare(Projector.neighbours(new VectorBatch(values, 12), PARAMS));
    for (int i = 150 * 12; i < values.length; i++) {
      values[i] = -1;
    }
    VectorBatch two = Projector.neighbours(new VectorBatch(values, 12), PARAMS);
    assertInSquare(two);
    assertThat(purity(two, 150)).isEqualTo(1);
  }

  @Test
  void vectorsOfOneNumberLieOnALine() {
    VectorBatch line = Projector.principal(new VectorBatch(new float[] {1, 3, 2, 9}, 1), PARAMS);
    assertThat(line.values()).containsExactly(-1, 0, -0.5f, 0, -0.75f, 0, 1, 0);
  }

  @Test
  void whatCannotBeDrawnIsRefused() {
    assertThatThrownBy(
            () -> Projector.principal(new VectorBatch(new float[] {1, Float.NaN}, 2), PARAMS))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("got NaN (row 0, position 1)");
    assertThatThrownBy(() -> Projector.neighbours(new VectorBatch(new float[20_001], 1), PARAMS))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("20001 vectors")
        .hasMessageContaining("take a sample");
    assertThatThrownBy(() -> PARAMS.withNeighbours(1))
        .hasMessage("Cannot project vectors: neighbours must be at least 2, got 1");
  }

  /** Clusters one after another, {@code size} rows each, every one in a direction of its own. */
  private static VectorBatch clusters(SplittableRandom random, int clusters, int size, int d) {
    float[] values = TestVectors.gaussian(random, clusters * size * d);
    for (int i = 0; i < values.length; i++) {
      values[i] *= 0.1f;
    }
    for (int row = 0; row < clusters * size; row++) {
      values[row * d + row / size] += 1;
    }
    return new VectorBatch(values, d);
  }

  /** How many points have a point of their own cluster as their nearest. */
  private static double purity(VectorBatch plane, int size) {
    NeighbourGraph nearest = NeighbourGraph.of(plane, 1, 2);
    int own = 0;
    for (int i = 0; i < plane.rows(); i++) {
      own += nearest.ids()[i] / size == i / size ? 1 : 0;
    }
    return (double) own / plane.rows();
  }

  private static void assertInSquare(VectorBatch plane) {
    for (float value : plane.values()) {
      assertThat(value).isBetween(-1f, 1f);
    }
  }

  private static double correlation(VectorBatch a, int columnOfA, VectorBatch b, int columnOfB) {
    int n = a.rows();
    double ab = 0;
    double aa = 0;
    double bb = 0;
    double meanA = mean(a, columnOfA);
    double meanB = mean(b, columnOfB);
    for (int i = 0; i < n; i++) {
      double x = a.values()[i * a.dimension() + columnOfA] - meanA;
      double y = b.values()[i * b.dimension() + columnOfB] - meanB;
      ab += x * y;
      aa += x * x;
      bb += y * y;
    }
    return ab / Math.sqrt(aa * bb);
  }

  private static double mean(VectorBatch rows, int column) {
    double sum = 0;
    for (int i = 0; i < rows.rows(); i++) {
      sum += rows.values()[i * rows.dimension() + column];
    }
    return sum / rows.rows();
  }
}
