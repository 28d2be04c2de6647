package io.nearfield.index.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nearfield.index.IndexSpec;
import io.nearfield.index.IndexTrainer;
import io.nearfield.index.Metric;
import io.nearfield.index.TrainedIndex;
import io.nearfield.index.TrainingListener;
import io.nearfield.index.TrainingParams;
import io.nearfield.index.VectorBatch;
import io.nearfield.index.kernel.VectorKernels;
import io.nearfield.index.testing.RandomSource;
import io.nearfield.index.testing.TestVectors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(RandomSource.class)
class PartitionIndexTest {

  private static final int CELLS = 8;
  private static final int DIMENSION = 6;
  private static final int[] ALL = IntStream.range(0, CELLS).toArray();

  private final TrainedIndex trained = trained("IVF" + CELLS + ",PQ3x4");
  private final PartitionIndex<Integer> index = new PartitionIndex<>(trained);

  private static TrainedIndex trained(String spec) {
    return IndexTrainer.train(
        TestVectors.clumps(new SplittableRandom(1), 400, DIMENSION, 10),
        IndexSpec.parse(spec),
        Metric.EUCLIDEAN,
        TrainingParams.defaults().withThreads(1),
        TrainingListener.SILENT);
  }

  private static void put(
      PartitionIndex<Integer> index,
      TrainedIndex trained,
      String id,
      float[] vector,
      Integer number) {
    int cell = trained.assign(vector);
    index.upsert(id, cell, trained.encode(vector, cell), vector, number);
  }

  private record Stored(float[] vector, Integer number) {}

  @ParameterizedTest
  @ValueSource(
      strings = {"IVF8,PQ3x4", "IVF8,Flat", "PQ3x4", "IVF8,SQ8", "PQ6x4fs", "IVF8,PQ3x4fs"})
  void membershipAndAnswersEqualThoseOfAPlainMap(String spec) {
    SplittableRandom random = new SplittableRandom(spec.hashCode());
    TrainedIndex trained = trained(spec);
    PartitionIndex<Integer> index = new PartitionIndex<>(trained);
    Map<String, Stored> oracle = new HashMap<>();
    int[] all = IntStream.range(0, trained.cells()).toArray();
    for (int step = 0; step < 6_000; step++) {
      String id = "e" + random.nextInt(300);
      // Long runs of removals now and then, so that cells empty and are compacted.
      boolean removing = step / 500 % 3 == 2 ? random.nextInt(10) < 8 : random.nextInt(10) < 3;
      if (removing) {
        assertThat(index.remove(id)).isEqualTo(oracle.remove(id) != null);
      } else {
        float[] vector = TestVectors.gaussian(random, DIMENSION);
        put(index, trained, id, vector, step);
        oracle.put(id, new Stored(vector, step));
      }
      assertThat(index.size()).isEqualTo(oracle.size());
      assertThat(index.dead()).isBetween(0, oracle.size() / 2);
      if (step % 200 == 0) {
        requireSame(index, trained, oracle, all, random);
      }
    }
    requireSame(index, trained, oracle, all, random);
  }

  private static void requireSame(
      PartitionIndex<Integer> index,
      TrainedIndex trained,
      Map<String, Stored> oracle,
      int[] all,
      SplittableRandom random) {
    for (int i = 0; i < 300; i++) {
      String id = "e" + i;
      Stored stored = oracle.get(id);
      assertThat(index.contains(id)).isEqualTo(stored != null);
      assertThat(index.vector(id)).isEqualTo(stored == null ? null : stored.vector());
      assertThat(index.attachment(id)).isEqualTo(stored == null ? null : stored.number());
      assertThat(index.cell(id)).isEqualTo(stored == null ? -1 : trained.assign(stored.vector()));
    }
    float[] query = TestVectors.gaussian(random, DIMENSION);
    List<Hit<Integer>> expected = new ArrayList<>();
    oracle.forEach(
        (id, stored) -> {
          float[] distance = new float[1];
          Distances.compute(Metric.EUCLIDEAN, query, stored.vector(), 0, 1, distance);
          expected.add(new Hit<>(id, distance[0], stored.number()));
        });
    Collections.sort(expected);
    assertThat(index.search(query, all, SearchParams.exact(1_000), null)).isEqualTo(expected);
    assertThat(index.search(query, all, new SearchParams(1_000, 1, false), null))
        .isEqualTo(expected);
    assertThat(index.search(query, all, SearchParams.exact(7), number -> number % 3 == 0))
        .isEqualTo(expected.stream().filter(hit -> hit.attachment() % 3 == 0).limit(7).toList());
    assertThat(index.cells())
        .isEqualTo(
            oracle.values().stream()
                .mapToInt(stored -> trained.assign(stored.vector()))
                .distinct()
                .sorted()
                .toArray());
  }

