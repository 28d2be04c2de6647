package io.nearfield.index.search;

import static org.assertj.core.api.Assertions.assertThat;

import io.nearfield.index.IndexSpec;
import io.nearfield.index.IndexTrainer;
import io.nearfield.index.Metric;
import io.nearfield.index.TrainedIndex;
import io.nearfield.index.TrainingListener;
import io.nearfield.index.TrainingParams;
import io.nearfield.index.VectorBatch;
import io.nearfield.index.testing.TestVectors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What must hold between answers, with no number chosen by hand. */
class RecallLawsTest {

  private static final int DIMENSION = 32;
  private static final int CELLS = 40;
  private static final int K = 10;
  private static final VectorBatch BASE =
      TestVectors.clumps(new SplittableRandom(1), 2500, DIMENSION, 60);
  private static final VectorBatch QUERIES =
      TestVectors.clumps(new SplittableRandom(1), 2540, DIMENSION, 60).slice(2500, 2540);

  private static Stream<Arguments> quantizedSpecs() {
    return Stream.of(Metric.EUCLIDEAN, Metric.COSINE, Metric.DOT)
        .flatMap(
            metric ->
                Stream.of("PQ8", "PQ16", "PQ16x4", "PQ16x4fs", "SQ8")
                    .map(code -> Arguments.of(metric, "IVF" + CELLS + "," + code)));
  }

  @ParameterizedTest
  @EnumSource(
      names = {"HAMMING", "JACCARD"},
      mode = EnumSource.Mode.EXCLUDE)
  void withoutCodesRecallNeverFallsAsMoreCellsAreProbedAndEndsAtOne(Metric metric) {
    Searched index = Searched.of("IVF" + CELLS + ",Flat", metric);

    double before = 0;
    for (int nprobe : new int[] {1, 2, 3, 5, 8, 13, 21, 34, CELLS}) {
      double recall = index.recall(nprobe, SearchParams.of(K));
      assertThat(recall).as("nprobe %d", nprobe).isGreaterThanOrEqualTo(before);
      before = recall;
    }

    assertThat(before).isEqualTo(1.0);
    assertThat(index.answers(CELLS, SearchParams.of(K))).isEqualTo(index.truth);
  }

  @ParameterizedTest
  @MethodSource("quantizedSpecs")
  void reRankingNeverLowersRecall(Metric metric, String spec) {
    Searched index = Searched.of(spec, metric);

    double raw = index.recall(CELLS, new SearchParams(K, 0, false));
    double reranked = index.recall(CELLS, new SearchParams(K, 8, false));
    double all = index.recall(CELLS, new SearchParams(K, 1_000, false));

    assertThat(raw).isGreaterThan(0.2);
    assertThat(reranked).isGreaterThanOrEqualTo(raw);
    assertThat(all).isEqualTo(1.0); // every entry is a candidate
  }

  @ParameterizedTest
  @MethodSource("quantizedSpecs")
  void distancesByCodesAreNearTheTrueOnes(Metric metric, String spec) {
    Searched index = Searched.of(spec, metric);

    double error = 0;
    double scale = 0;
    for (int q = 0; q < index.queries.rows(); q++) {
      float[] query = index.queries.row(q);
      int[] cells = index.trained.probe(query, CELLS);
      for (Hit<Integer> hit :
          index.entries.search(query, cells, new SearchParams(BASE.rows(), 0, false), null)) {
        float[] own = index.entries.vector(hit.id());
        float[] exact = new float[1];
        Distances.compute(metric, query, own, 0, 1, exact);
        error += Math.abs(exact[0] - hit.distance());
        scale += Math.abs(exact[0]);
      }
    }

    assertThat(error / scale).isLessThan(0.2);
  }

  @ParameterizedTest
  @EnumSource(names = {"EUCLIDEAN", "COSINE", "DOT"})
  void answersByFullVectorsIgnoreTheCodes(Metric metric) {
    Searched index = Searched.of("IVF" + CELLS + ",PQ4", metric);

    assertThat(index.answers(CELLS, SearchParams.exact(K))).isEqualTo(index.truth);
  }

