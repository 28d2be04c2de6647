package io.nearfield.index.projection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.nearfield.index.Metric;
import io.nearfield.index.VectorBatch;
import io.nearfield.index.search.ExactSearch;
import io.nearfield.index.search.Hit;
import io.nearfield.index.testing.RandomSource;
import io.nearfield.index.testing.TestVectors;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(RandomSource.class)
class NeighbourGraphTest {

  private static final int K = 9;

  @Test
  void itsNeighboursAreThoseOfExactSearch(SplittableRandom random) {
    VectorBatch rows = TestVectors.clumps(random, 431, 37, 6);
    NeighbourGraph graph = NeighbourGraph.of(rows, K, 2);
    List<List<Hit<Void>>> truth =
        ExactSearch.search(rows, TestVectors.ids(rows.rows()), rows, K + 1, Metric.EUCLIDEAN);
    for (int i = 0; i < rows.rows(); i++) {
      for (int rank = 0; rank < K; rank++) {
        Hit<Void> hit = truth.get(i).get(rank + 1);
        assertThat("e" + graph.ids()[i * K + rank]).isEqualTo(hit.id());
        assertThat(graph.distances()[i * K + rank]).isEqualTo(hit.distance(), within(1e-5f));
      }
    }
  }

  @Test
  void tiesAreThereInBothDirectionsAndTheNearestIsFull(SplittableRandom random) {
    VectorBatch rows = TestVectors.clumps(random, 200, 12, 4);
    Ties ties = Ties.of(NeighbourGraph.of(rows, K, 1));
    float[][] strength = new float[200][200];
    for (int tie = 0; tie < ties.strengths().length; tie++) {
      assertThat(strength[ties.from()[tie]][ties.to()[tie]]).as("once").isZero();
      strength[ties.from()[tie]][ties.to()[tie]] = ties.strengths()[tie];
      assertThat(ties.strengths()[tie]).isPositive().isLessThanOrEqualTo(1);
    }
    for (int i = 0; i < 200; i++) {
      float strongest = 0;
      for (int j = 0; j < 200; j++) {
        assertThat(strength[i][j]).isEqualTo(strength[j][i], within(1e-6f));
        strongest = Math.max(strongest, strength[i][j]);
      }
      assertThat(strongest).isEqualTo(1);
    }
  }
}