  @Test
  void aFilterGetsItsFullNumberEvenWhenFewPass(SplittableRandom random) {
    for (int i = 0; i < 2_000; i++) {
      put(index, trained, "e" + i, TestVectors.gaussian(random, DIMENSION), i);
    }
    float[] query = TestVectors.gaussian(random, DIMENSION);

    for (SearchParams params :
        List.of(new SearchParams(5, 0, false), SearchParams.of(5), SearchParams.exact(5))) {
      List<Hit<Integer>> hits = index.search(query, ALL, params, number -> number % 400 == 17);
      assertThat(hits)
          .extracting(Hit::id)
          .containsExactlyInAnyOrder("e17", "e417", "e817", "e1217", "e1617");
      assertThat(hits).isSorted();
    }
  }

  @Test
  void onlyTheGivenCellsAreSearchedAndRepeatedOnesCountOnce(SplittableRandom random) {
    for (int i = 0; i < 300; i++) {
      put(index, trained, "e" + i, TestVectors.gaussian(random, DIMENSION), i);
    }
    float[] query = TestVectors.gaussian(random, DIMENSION);

    List<Hit<Integer>> hits =
        index.search(query, new int[] {3, 5, 3, 3}, SearchParams.exact(1_000), null);

    assertThat(hits)
        .extracting(Hit::id)
        .doesNotHaveDuplicates()
        .containsExactlyInAnyOrderElementsOf(
            IntStream.range(0, 300)
                .mapToObj(i -> "e" + i)
                .filter(id -> index.cell(id) == 3 || index.cell(id) == 5)
                .toList());
    assertThat(index.search(query, new int[0], SearchParams.of(3), null)).isEmpty();
    assertThatThrownBy(() -> index.search(query, new int[] {8}, SearchParams.of(3), null))
        .hasMessage("Cannot use cell 8: the index has cells 0 to 7");
  }

  @Test
  void equalDistancesAreOrderedById() {
    float[] vector = {1, 2, 3, 4, 5, 6};
    List<String> ids = new ArrayList<>(IntStream.range(100, 160).mapToObj(i -> "e" + i).toList());
    Collections.shuffle(ids, new java.util.Random(7));
    ids.forEach(id -> put(index, trained, id, vector, 0));

    for (SearchParams params :
        List.of(new SearchParams(5, 0, false), SearchParams.of(5), SearchParams.exact(5))) {
      assertThat(index.search(vector, ALL, params, null))
          .extracting(Hit::id)
          .containsExactly("e100", "e101", "e102", "e103", "e104");
    }
  }

  @Test
  void aVeryLargeKReturnsWhatThereIs() {
    put(index, trained, "a", new float[DIMENSION], 1);

    assertThat(
            index.search(
                new float[DIMENSION],
                ALL,
                new SearchParams(Integer.MAX_VALUE, Integer.MAX_VALUE, false),
                null))
        .containsExactly(new Hit<>("a", 0f, 1));
    assertThat(
            new PartitionIndex<Integer>(trained)
                .search(new float[DIMENSION], ALL, SearchParams.of(3), null))
        .isEmpty();
  }

  @Test
  void wrongArgumentsAreRefusedAndChangeNothing() {
    float[] vector = new float[DIMENSION];
    byte[] code = new byte[trained.codeSize()];
    float[] nan = {0, 0, Float.NaN, 0, 0, 0};

    assertThatThrownBy(() -> index.upsert(null, 0, code, vector, 1))
        .hasMessageContaining("id is null");
    assertThatThrownBy(() -> index.upsert("a", -1, code, vector, 1))
        .hasMessage("Cannot use cell -1: the index has cells 0 to 7");
    assertThatThrownBy(() -> index.upsert("a", 0, new byte[9], vector, 1))
        .hasMessage("Cannot add entry 'a': its code has 9 bytes, the index's codes have 2");
    assertThatThrownBy(() -> index.upsert("a", 0, code, new float[5], 1))
        .hasMessage("Cannot use vector: dimension 5 differs from the index's dimension 6");
    assertThatThrownBy(() -> index.upsert("a", 0, code, nan, 1))
        .hasMessage("Cannot use vector: value at position 2 is NaN, must be finite");
    assertThatThrownBy(() -> index.search(nan, ALL, SearchParams.of(1), null))
        .hasMessage("Cannot use vector: value at position 2 is NaN, must be finite");
    assertThatThrownBy(() -> SearchParams.of(0))
        .hasMessage("Cannot search: k must be at least 1, got 0");
    assertThat(index.size()).isZero();
    assertThat(index.cells()).isEmpty();
  }

