package io.nearfield.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nearfield.index.search.Answer;
import io.nearfield.index.search.IdFilter;
import io.nearfield.index.search.SearchRequest;
import io.nearfield.index.testing.RandomSource;
import io.nearfield.index.testing.TestVectors;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongPredicate;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every kind of request against comparing everything, in every kind of index. */
@ExtendWith(RandomSource.class)
class VectorIndexSearchTest {

  private static final int DIMENSION = 12;
  private static final int ROWS = 900;

  private static TrainedIndex trained(String spec, Metric metric) {
    return IndexTrainer.train(
        TestVectors.clumps(new SplittableRandom(1), 600, DIMENSION, 10),
        IndexSpec.parse(spec),
        metric,
        TrainingParams.defaults().withThreads(1),
        TrainingListener.SILENT);
  }

  /** Ids that are no positions, some beyond an int. */
  private static long id(int row) {
    return row % 5 == 4 ? 7L * row + (1L << 33) : 3L * row;
  }

  /** An index of which a third was removed, a few replaced, and the last added one by one. */
  private static VectorIndex lived(TrainedIndex trained) {
    SplittableRandom random = new SplittableRandom(5);
    VectorBatch rows = TestVectors.clumps(random, ROWS, DIMENSION, 10);
    int most = ROWS - 100;
    long[] ids = new long[most];
    for (int i = 0; i < most; i++) {
      ids[i] = id(i);
    }
    VectorIndex index = VectorIndex.build(trained, ids, rows.slice(0, most), 2);
    for (int i = most; i < ROWS; i++) {
      index.add(id(i), rows.row(i));
    }
    for (int i = 0; i < ROWS; i += 3) {
      index.remove(id(i));
    }
    for (int i = 1; i < ROWS; i += 90) {
      index.put(id(i), rows.row(i - 1));
    }
    return index;
  }

  private record Neighbour(long id, double distance) {}

  /** Everything that passes, by the vectors that the index says it keeps. */
  private static List<Neighbour> everything(
      VectorIndex index, float[] query, LongPredicate filter, boolean farthest) {
    float[] prepared = index.trained().prepare(query);
    List<Neighbour> all = new ArrayList<>();
    Metric metric = index.trained().metric();
    for (int row = 0; row < ROWS; row++) {
      long id = id(row);
      Optional<float[]> kept = filter.test(id) ? index.vector(id) : Optional.empty();
      kept.ifPresent(vector -> all.add(new Neighbour(id, distance(metric, prepared, vector))));
    }
    Comparator<Neighbour> order = Comparator.comparingDouble(Neighbour::distance);
    all.sort((farthest ? order.reversed() : order).thenComparingLong(Neighbour::id));
    return all;
  }

  private static double distance(Metric metric, float[] a, float[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum +=
          switch (metric) {
            case EUCLIDEAN, COSINE -> ((double) a[i] - b[i]) * ((double) a[i] - b[i]);
            case L1 -> Math.abs((double) a[i] - b[i]);
            default -> (double) a[i] * b[i];
          };
    }
    return switch (metric) {
      case EUCLIDEAN -> Math.sqrt(sum);
      case COSINE -> Math.min(2, sum / 2); // what is kept need not be of unit length
      case DOT -> -sum;
      default -> sum;
    };
  }

  /** The answer is a best one, but for rounding by {@code tolerance}. */
  private static void requireBest(
      Answer answer, List<Neighbour> truth, int k, double tolerance, boolean farthest) {
    assertThat(answer.size()).isEqualTo(Math.min(k, truth.size()));
    Map<Long, Double> distances = new TreeMap<>();
    truth.forEach(neighbour -> distances.put(neighbour.id(), neighbour.distance()));
    Set<Long> seen = new HashSet<>();
    for (int i = 0; i < answer.size(); i++) {
      long id = answer.ids()[i];
      double distance = answer.distances()[i];
      require(seen.add(id), "%d is answered twice", id);
      require(distances.containsKey(id), "%d should not be answered", id);
      require(
          Math.abs(distance - distances.get(id)) <= tolerance,
          "%d is %s far, not %s",
          id,
          distances.get(id),
          distance);
      require(
          Math.abs(distance - truth.get(i).distance()) <= 2 * tolerance,
          "place %d is %s far, not %s",
          i,
          truth.get(i).distance(),
          distance);
      if (i > 0) {
        double before = answer.distances()[i - 1];
        require(farthest ? before >= distance : before <= distance, "place %d is out of order", i);
        require(before != distance || answer.ids()[i - 1] < id, "tie at %d is out of order", i);
      }
    }
  }

