package io.nearfield.index.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.nearfield.index.IndexSpec;
import io.nearfield.index.IndexTrainer;
import io.nearfield.index.Metric;
import io.nearfield.index.TrainedIndex;
import io.nearfield.index.TrainingListener;
import io.nearfield.index.TrainingParams;
import io.nearfield.index.VectorBatch;
import io.nearfield.index.VectorIndex;
import io.nearfield.index.testing.TestVectors;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * An index for a pipeline's partitions and one by itself answer the same from the same entries. A
 * partition always keeps full vectors, so they are compared again where the other keeps them too.
 */
class SameAnswersTest {

  private static final int DIMENSION = 24;
  private static final int ROWS = 900;
  private static final int K = 12;
  private static final VectorBatch ALL =
      TestVectors.clumps(new SplittableRandom(3), ROWS + 25, DIMENSION, 12);

  private static Stream<Arguments> kinds() {
    return Stream.of(
            "Flat",
            "SQ8",
            "PQ6",
            "PQ6x4fs,Refine(Flat)",
            "RaBitQ",
            "LSH96",
            "LSH96,Refine(Flat)",
            "IVF9,Flat",
            "IVF9,SQ8",
            "IVF9,PQ6",
            "IVF9,PQ12x4",
            "IVF9,PQ12x4fs",
            "OPQ6,IVF9,PQ6",
            "IVF9,RaBitQ",
            "IVF9,RaBitQ,Refine(Flat)",
            "OPQ6,IVF9,PQ6,Refine(Flat)")
        .flatMap(
            spec ->
                Stream.of(Metric.EUCLIDEAN, Metric.COSINE, Metric.DOT, Metric.L1)
                    .filter(metric -> metric != Metric.DOT || !spec.startsWith("LSH"))
                    .filter(metric -> metric != Metric.L1 || spec.contains("Flat"))
                    .map(metric -> Arguments.of(spec, metric)));
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void aPartitionAnswersAsAnIndexByItself(String text, Metric metric) {
    VectorBatch base = ALL.slice(0, ROWS);
    TrainedIndex trained =
        IndexTrainer.train(
            base,
            IndexSpec.parse(text),
            metric,
            TrainingParams.defaults().withIterations(4).withThreads(1),
            TrainingListener.SILENT);
    VectorIndex index = VectorIndex.build(trained, LongStream.range(0, ROWS).toArray(), base, 1);
    PartitionIndex<Integer> partition = new PartitionIndex<>(trained);
    for (int i = 0; i < ROWS; i++) {
      float[] prepared = trained.prepare(base.row(i));
      int cell = trained.assign(prepared);
      partition.upsert("%04d".formatted(i), cell, trained.encode(prepared, cell), prepared, i);
    }
    boolean whole = !trained.spec().quantized() || text.endsWith("Refine(Flat)");
    for (int q = ROWS; q < ALL.rows(); q++) {
      float[] query = ALL.row(q);
      float[] prepared = trained.prepare(query);
      int[] cells = trained.probe(prepared, trained.cells());
      for (SearchParams params : searches(whole)) {
        SearchRequest request =
            SearchRequest.nearest(K)
                .withNprobe(trained.cells())
                .withRerankFactor(params.rerankFactor());
        Answer expected = index.search(query, params.exact() ? request.exactly() : request);
        List<Hit<Integer>> hits = partition.search(prepared, cells, params, null);
        requireSame(hits, expected);
      }
    }
  }

  private static List<SearchParams> searches(boolean whole) {
    List<SearchParams> searches = new ArrayList<>();
    searches.add(SearchParams.of(K).withRerankFactor(0));
    if (whole) {
      searches.add(SearchParams.of(K).withRerankFactor(3));
      searches.add(SearchParams.exact(K));
    }
    return searches;
  }

  /** The same distances in the same order, and the same entries but where two are equally far. */
  private static void requireSame(List<Hit<Integer>> hits, Answer expected) {
    assertThat(hits).hasSize(K).hasSameSizeAs(expected.ids());
    for (int i = 0; i < K; i++) {
      float distance = expected.distances()[i];
      float tolerance = 1e-5f * (1 + Math.abs(distance));
      assertThat(hits.get(i).distance()).isCloseTo(distance, within(tolerance));
      boolean tied =
          (i > 0 && distance - expected.distances()[i - 1] <= tolerance)
              || (i + 1 < K && expected.distances()[i + 1] - distance <= tolerance)
              || i + 1 == K;
      assertThat(tied || hits.get(i).attachment() == expected.ids()[i]).isTrue();
    }
  }
}