  @Test
  void theStoredVectorIsACopy() {
    float[] vector = {1, 2, 3, 4, 5, 6};
    put(index, trained, "a", vector, 1);
    vector[0] = 99;
    index.vector("a")[1] = 99;

    assertThat(index.vector("a")).containsExactly(1, 2, 3, 4, 5, 6);
  }

  @Test
  void readersAlwaysSeeAWholeMoment() throws Exception {
    // The writer keeps this true at every moment: ids 0 to 99 exist, each exactly once, whatever
    // cell they have moved to; ids from 100 come and go in pairs, by two changes.
    SplittableRandom random = new SplittableRandom(77);
    VectorBatch pool = TestVectors.gaussian(random, 512, DIMENSION);
    for (int i = 0; i < 100; i++) {
      put(index, trained, "e" + i, pool.row(i), i);
    }
    AtomicBoolean stop = new AtomicBoolean();
    ExecutorService readers = Executors.newFixedThreadPool(3);
    List<Future<Integer>> results = new ArrayList<>();
    for (int r = 0; r < 3; r++) {
      float[] query = pool.row(400 + r);
      SearchParams params = r == 0 ? new SearchParams(500, 0, false) : SearchParams.exact(500);
      results.add(
          readers.submit(
              () -> {
                int searches = 0;
                while (!stop.get() || searches == 0) {
                  requireWhole(index.search(query, ALL, params, null));
                  String id = "e" + searches % 100;
                  assertThat(index.vector(id)).isNotNull();
                  assertThat(index.attachment(id)).isEqualTo(searches % 100);
                  searches++;
                }
                return searches;
              }));
    }
    long until = System.nanoTime() + 1_500_000_000L;
    while (System.nanoTime() < until) {
      int id = random.nextInt(160);
      if (id >= 100 && index.remove("e" + id)) {
        continue;
      }
      put(index, trained, "e" + id, pool.row(random.nextInt(512)), id);
    }
    stop.set(true);
    for (Future<Integer> result : results) {
      assertThat(result.get()).isPositive();
    }
    readers.shutdown();
  }

  private static void requireWhole(List<Hit<Integer>> hits) {
    Set<String> ids = new HashSet<>();
    int steady = 0;
    for (Hit<Integer> hit : hits) {
      if (!ids.add(hit.id())) {
        throw new AssertionError(hit.id() + " was answered twice");
      }
      if (!hit.id().equals("e" + hit.attachment())) {
        throw new AssertionError(hit + " mixes two entries");
      }
      steady += hit.attachment() < 100 ? 1 : 0;
    }
    if (steady != 100) {
      throw new AssertionError(steady + " of 100 were seen");
    }
  }

  @Test
  void figuresAndBytesAreThoseOfTheLivingEntries() {
    assertThat(index.figures()).isEqualTo(CellFigures.NONE);
    assertThat(index.bytes()).isZero();
    VectorBatch vectors = TestVectors.clumps(new SplittableRandom(5), 300, DIMENSION, 10);
    long[] lengths = new long[CELLS];
    double distance = 0;
    for (int i = 0; i < 300; i++) {
      put(index, trained, "e" + i, vectors.row(i), i);
    }
    for (int i = 0; i < 300; i++) {
      if (i % 7 == 0) {
        index.remove("e" + i);
      } else {
        int cell = trained.assign(vectors.row(i));
        lengths[cell]++;
        distance += VectorKernels.squaredL2(vectors.row(i), trained.centroids().row(cell));
      }
    }
    CellFigures figures = index.figures();
    assertThat(figures.entries()).isEqualTo(index.size());
    assertThat(figures.longest()).isEqualTo(Arrays.stream(lengths).max().orElseThrow());
    assertThat(figures.squaredLengths())
        .isEqualTo(Arrays.stream(lengths).mapToDouble(n -> (double) n * n).sum());
    assertThat(figures.squaredDistance()).isCloseTo(distance, Offset.offset(distance * 1e-6));
    assertThat(figures.plus(figures).cellDistance())
        .isCloseTo(figures.cellDistance(), Offset.offset(1e-6));
    assertThat(index.bytes()).isGreaterThan((long) index.size() * Float.BYTES * DIMENSION);
  }
}