  private static void require(boolean holds, String message, Object... values) {
    if (!holds) {
      throw new AssertionError(message.formatted(values));
    }
  }

  private static final String COMBINATIONS =
      """
      Flat                       | EUCLIDEAN
      Flat                       | COSINE
      Flat                       | L1
      IVF8,Flat                  | EUCLIDEAN
      IVF8,Flat                  | DOT
      IVF8,Flat                  | L1
      SQ8                        | DOT
      IVF8,SQ8                   | EUCLIDEAN
      IVF8,SQ8                   | COSINE
      PQ4                        | EUCLIDEAN
      IVF8,PQ4                   | COSINE
      IVF8,PQ6x4                 | DOT
      PQ6x4fs                    | EUCLIDEAN
      IVF8,PQ6x4fs               | EUCLIDEAN
      IVF8,PQ6x4fs               | COSINE
      IVF8,PQ4,Refine(Flat)      | COSINE
      IVF8,PQ6x4fs,Refine(Flat)  | EUCLIDEAN
      IVF8,PQ6x4fs,Refine(Flat)  | L1
      IVF8,PQ6x4fs,Refine(SQ8)   | EUCLIDEAN
      IVF8,PQ6x4fs,Refine(SQ8)   | COSINE
      PQ6x4fs,Refine(SQ8)        | DOT
      IVF8,PQ4,Refine(SQ8)       | L1
      """;

