package io.nearfield.index.living;

import static io.nearfield.index.living.LivingIndexes.ids;
import static io.nearfield.index.living.LivingIndexes.longest;
import static io.nearfield.index.living.LivingIndexes.misplaced;
import static io.nearfield.index.living.LivingIndexes.range;
import static io.nearfield.index.living.LivingIndexes.trained;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nearfield.index.Metric;
import io.nearfield.index.TrainedIndex;
import io.nearfield.index.VectorBatch;
import io.nearfield.index.VectorIndex;
import io.nearfield.index.search.CellLoad;
import io.nearfield.index.search.SearchRequest;
import io.nearfield.index.testing.RandomSource;
import io.nearfield.index.testing.TestVectors;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@ExtendWith(RandomSource.class)
class CellMaintenanceTest {

  private static final int DIMENSION = 8;
  private static final CellBounds BOUNDS = new CellBounds(10, 80);

  /** An index whose cells were trained on the first clumps of its vectors alone. */
  private static VectorIndex lopsided(String spec, Metric metric) {
    SplittableRandom random = new SplittableRandom(5);
    VectorBatch vectors = TestVectors.clumps(random, 2_400, DIMENSION, 30);
    VectorIndex index = VectorIndex.empty(trained(spec, metric, vectors.slice(0, 60)));
    index.addAll(range(0, vectors.rows()), vectors, 1);
    return index;
  }

  private static Set<Long> set(long from, long to) {
    Set<Long> set = new HashSet<>();
    Arrays.stream(range(from, to)).forEach(set::add);
    return set;
  }

  @ParameterizedTest
  @EnumSource(
      value = Metric.class,
      names = {"EUCLIDEAN", "COSINE", "DOT", "L1"})
  void largeCellsAreSplitUntilNoneIsAndEveryEntryIsInItsNearest(Metric metric) {
    VectorIndex index = lopsided("IVF4,Flat", metric);
    assertThat(longest(index)).isGreaterThan(400);

    MaintenanceReport report = CellMaintenance.of(index, BOUNDS).maintainAll();

    assertThat(longest(index)).isLessThanOrEqualTo(80);
    assertThat(report.splits()).isEqualTo(index.cells() - 4 + report.merges());
    assertThat(report.more()).isFalse();
    assertThat(report.reassigned()).isPositive();
    assertThat(ids(index)).isEqualTo(set(0, 2_400));
    assertThat(misplaced(index)).isLessThan((int) index.size() / 200);
    assertThat(index.dead()).isLessThan(index.size() / 4);
    assertThat(index.trained().spec()).hasToString("IVF" + index.cells() + ",Flat");
  }

  @Test
  void smallCellsDissolveIntoTheNearestThatStay() {
    VectorIndex index = lopsided("IVF4,Flat", Metric.EUCLIDEAN);
    CellMaintenance maintenance = CellMaintenance.of(index, BOUNDS);
    maintenance.maintainAll();
    int cells = index.cells();
    for (int cell = 0; cell < cells; cell += 3) { // all but three of every third cell
      long[] ids = index.cell(cell).ids();
      index.removeAll(Arrays.copyOfRange(ids, Math.min(3, ids.length), ids.length));
    }
    Set<Long> left = ids(index);

    MaintenanceReport report = maintenance.maintainAll();

    assertThat(report.merges()).isGreaterThanOrEqualTo(cells / 3);
    assertThat(index.cells()).isEqualTo(cells - report.merges() + report.splits());
    assertThat(index.loads()).allMatch(load -> load.living() >= 10);
    assertThat(ids(index)).isEqualTo(left);
    assertThat(misplaced(index)).isLessThan((int) index.size() / 200);
  }

  /** Every entry is replaced by another from elsewhere, so that no cell grows or shrinks. */
  @Test
  void centroidsFollowEntriesThatAreReplaced(SplittableRandom random) {
    VectorBatch vectors = TestVectors.gaussian(random, 1_600, DIMENSION);
    VectorIndex index =
        VectorIndex.build(
            trained("IVF20,Flat", Metric.EUCLIDEAN, vectors), range(0, 1_600), vectors, 1);
    CellMaintenance maintenance = CellMaintenance.of(index, new CellBounds(1, 1_600));
    float[] moved = vectors.values().clone();
    for (int round = 0; round < 8; round++) {
      for (int i = 0; i < moved.length; i++) {
        moved[i] += i % DIMENSION == 2 ? 0.5f : 0;
      }
      index.putAll(range(0, 1_600), new VectorBatch(moved.clone(), DIMENSION), 1);
      assertThat(maintenance.maintainAll().recentred()).isPositive();
    }

    TrainedIndex fresh = trained("IVF20,Flat", Metric.EUCLIDEAN, new VectorBatch(moved, DIMENSION));
    assertThat(index.cells()).isEqualTo(20);
    assertThat(misplaced(index)).isLessThan((int) index.size() / 200);
    assertThat(spread(index.trained(), moved)).isLessThan(1.1 * spread(fresh, moved));
    assertThat(spread(fresh, moved)).isLessThan(0.5 * spread(before(vectors), moved));
  }