  @ParameterizedTest
  @EnumSource(names = {"EUCLIDEAN", "COSINE", "DOT"})
  void indexesWithoutCellsAnswerTheSame(Metric metric) {
    Searched flat = Searched.of("Flat", metric);
    Searched product = Searched.of("PQ16", metric);

    assertThat(flat.answers(1, SearchParams.of(K))).isEqualTo(flat.truth);
    assertThat(product.recall(1, new SearchParams(K, 20, false))).isGreaterThan(0.9);
  }

  @ParameterizedTest
  @EnumSource(names = {"EUCLIDEAN", "COSINE"})
  void everyVectorFindsItselfInItsOwnCell(Metric metric) {
    Searched index = Searched.of("IVF" + CELLS + ",PQ16", metric);

    for (int i = 0; i < 500; i++) {
      float[] own = index.base.row(i);
      int[] probed = index.trained.probe(own, 1);
      assertThat(probed).containsExactly(index.trained.assign(own));
      assertThat(index.entries.search(own, probed, SearchParams.of(1), null).get(0).id())
          .isEqualTo("e" + i);
    }
  }

  /** An index over all of the base. */
  private static final class Searched {

    private static final Map<String, Searched> MADE = new ConcurrentHashMap<>();

    private final TrainedIndex trained;
    private final VectorBatch base;
    private final VectorBatch queries;
    private final PartitionIndex<Integer> entries;
    private final List<List<String>> truth;

    static Searched of(String spec, Metric metric) {
      return MADE.computeIfAbsent(spec + " " + metric, key -> new Searched(spec, metric));
    }

    private Searched(String spec, Metric metric) {
      trained =
          IndexTrainer.train(
              BASE,
              IndexSpec.parse(spec),
              metric,
              TrainingParams.defaults().withIterations(4).withThreads(1),
              TrainingListener.SILENT);
      base = trained.prepareAll(BASE);
      queries = trained.prepareAll(QUERIES);
      entries = new PartitionIndex<>(trained);
      int[] cells = trained.assignAll(base);
      byte[] codes = trained.encodeAll(base, cells, 1);
      for (int i = 0; i < base.rows(); i++) {
        byte[] code =
            Arrays.copyOfRange(codes, i * trained.codeSize(), (i + 1) * trained.codeSize());
        entries.upsert("e" + i, cells[i], code, base.row(i), i);
      }
      truth = ids(ExactSearch.search(base, TestVectors.ids(base.rows()), queries, K, metric));
    }

    List<List<String>> answers(int nprobe, SearchParams params) {
      int[][] probes = trained.probeAll(queries, nprobe);
      List<List<Hit<Integer>>> answers = new ArrayList<>();
      for (int q = 0; q < queries.rows(); q++) {
        answers.add(entries.search(queries.row(q), probes[q], params, null));
      }
      return ids(answers);
    }

    double recall(int nprobe, SearchParams params) {
      return Recall.grade(truth, answers(nprobe, params), K).recall();
    }

    private static <A> List<List<String>> ids(List<List<Hit<A>>> answers) {
      return answers.stream().map(hits -> hits.stream().map(Hit::id).toList()).toList();
    }
  }

  @ParameterizedTest
  @EnumSource(
      names = {"HAMMING", "JACCARD"},
      mode = EnumSource.Mode.EXCLUDE)
  void probingOneByOneIsProbingTogether(Metric metric) {
    Searched index = Searched.of("IVF" + CELLS + ",Flat", metric);

    int[][] together = index.trained.probeAll(index.queries, 7);

    IntStream.range(0, index.queries.rows())
        .forEach(
            q -> assertThat(index.trained.probe(index.queries.row(q), 7)).isEqualTo(together[q]));
  }
}