  /** How far tables of bytes may round distances; next to nothing elsewhere. */
  private static double tolerance(VectorIndex index) {
    boolean codesAlone = index.trained().spec().quantized() && !index.trained().spec().refined();
    return codesAlone && index.trained().spec().fastScan() ? 0.15 : 2e-3;
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', textBlock = COMBINATIONS)
  void allCellsGiveWhatComparingEverythingGives(String spec, Metric metric) {
    VectorIndex index = lived(trained(spec, metric));
    double tolerance = tolerance(index);
    SplittableRandom random = new SplittableRandom(9);
    for (int round = 0; round < 3; round++) {
      float[] query = TestVectors.gaussian(random, DIMENSION);
      List<Neighbour> near = everything(index, query, id -> true, false);
      List<Neighbour> far = everything(index, query, id -> true, true);
      assertThat(near).hasSize((int) index.size());
      for (int k : new int[] {1, 10, 2_000}) {
        SearchRequest all = SearchRequest.nearest(k).withNprobe(100).withRerankFactor(1_000);
        requireBest(index.search(query, all), near, k, tolerance, false);
        requireBest(index.search(query, all.exactly()), near, k, tolerance, false);
        SearchRequest farthest = SearchRequest.farthest(k).withRerankFactor(1_000);
        requireBest(index.search(query, farthest), far, k, tolerance, true);
        requireBest(index.search(query, farthest.exactly()), far, k, tolerance, true);
      }
      requireRange(index, query, near, tolerance);
    }
  }

  private static void requireRange(
      VectorIndex index, float[] query, List<Neighbour> near, double tolerance) {
    float radius = (float) ((near.get(40).distance() + near.get(41).distance()) / 2);
    SearchRequest range = SearchRequest.within(radius, 500).withNprobe(100).withRerankFactor(1_000);
    for (SearchRequest request : List.of(range, range.exactly())) {
      Answer answer = index.search(query, request);
      long sure = near.stream().filter(n -> n.distance() < radius - tolerance).count();
      long possible = near.stream().filter(n -> n.distance() < radius + tolerance).count();
      assertThat((long) answer.size()).isBetween(sure, possible);
      assertThat(answer.distances()[answer.size() - 1]).isLessThanOrEqualTo(radius);
      boolean kept = !index.trained().spec().quantized() || index.trained().spec().refined();
      assertThat(answer.complete()).isEqualTo(kept);
      assertThat(answer.reason()).isEqualTo(kept ? "" : "distances come from codes");

      SearchRequest few = SearchRequest.within(radius, 12).withNprobe(100).withRerankFactor(1_000);
      Answer cut = index.search(query, request.exact() ? few.exactly() : few);
      requireBest(cut, near, 12, tolerance, false);
      assertThat(cut.complete()).isFalse();
      assertThat(cut.reason()).startsWith("more than 12 entries are within the radius");
    }
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', textBlock = COMBINATIONS)
  void aFilterGetsAllItAsksForHoweverFewPass(String spec, Metric metric) {
    VectorIndex index = lived(trained(spec, metric));
    double tolerance = tolerance(index);
    float[] query = TestVectors.gaussian(new SplittableRandom(11), DIMENSION);
    for (int every : new int[] {1, 2, 9, 100, ROWS, 2 * ROWS}) {
      LongPredicate passes = id -> id % every == 1 % every;
      List<Neighbour> near = everything(index, query, passes, false);
      long[] ids = LongStream.range(0, ROWS).map(row -> id((int) row)).filter(passes).toArray();
      BitSet bits = new BitSet();
      LongStream.of(ids).filter(id -> id < Integer.MAX_VALUE).forEach(id -> bits.set((int) id));
      for (IdFilter filter : List.<IdFilter>of(passes::test, IdFilter.of(ids))) {
        SearchRequest one = SearchRequest.nearest(10).withNprobe(1).withFilter(filter);
        Answer answer = index.search(query, one);
        assertThat(answer.size()).isEqualTo(Math.min(10, near.size()));
        assertThat(LongStream.of(answer.ids()).allMatch(passes)).isTrue();
        assertThat(answer.complete()).isTrue();
        requireBest(
            index.search(query, one.withNprobe(100).withRerankFactor(1_000)),
            near,
            10,
            tolerance,
            false);
        requireBest(index.search(query, one.exactly()), near, 10, tolerance, false);
      }
      List<Neighbour> small =
          everything(index, query, id -> passes.test(id) && id < Integer.MAX_VALUE, false);
      requireBest(
          index.search(
              query,
              SearchRequest.nearest(10)
                  .withNprobe(100)
                  .withRerankFactor(1_000)
                  .withFilter(IdFilter.bitmap(bits))),
          small,
          10,
          tolerance,
          false);
    }
  }

  @Test
  void aCountedFilterThatManyPassIsAskedWhileProbing() {
    TrainedIndex trained = trained("IVF8,Flat", Metric.EUCLIDEAN);
    SplittableRandom random = new SplittableRandom(3);
    int n = 20_000;
    VectorIndex index =
        VectorIndex.build(
            trained,
            LongStream.range(0, n).toArray(),
            TestVectors.clumps(random, n, DIMENSION, 10),
            2);
    IdFilter filter = IdFilter.of(LongStream.range(0, n).filter(id -> id % 4 == 0).toArray());
    float[] query = TestVectors.gaussian(random, DIMENSION);
    SearchRequest request = SearchRequest.nearest(10).withNprobe(2).withFilter(filter);

    Answer answer = index.search(query, request);
    assertThat(answer.size()).isEqualTo(10);
    assertThat(LongStream.of(answer.ids())).allMatch(id -> id % 4 == 0);
    assertThat(answer.trace().filtered()).isPositive();
    assertThat(answer.trace().cellsProbed()).isEqualTo(2);
    IdFilter same = id -> id % 4 == 0;
    assertThat(answer).isEqualTo(index.search(query, request.withFilter(same)));
  }

  @Test
  void equalDistancesAreOrderedByIdInEveryKindOfSearch() {
    for (String spec : List.of("Flat", "IVF8,PQ6x4fs", "IVF8,PQ4,Refine(SQ8)", "IVF8,SQ8")) {
      VectorIndex index = VectorIndex.empty(trained(spec, Metric.EUCLIDEAN));
      float[] vector = TestVectors.gaussian(new SplittableRandom(2), DIMENSION);
      for (long id = 999; id >= 0; id--) {
        index.add((id * 7919) % 1000 - 500, vector);
      }
      long[] first = LongStream.range(-500, -490).toArray();
      SearchRequest nearest = SearchRequest.nearest(10);
      for (SearchRequest request :
          List.of(
              nearest,
              nearest.exactly(),
              nearest.withRerankFactor(0),
              SearchRequest.farthest(10),
              SearchRequest.within(10, 10),
              nearest.withFilter(id -> true))) {
        assertThat(index.search(vector, request).ids()).isEqualTo(first);
      }
    }
  }

  @Test
  void theDeadUseUpNeitherCandidatesNorProbes() {
    TrainedIndex trained = trained("IVF8,PQ6x4fs,Refine(Flat)", Metric.EUCLIDEAN);
    SplittableRandom random = new SplittableRandom(4);
    VectorBatch rows = TestVectors.clumps(random, ROWS, DIMENSION, 10);
    VectorIndex index = VectorIndex.build(trained, LongStream.range(0, ROWS).toArray(), rows, 1);
    float[] query = rows.row(17);
    Answer before = index.search(query, SearchRequest.nearest(60).withNprobe(3));
    for (int i = 0; i < 30; i++) {
      index.remove(before.ids()[i]);
    }

    Answer after = index.search(query, SearchRequest.nearest(30).withNprobe(3).withRerankFactor(2));
    assertThat(after.size()).isEqualTo(30);
    assertThat(after.ids()).doesNotContain(before.ids()[0], before.ids()[29]);

    // A cell that is empty does not count as probed.
    int own = trained.assign(trained.prepare(query));
    index.removeAll(index.cell(own).ids());
    Answer elsewhere = index.search(query, SearchRequest.nearest(1).withNprobe(1));
    assertThat(elsewhere.size()).isEqualTo(1);
    assertThat(elsewhere.trace().cellsProbed()).isEqualTo(1);
  }

  @Test
  void aPartialAnswerSaysWhy() {
    VectorIndex index = lived(trained("IVF8,PQ6x4fs,Refine(Flat)", Metric.EUCLIDEAN));
    float[] query = new float[DIMENSION];

    assertThat(index.search(query, SearchRequest.within(100, 5_000).withNprobe(2)).reason())
        .isEqualTo("2 of 8 cells were looked into");
    assertThat(index.search(query, SearchRequest.within(100, 20).withRerankFactor(3)).reason())
        .isEqualTo(
            "more than 20 entries are within the radius; only 60 candidates by codes were compared");
    assertThat(index.search(query, SearchRequest.farthest(5).withNprobe(2)).reason())
        .startsWith("2 of 8 cells were looked into");
    assertThat(index.search(query, SearchRequest.farthest(5).exactly()).complete()).isTrue();
    assertThat(index.search(query, SearchRequest.nearest(5).withNprobe(1)).complete()).isTrue();
    assertThat(
            lived(trained("IVF8,PQ6x4fs", Metric.EUCLIDEAN))
                .search(query, SearchRequest.nearest(5).exactly())
                .reason())
        .isEqualTo("distances come from codes");
  }

  @Test
  void theTraceCountsAndTimesEachStage() {
    VectorIndex index = lived(trained("IVF8,PQ6x4fs,Refine(Flat)", Metric.EUCLIDEAN));
    AtomicLong clock = new AtomicLong();
    SearchRequest request =
        SearchRequest.nearest(5)
            .withNprobe(8)
            .withRerankFactor(4)
            .timedBy(() -> clock.getAndAdd(1_000));

    Answer answer = index.search(new float[DIMENSION], request);
    assertThat((long) answer.trace().cellsProbed())
        .isEqualTo(index.loads().stream().filter(load -> load.living() > 0).count());
    assertThat(answer.trace().scanned()).isEqualTo(index.size() + index.dead());
    assertThat(answer.trace().reranked()).isEqualTo(20);
    assertThat(answer.trace().coarseNanos()).isEqualTo(1_000);
    assertThat(answer.trace().tableNanos()).isEqualTo(2_000); // for codes, then for vectors
    assertThat(answer.trace().scanNanos()).isEqualTo(1_000);
    assertThat(answer.trace().rerankNanos()).isEqualTo(1_000);
    assertThat(index.search(new float[DIMENSION], request.timedBy(null)).trace().scanNanos())
        .isZero();
  }

  @Test
  void aBatchAnswersAsOneByOne() {
    for (String spec : List.of("Flat", "IVF8,Flat", "IVF8,PQ6x4fs,Refine(SQ8)", "IVF8,PQ4")) {
      VectorIndex index = lived(trained(spec, Metric.COSINE));
      VectorBatch queries = TestVectors.gaussian(new SplittableRandom(6), 70, DIMENSION);
      for (SearchRequest request :
          List.of(
              SearchRequest.nearest(10).withNprobe(3),
              SearchRequest.nearest(10).exactly(),
              SearchRequest.within(0.4f, 50).withNprobe(3),
              SearchRequest.farthest(3),
              SearchRequest.nearest(10).withFilter(id -> id % 5 == 0))) {
        List<Answer> answers = index.searchAll(queries, request, 2);
        assertThat(answers).hasSize(70);
        for (int i = 0; i < 70; i++) {
          assertThat(answers.get(i)).isEqualTo(index.search(queries.row(i), request));
        }
      }
      assertThat(index.searchAll(VectorBatch.empty(DIMENSION), SearchRequest.nearest(1), 2))
          .isEmpty();
    }
  }

  @Test
  void anEmptyIndexAnswersNothingAndCompletely() {
    for (String spec : List.of("Flat", "IVF8,Flat", "IVF8,PQ6x4fs", "IVF8,PQ4,Refine(SQ8)")) {
      VectorIndex index = VectorIndex.empty(trained(spec, Metric.EUCLIDEAN));
      for (SearchRequest request :
          List.of(
              SearchRequest.nearest(3),
              SearchRequest.nearest(Integer.MAX_VALUE).withRerankFactor(Integer.MAX_VALUE),
              SearchRequest.within(1, Integer.MAX_VALUE),
              SearchRequest.farthest(2),
              SearchRequest.nearest(3).withFilter(IdFilter.of(1, 2, 2)))) {
        Answer answer = index.search(new float[DIMENSION], request);
        assertThat(answer.size()).isZero();
        assertThat(answer.complete()).as(answer.reason()).isTrue();
      }
    }
  }

  @Test
  void whatCannotBeAskedIsRefused() {
    VectorIndex index = lived(trained("IVF8,Flat", Metric.COSINE));

    assertThatThrownBy(() -> SearchRequest.nearest(0))
        .hasMessage("Cannot search: k must be at least 1, got 0");
    assertThatThrownBy(() -> SearchRequest.nearest(1).withNprobe(0))
        .hasMessage("Cannot search: nprobe must be at least 1, got 0");
    assertThatThrownBy(() -> SearchRequest.within(Float.NaN, 1)).hasMessageContaining("NaN");
    assertThatThrownBy(() -> index.search(new float[DIMENSION], SearchRequest.nearest(1)))
        .hasMessageContaining("it is zero and has no direction");
    assertThatThrownBy(() -> index.search(new float[5], SearchRequest.nearest(1)))
        .hasMessage("Cannot use vector: dimension 5 differs from the index's dimension 12");
    float[] queries = TestVectors.gaussian(new SplittableRandom(1), 3 * DIMENSION);
    queries[DIMENSION + 2] = Float.NaN;
    assertThatThrownBy(
            () -> index.searchAll(new VectorBatch(queries, DIMENSION), SearchRequest.nearest(1), 1))
        .hasMessage("Cannot use vector at row 1: value at position 2 is NaN, must be finite");
    float[] one = TestVectors.gaussian(new SplittableRandom(1), DIMENSION);
    assertThatThrownBy(() -> index.add(id(1), one)).hasMessageContaining("has it already");
    assertThatThrownBy(
            () ->
                index.addAll(
                    new long[] {90_001, 90_002, 90_001},
                    TestVectors.gaussian(new SplittableRandom(1), 3, DIMENSION),
                    1))
        .hasMessage("Cannot add entries: ids must differ, got 90001 twice (rows 0 and 2)");
    assertThat(index.contains(90_002)).isFalse();
  }
}