  private static TrainedIndex before(VectorBatch vectors) {
    return trained("IVF20,Flat", Metric.EUCLIDEAN, vectors);
  }

  /** The mean squared distance of the vectors to the nearest centroid. */
  private static double spread(TrainedIndex trained, float[] values) {
    VectorBatch vectors = new VectorBatch(values, DIMENSION);
    int[] cells = trained.assignAll(vectors);
    double sum = 0;
    for (int i = 0; i < cells.length; i++) {
      sum += Neighbourhood.distance(trained.centroids(), values, i * DIMENSION, cells[i]);
    }
    return sum / cells.length;
  }

  @Test
  void deadEntriesAreDropped() {
    VectorIndex index = lopsided("IVF4,SQ8", Metric.EUCLIDEAN);
    index.removeAll(range(0, 600)); // too few for a removal to rewrite the cells by itself
    assertThat(index.dead()).isPositive();

    MaintenanceReport report =
        CellMaintenance.of(index, new CellBounds(1, 10_000)).maintain(1_000_000);

    assertThat(report.compacted()).isPositive();
    assertThat(report.splits() + report.merges()).isZero();
    assertThat(index.dead()).isLessThan(index.size() / 8);
    assertThat(ids(index)).isEqualTo(set(600, 2_400));
  }

  @Test
  void aRoundDoesNoMoreThanItsBudgetAndTheStepAtHand() {
    VectorIndex index = lopsided("IVF4,Flat", Metric.EUCLIDEAN);
    CellMaintenance maintenance = CellMaintenance.of(index, BOUNDS);

    MaintenanceReport first = maintenance.maintain(1);
    assertThat(first.splits()).isBetween(1, 4);
    assertThat(first.more()).isTrue();

    int rounds = 1;
    MaintenanceReport report = first;
    while (report.more()) {
      report = maintenance.maintain(1);
      rounds++;
    }
    assertThat(rounds).isGreaterThan(2);
    assertThat(longest(index)).isLessThanOrEqualTo(80);
    assertThat(misplaced(index)).isLessThan((int) index.size() / 200);
    assertThatThrownBy(() -> maintenance.maintain(0))
        .hasMessage("Cannot maintain an index: the budget must be at least 1, got 0");
  }

  @Test
  void theSameIndexIsMaintainedInTheSameWay() {
    VectorIndex one = lopsided("IVF4,PQ4x4,Refine(Flat)", Metric.COSINE);
    VectorIndex other = lopsided("IVF4,PQ4x4,Refine(Flat)", Metric.COSINE);

    assertThat(CellMaintenance.of(one, BOUNDS).maintainAll())
        .isEqualTo(CellMaintenance.of(other, BOUNDS).maintainAll());

    assertThat(one.trained()).isEqualTo(other.trained());
    for (int cell = 0; cell < one.cells(); cell++) {
      assertThat(one.cell(cell).ids()).isEqualTo(other.cell(cell).ids());
    }
  }

  @Test
  void oneVectorManyTimesStaysOneCellAndIsNotTriedForEver() {
    VectorIndex index = lopsided("IVF4,Flat", Metric.EUCLIDEAN);
    float[] same = new float[300 * DIMENSION];
    Arrays.fill(same, 5f);
    index.addAll(range(10_000, 10_300), new VectorBatch(same, DIMENSION), 1);
    CellMaintenance maintenance = CellMaintenance.of(index, BOUNDS);

    MaintenanceReport report = maintenance.maintainAll();

    assertThat(report.more()).isFalse();
    assertThat(longest(index)).isEqualTo(300);
    assertThat(maintenance.maintain(1_000_000).checked()).isZero();
  }

  @Test
  void anIndexWithoutCellsHasItsDeadDropped() {
    VectorIndex index = lopsided("Flat", Metric.EUCLIDEAN);
    index.removeAll(range(0, 700));

    CellMaintenance.of(index, BOUNDS).maintainAll();

    assertThat(index.loads()).containsExactly(new CellLoad(1_700, 0));
  }

  @Test
  void anEmptyIndexKeepsTheCellsItWasTrainedTo() {
    VectorIndex index = lopsided("IVF4,Flat", Metric.EUCLIDEAN);
    index.removeAll(range(0, 2_400));

    assertThat(CellMaintenance.of(index, BOUNDS).maintainAll().merges()).isZero();
    assertThat(index.cells()).isEqualTo(4);
    assertThat(index.search(new float[DIMENSION], SearchRequest.nearest(3)).ids()).isEmpty();
  }

  @Test
  void boundsThatWouldSplitAndMergeForEverAreRefused() {
    assertThatThrownBy(() -> new CellBounds(10, 39))
        .hasMessage(
            "Cannot bound cells: the least must be at least 1 and at most a quarter of the most, got 10 and 39");
    assertThatThrownBy(() -> new CellBounds(0, 39)).hasMessageContaining("got 0 and 39");
    assertThat(CellBounds.around(240)).isEqualTo(new CellBounds(30, 480));
  }
}
