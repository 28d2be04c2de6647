package io.nearfield.index.living;

import static io.nearfield.index.living.LivingIndexes.longest;
import static io.nearfield.index.living.LivingIndexes.mean;
import static io.nearfield.index.living.LivingIndexes.range;
import static io.nearfield.index.living.LivingIndexes.recall;
import static io.nearfield.index.living.LivingIndexes.scanned;
import static io.nearfield.index.living.LivingIndexes.trained;
import static org.assertj.core.api.Assertions.assertThat;

import io.nearfield.index.Metric;
import io.nearfield.index.TrainedIndex;
import io.nearfield.index.VectorBatch;
import io.nearfield.index.VectorIndex;
import io.nearfield.index.testing.TestVectors;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * All that an index was trained on leaves, and what comes lies elsewhere: cells that are maintained
 * find it as well as cells trained on it, cells that are not do not.
 */
class DriftTest {

  private static final int DIMENSION = 32;
  private static final int TOPICS = 8; // dimensions in which one period's vectors differ
  private static final int CLUMPS = 50;
  private static final int COUNT = 6_000;
  private static final int NPROBE = 5;

  /** How the vectors of one period lie. */
  private interface Period {
    VectorBatch draw(SplittableRandom random, int rows);
  }

  /** Vectors that differ in eight dimensions of their own, and a little in all. */
  private static Period subspace(int number) {
    return (random, rows) -> {
      float[] values = TestVectors.gaussian(random, rows * DIMENSION);
      for (int i = 0; i < rows; i++) {
        for (int j = 0; j < DIMENSION; j++) {
          values[i * DIMENSION + j] *= j / TOPICS == number ? 1f : 0.15f;
        }
      }
      return new VectorBatch(values, DIMENSION);
    };
  }

  /** Vectors around centres of their own, far from those of another period. */
  private static Period clumps(int number) {
    float[] centres = TestVectors.gaussian(new SplittableRandom(number), CLUMPS * DIMENSION);
    return (random, rows) -> {
      float[] values = TestVectors.gaussian(random, rows * DIMENSION);
      for (int i = 0; i < rows; i++) {
        int centre = random.nextInt(CLUMPS) * DIMENSION;
        for (int j = 0; j < DIMENSION; j++) {
          values[i * DIMENSION + j] =
              0.35f * values[i * DIMENSION + j] + centres[centre + j] + 2f * number;
        }
      }
      return new VectorBatch(values, DIMENSION);
    };
  }

  @Test
  void cellsFollowVectorsThatVaryInOtherDimensions() {
    Recalls recalls = drift("IVF64,Flat", subspace(0), subspace(2));

    assertThat(recalls.maintained()).isGreaterThan(recalls.fresh() - 0.03);
    assertThat(recalls.left()).isLessThan(recalls.fresh() - 0.05);
  }

  /** With codes, what lies elsewhere must still lie alike within its cells: no codec follows. */
  @ParameterizedTest
  @ValueSource(strings = {"IVF64,PQ16x4fs,Refine(Flat)", "IVF64,RaBitQ,Refine(Flat)"})
  void cellsOfCodesFollowVectorsToOtherPlaces(String spec) {
    Recalls recalls = drift(spec, clumps(0), clumps(1));

    assertThat(recalls.maintained()).isGreaterThan(recalls.fresh() - 0.03);
    assertThat(recalls.left()).isLessThan(recalls.fresh() - 0.05);
  }

  /** The first vectors from afar lose much by codes made for what was near, and for good. */
  @Test
  void withoutFullVectorsCellsFollowAsFarAsCodesReach() {
    Recalls recalls = drift("IVF64,SQ8", clumps(0), clumps(1));

    assertThat(recalls.maintained()).isGreaterThan(recalls.left() + 0.2);
  }

  /** recall@10 of three indexes of the same vectors, each looking into as many cells. */
  private record Recalls(double fresh, double maintained, double left) {}

  private static Recalls drift(String spec, Period before, Period after) {
    SplittableRandom random = new SplittableRandom(spec.hashCode());
    VectorBatch old = before.draw(random, COUNT);
    VectorBatch now = after.draw(random, COUNT);
    VectorBatch queries = after.draw(random, 100);
    TrainedIndex trained = trained(spec, Metric.EUCLIDEAN, old);
    VectorIndex maintained = VectorIndex.build(trained, range(0, COUNT), old, 1);
    VectorIndex left = VectorIndex.build(trained, range(0, COUNT), old, 1);
    CellMaintenance maintenance = CellMaintenance.of(maintained, CellBounds.of(maintained));

    int step = COUNT / 8;
    MaintenanceReport report = MaintenanceReport.NOTHING;
    for (int from = 0; from < COUNT; from += step) {
      for (VectorIndex index : new VectorIndex[] {maintained, left}) {
        index.addAll(range(COUNT + from, COUNT + from + step), now.slice(from, from + step), 1);
        index.removeAll(range(from, from + step));
      }
      report = report.then(maintenance.maintainAll());
    }

    VectorIndex fresh =
        VectorIndex.build(
            trained(spec.replace("64", "" + maintained.cells()), Metric.EUCLIDEAN, now),
            range(COUNT, 2 * COUNT),
            now,
            1);
    TrainedIndex whole = trained("Flat", Metric.EUCLIDEAN, now);
    VectorIndex truth = VectorIndex.build(whole, range(COUNT, 2 * COUNT), now, 1);
    double asFresh = recall(fresh, truth, queries, NPROBE);
    double asMaintained = recall(maintained, truth, queries, NPROBE);
    double asLeft = recall(left, truth, queries, NPROBE);
    System.out.printf(
        "%s after drift: recall@10 fresh %.3f (scans %.0f), maintained %.3f (scans %.0f, %d cells, longest %d, mean %.0f), not maintained %.3f (scans %.0f, longest %d, mean %.0f); %s%n",
        spec,
        asFresh,
        scanned(fresh, queries, NPROBE),
        asMaintained,
        scanned(maintained, queries, NPROBE),
        maintained.cells(),
        longest(maintained),
        mean(maintained),
        asLeft,
        scanned(left, queries, NPROBE),
        longest(left),
        mean(left),
        report);
    assertThat((double) longest(maintained)).isLessThan(4 * mean(maintained));
    assertThat(maintained.size()).isEqualTo(COUNT);
    return new Recalls(asFresh, asMaintained, asLeft);
  }
}
