package io.nearfield.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.nearfield.index.search.Answer;
import io.nearfield.index.search.SearchRequest;
import io.nearfield.index.testing.TestVectors;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What an index of every kind of code finds when it looks everywhere. */
class CodesRecallTest {

  private static final int DIMENSION = 48;
  private static final int ROWS = 3_000;
  private static final int K = 10;
  private static final VectorBatch ALL =
      TestVectors.clumps(new SplittableRandom(11), ROWS + 40, DIMENSION, 30);
  private static final VectorBatch BASE = ALL.slice(0, ROWS);
  private static final VectorBatch QUERIES = ALL.slice(ROWS, ROWS + 40);
  private static final Map<Metric, List<Answer>> TRUTH = new HashMap<>();

  private static VectorIndex build(String spec, Metric metric) {
    TrainedIndex trained =
        IndexTrainer.train(
            BASE,
            IndexSpec.parse(spec),
            metric,
            TrainingParams.defaults().withIterations(6).withThreads(1),
            TrainingListener.SILENT);
    return VectorIndex.build(trained, LongStream.range(0, ROWS).toArray(), BASE, 1);
  }

  private static List<Answer> search(VectorIndex index, int k, int rerankFactor) {
    SearchRequest request =
        SearchRequest.nearest(k).withNprobe(1_000).withRerankFactor(rerankFactor);
    return index.searchAll(QUERIES, request, 1);
  }

  private static synchronized List<Answer> truth(Metric metric) {
    return TRUTH.computeIfAbsent(metric, m -> search(build("Flat", m), K, 0));
  }

  private static double recall(List<Answer> answers, Metric metric) {
    double found = 0;
    for (int q = 0; q < answers.size(); q++) {
      long[] ids = answers.get(q).ids();
      assertThat(ids).hasSize(K).doesNotHaveDuplicates();
      for (long id : truth(metric).get(q).ids()) {
        found += Arrays.stream(ids).anyMatch(other -> other == id) ? 1 : 0;
      }
    }
    return found / K / answers.size();
  }

  @ParameterizedTest
  @CsvSource({
    "SQ8, 0.92",
    "PQ24, 0.7",
    "OPQ24, 0.7",
    "PQ24x4, 0.3",
    "PQ24x4fs, 0.3",
    "RaBitQ, 0.33",
    "LSH384, 0.25"
  })
  void codesAloneFindMostAndTellDistancesNearTheTrueOnes(String code, double floor) {
    for (Metric metric : new Metric[] {Metric.EUCLIDEAN, Metric.COSINE, Metric.DOT}) {
      String spec =
          code.startsWith("OPQ")
              ? code + ",IVF20," + code.substring(1)
              : code.startsWith("LSH") ? code : "IVF20," + code;
      if ((code.startsWith("LSH") && metric == Metric.DOT)
          || (code.startsWith("OPQ") && metric != Metric.EUCLIDEAN)) {
        continue; // of hashes lengths are lost, and with them the order; rotations take long
      }
      VectorIndex index = build(spec, metric);

      List<Answer> answers = search(index, K, 0);

      assertThat(recall(answers, metric)).as("%s %s", spec, metric).isGreaterThan(floor);
      double told = 0;
      double scale = 0;
      for (int q = 0; q < answers.size(); q++) {
        float[] distances = answers.get(q).distances();
        for (int i = 0; i < K; i++) {
          assertThat(i == 0 || distances[i - 1] <= distances[i]).isTrue();
          told += Math.abs(distances[i] - truth(metric).get(q).distances()[i]);
          scale += Math.abs(truth(metric).get(q).distances()[i]);
        }
      }
      assertThat(told / scale).as("%s %s", spec, metric).isLessThan(0.35);
    }
  }

