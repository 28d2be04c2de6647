package io.nearfield.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nearfield.index.search.Answer;
import io.nearfield.index.search.CellEntries;
import io.nearfield.index.search.CellView;
import io.nearfield.index.search.SearchRequest;
import io.nearfield.index.testing.RandomSource;
import io.nearfield.index.testing.TestVectors;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(RandomSource.class)
class VectorIndexTest {

  private static final int DIMENSION = 6;

  private static TrainedIndex trained(String spec, Metric metric) {
    return IndexTrainer.train(
        TestVectors.clumps(new SplittableRandom(1), 400, DIMENSION, 10),
        IndexSpec.parse(spec),
        metric,
        TrainingParams.defaults().withThreads(1),
        TrainingListener.SILENT);
  }

  /** What the index says of the true distance. */
  private static double distance(Metric metric, float[] a, float[] b) {
    double dot = 0;
    double squared = 0;
    double normA = 0;
    double normB = 0;
    for (int i = 0; i < a.length; i++) {
      dot += (double) a[i] * b[i];
      squared += ((double) a[i] - b[i]) * ((double) a[i] - b[i]);
      normA += (double) a[i] * a[i];
      normB += (double) b[i] * b[i];
    }
    return switch (metric) {
      case EUCLIDEAN -> Math.sqrt(squared);
      case COSINE -> 1 - dot / Math.sqrt(normA * normB);
      case DOT -> -dot;
      default -> throw new AssertionError(metric);
    };
  }

  private static void requireSame(
      VectorIndex index, Map<Long, float[]> oracle, Metric metric, SplittableRandom random) {
    assertThat(index.size()).isEqualTo(oracle.size());
    for (long id = 0; id < 300; id++) {
      assertThat(index.contains(id)).isEqualTo(oracle.containsKey(id));
    }
    float[] query = TestVectors.gaussian(random, DIMENSION);
    List<Long> byDistance = new ArrayList<>(oracle.keySet());
    byDistance.sort(
        (a, b) -> {
          int order =
              Double.compare(
                  distance(metric, query, oracle.get(a)), distance(metric, query, oracle.get(b)));
          return order != 0 ? order : Long.compare(a, b);
        });
    Answer all = index.search(query, SearchRequest.nearest(1_000).exactly());
    assertThat(all.complete()).isTrue();
    assertThat(LongStream.of(all.ids()).boxed().toList()).isEqualTo(byDistance);
    Answer some = index.search(query, SearchRequest.nearest(7).exactly());
    assertThat(LongStream.of(some.ids()).boxed().toList())
        .isEqualTo(byDistance.subList(0, Math.min(7, byDistance.size())));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Flat",
        "IVF8,Flat",
        "IVF8,SQ8,Refine(Flat)",
        "PQ3x4,Refine(Flat)",
        "IVF8,PQ3x4fs,Refine(Flat)"
      })
  void membershipAndAnswersEqualThoseOfAPlainMap(String spec) {
    for (Metric metric : List.of(Metric.EUCLIDEAN, Metric.COSINE, Metric.DOT)) {
      SplittableRandom random = new SplittableRandom(spec.hashCode() + metric.ordinal());
      VectorIndex index = VectorIndex.empty(trained(spec, metric));
      Map<Long, float[]> oracle = new TreeMap<>();
      for (int step = 0; step < 3_000; step++) {
        long id = random.nextInt(300);
        boolean removing = step / 300 % 3 == 2 ? random.nextInt(10) < 8 : random.nextInt(10) < 3;
        float[] vector = TestVectors.gaussian(random, DIMENSION);
        if (removing) {
          assertThat(index.remove(id)).isEqualTo(oracle.remove(id) != null);
        } else if (oracle.containsKey(id) && random.nextInt(4) == 0) {
          assertThatThrownBy(() -> index.add(id, vector))
              .hasMessageContaining("the index has it already");
        } else {
          index.put(id, vector);
          oracle.put(id, vector);
        }
        if (random.nextInt(500) == 0) {
          index.compact();
          assertThat(index.dead()).isZero();
        }
        if (step % 200 == 0) {
          requireSame(index, oracle, metric, random);
        }
      }
      requireSame(index, oracle, metric, random);
    }
  }

  @Test
  void cellsCanBeCarriedOverAndReplaced(SplittableRandom random) {
    TrainedIndex trained = trained("IVF8,PQ3x4fs,Refine(Flat)", Metric.EUCLIDEAN);
    VectorBatch vectors = TestVectors.gaussian(random, 500, DIMENSION);
    long[] ids = LongStream.range(0, 500).toArray();
    VectorIndex index = VectorIndex.build(trained, ids, vectors, 2);
    List<CellView> views = new ArrayList<>();
    for (int cell = 0; cell < index.cells(); cell++) {
      views.add(index.cell(cell));
    }
    VectorIndex copy = VectorIndex.of(trained, views);
    float[] query = TestVectors.gaussian(random, DIMENSION);
    for (SearchRequest request :
        List.of(
            SearchRequest.nearest(10).withNprobe(3),
            SearchRequest.nearest(10).withRerankFactor(0),
            SearchRequest.within(2, 100),
            SearchRequest.farthest(5))) {
      assertThat(copy.search(query, request)).isEqualTo(index.search(query, request));
    }

    // Two cells out, three in, one of which takes everything.
    Answer before = index.search(query, SearchRequest.nearest(500).exactly());
    CellView first = index.cell(2);
    CellView second = index.cell(5);
    long[] moved =
        LongStream.concat(LongStream.of(first.ids()), LongStream.of(second.ids())).toArray();
    float[] rows = new float[moved.length * DIMENSION];
    first.vectors(0, first.size(), rows, 0);
    second.vectors(0, second.size(), rows, first.size() * DIMENSION);
    VectorBatch centroids = TestVectors.gaussian(random, 3, DIMENSION);
    byte[] codes = new byte[moved.length * trained.codeSize()];
    for (int i = 0; i < moved.length; i++) {
      float[] residual = new float[DIMENSION];
      for (int j = 0; j < DIMENSION; j++) {
        residual[j] = rows[i * DIMENSION + j] - centroids.row(1)[j];
      }
      trained.codec().orElseThrow().encode(residual, 0, codes, i * trained.codeSize());
    }
    CellEntries nothing = new CellEntries(new long[0], new byte[0], new float[0], new byte[0]);
    CellEntries everything = new CellEntries(moved, codes, rows, new byte[0]);
    assertThat(
            index.replaceCells(
                List.of(first, second), centroids, List.of(nothing, everything, nothing)))
        .isTrue();

    assertThat(index.cells()).isEqualTo(9);
    assertThat(index.trained().centroids().row(5)).isEqualTo(centroids.row(1));
    assertThat(index.search(query, SearchRequest.nearest(500).exactly())).isEqualTo(before);
    assertThat(index.remove(moved[0])).isTrue();
    assertThat(index.search(query, SearchRequest.nearest(500).exactly()).size()).isEqualTo(499);
    assertThat(
            index.replaceCells(
                List.of(first, second), centroids, List.of(nothing, nothing, nothing)))
        .isFalse();
  }
}