  private static Stream<Arguments> refined() {
    return Stream.of(
            "SQ8", "PQ12", "OPQ12,IVF20,PQ12", "PQ12x4", "PQ12x4fs", "RaBitQ", "LSH256", "Flat")
        .flatMap(
            code ->
                Stream.of(",Refine(Flat)", ",Refine(SQ8)")
                    .map(
                        refinement ->
                            (code.contains("IVF") || code.startsWith("LSH") ? "" : "IVF20,")
                                + code
                                + refinement))
        .flatMap(
            spec ->
                Stream.of(Metric.EUCLIDEAN, Metric.COSINE, Metric.DOT, Metric.L1)
                    .filter(metric -> !spec.startsWith("LSH") || metric != Metric.DOT)
                    .filter(metric -> !spec.startsWith("OPQ") || metric == Metric.EUCLIDEAN)
                    .map(metric -> Arguments.of(spec, metric)));
  }

  @ParameterizedTest
  @MethodSource("refined")
  void aRefinementFindsNearlyAllAndTellsItsDistances(String spec, Metric metric) {
    VectorIndex index = build(spec, metric);

    List<Answer> answers = search(index, K, 20);

    boolean bytes = spec.contains("Refine(SQ8)") && !spec.contains("Flat");
    assertThat(recall(answers, metric)).isGreaterThan(bytes ? 0.93 : 0.97);
    for (int q = 0; q < answers.size(); q++) {
      float[] distances = answers.get(q).distances();
      float[] exact = truth(metric).get(q).distances();
      // The nearest of all is nearly always found; its distance is then the true one.
      assertThat(distances[0])
          .isCloseTo(exact[0], within(0.02f * (1 + Math.abs(exact[0])) + (bytes ? 0.05f : 0.2f)));
    }
  }

  /**
   * Under COSINE codes rank as by Euclidean distance to the unit query, which finds more than their
   * products do: what DOT answers from the same cells and codes.
   */
  @ParameterizedTest
  @ValueSource(
      strings = {"SQ8", "PQ12", "IVF20,SQ8", "IVF20,PQ24", "IVF20,PQ24x4fs", "OPQ12,IVF20,PQ12"})
  void cosineRanksCodesByTheirDistanceAndNotByTheirProduct(String spec) {
    VectorIndex cosine = build(spec, Metric.COSINE);
    TrainedIndex trained = cosine.trained();
    VectorBatch queries = trained.prepareAll(QUERIES);

    List<Answer> answers = search(cosine, K, 0);
    VectorIndex differences = asIf(trained, Metric.EUCLIDEAN);
    VectorIndex products = asIf(trained, Metric.DOT);
    SearchRequest request = SearchRequest.nearest(K).withNprobe(1_000).withRerankFactor(0);

    List<Answer> byDifference = differences.searchAll(queries, request, 1);
    for (int q = 0; q < answers.size(); q++) {
      for (int i = 0; i < K; i++) {
        float euclidean = byDifference.get(q).distances()[i];
        assertThat(answers.get(q).distances()[i])
            .isCloseTo(euclidean * euclidean / 2, within(1e-5f));
      }
    }
    assertThat(recall(answers, Metric.COSINE))
        .isGreaterThanOrEqualTo(recall(products.searchAll(queries, request, 1), Metric.COSINE));
  }

  private static VectorIndex asIf(TrainedIndex trained, Metric metric) {
    TrainedIndex other =
        TrainedIndex.of(trained.spec(), metric, DIMENSION, trained.centroids(), trained.codebook());
    return VectorIndex.build(
        other, LongStream.range(0, ROWS).toArray(), trained.prepareAll(BASE), 1);
  }

  @Test
  void roundingTablesToBytesCostsNextToNothing() {
    for (Metric metric : new Metric[] {Metric.EUCLIDEAN, Metric.COSINE, Metric.DOT}) {
      for (String code : new String[] {"PQ12x4", "PQ24x4"}) {
        double floats = recall(search(build("IVF20," + code, metric), K, 0), metric);
        double bytes = recall(search(build("IVF20," + code + "fs", metric), K, 0), metric);

        assertThat(bytes).isCloseTo(floats, within(0.03));
      }
    }
  }
}
