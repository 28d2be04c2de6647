package io.nearfield.index.living;

import static io.nearfield.index.living.LivingIndexes.trained;
import static org.assertj.core.api.Assertions.assertThat;

import io.nearfield.index.Metric;
import io.nearfield.index.VectorBatch;
import io.nearfield.index.VectorIndex;
import io.nearfield.index.search.Answer;
import io.nearfield.index.search.SearchRequest;
import io.nearfield.index.testing.RandomSource;
import io.nearfield.index.testing.TestVectors;
import java.util.ArrayList;
import java.util.Arrays;
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
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whatever is done to an index in whatever order, it holds what a plain map would. */
@ExtendWith(RandomSource.class)
class LivingModelTest {

  private static final int DIMENSION = 8;
  private static final CellBounds BOUNDS = new CellBounds(4, 24);

  /** Vectors that wander as time goes by. */
  private static float[] vector(SplittableRandom random, int step) {
    float[] vector = TestVectors.gaussian(random, DIMENSION);
    vector[step / 400 % DIMENSION] += 4;
    return vector;
  }

  private static VectorIndex empty(String spec, Metric metric) {
    SplittableRandom random = new SplittableRandom(1);
    return VectorIndex.empty(trained(spec, metric, TestVectors.gaussian(random, 300, DIMENSION)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "IVF6,Flat; EUCLIDEAN",
        "IVF6,Flat; L1",
        "IVF6,PQ4x4fs,Refine(Flat); COSINE",
        "IVF6,PQ4; EUCLIDEAN",
        "IVF6,SQ8; DOT",
        "IVF6,RaBitQ; EUCLIDEAN",
        "IVF6,SQ8,Refine(SQ8); L1",
        "IVF6,RaBitQ,Refine(SQ8); COSINE",
        "Flat; EUCLIDEAN"
      })
  void membershipEqualsThatOfAPlainMap(String spec, Metric metric) {
    SplittableRandom random = new SplittableRandom(spec.hashCode());
    VectorIndex index = empty(spec, metric);
    CellMaintenance maintenance = CellMaintenance.of(index, BOUNDS);
    Map<Long, float[]> oracle = new HashMap<>();
    MaintenanceReport work = MaintenanceReport.NOTHING;
    for (int step = 0; step < 3_000; step++) {
      long id = random.nextInt(500);
      float[] vector = vector(random, step);
      int dice = random.nextInt(100);
      boolean removing = step / 700 % 2 == 1 ? dice < 70 : dice < 30;
      if (removing) {
        assertThat(index.remove(id)).isEqualTo(oracle.remove(id) != null);
      } else if (dice < 90) {
        index.put(id, vector);
        oracle.put(id, vector);
      } else if (dice < 93) {
        long[] ids = LongStream.range(id, id + 20).toArray();
        index.removeAll(ids);
        Arrays.stream(ids).forEach(oracle::remove);
        index.addAll(ids, TestVectors.gaussian(random, 20, DIMENSION), 1);
        Arrays.stream(ids).forEach(i -> oracle.put(i, new float[0]));
      } else if (dice < 95) {
        index.compact();
      } else {
        work = work.then(maintenance.maintain(1 + random.nextInt(2_000)));
      }
      assertThat(index.size()).isEqualTo(oracle.size());
      if (step % 300 == 0) {
        requireSame(index, oracle);
      }
    }
    work = work.then(maintenance.maintainAll());
    requireSame(index, oracle);
    if (index.trained().spec().hasCells()) {
      assertThat(work.splits()).isGreaterThan(10);
      assertThat(work.merges()).isPositive();
      assertThat(work.reassigned()).isPositive();
    }
  }

  private static void requireSame(VectorIndex index, Map<Long, float[]> oracle) {
    assertThat(LivingIndexes.ids(index)).isEqualTo(oracle.keySet());
    boolean lossless = !index.trained().spec().quantized();
    for (long id = -1; id < 525; id++) {
      float[] stored = oracle.get(id);
      assertThat(index.contains(id)).isEqualTo(stored != null);
      if (stored == null) {
        assertThat(index.vector(id)).isEmpty();
      } else if (lossless && stored.length > 0) {
        assertThat(index.vector(id)).contains(stored);
      }
    }
    float[] query = new float[DIMENSION];
    query[0] = 1;
    Answer all = index.search(query, SearchRequest.nearest(1_000).withNprobe(Integer.MAX_VALUE));
    assertThat(LongStream.of(all.ids()).boxed().toList())
        .containsExactlyInAnyOrderElementsOf(oracle.keySet());
  }

  /**
   * While one thread replaces, adds and removes and another splits and merges, every search over
   * all cells finds each lasting entry once, and every pair that changes together together.
   */
  @Test
  void searchesSeeEveryEntryOnceWhateverMoves(SplittableRandom random) throws Exception {
    int lasting = 400;
    VectorIndex index = empty("IVF6,PQ4x4fs,Refine(Flat)", Metric.EUCLIDEAN);
    index.addAll(
        LongStream.range(0, lasting).toArray(),
        TestVectors.gaussian(random, lasting, DIMENSION),
        1);
    CellMaintenance maintenance = CellMaintenance.of(index, BOUNDS);
    AtomicBoolean over = new AtomicBoolean();
    ExecutorService threads = Executors.newFixedThreadPool(4);
    List<Future<Integer>> tasks = new ArrayList<>();
    try {
      for (int reader = 0; reader < 2; reader++) {
        SplittableRandom own = random.split();
        tasks.add(threads.submit(() -> read(index, own, lasting, over)));
      }
      tasks.add(
          threads.submit(
              () -> {
                int splits = 0;
                while (!over.get()) {
                  splits += maintenance.maintain(3_000).splits();
                }
                return splits;
              }));
      write(index, random.split(), lasting);
    } finally {
      over.set(true);
      threads.shutdown();
    }
    assertThat(tasks.get(0).get()).isPositive();
    assertThat(tasks.get(1).get()).isPositive();
    assertThat(tasks.get(2).get()).isPositive();
    maintenance.maintainAll();
    Set<Long> expected = new HashSet<>();
    LongStream.range(0, lasting).forEach(expected::add);
    assertThat(LivingIndexes.ids(index)).isEqualTo(expected);
  }

  private static void write(VectorIndex index, SplittableRandom random, int lasting) {
    for (int round = 0; round < 150; round++) {
      int[] some = IntStream.range(0, 40).map(i -> random.nextInt(lasting)).distinct().toArray();
      float[] values = new float[some.length * DIMENSION];
      for (int i = 0; i < some.length; i++) {
        System.arraycopy(vector(random, 30 * round), 0, values, i * DIMENSION, DIMENSION);
      }
      long[] ids = Arrays.stream(some).asLongStream().toArray();
      index.putAll(ids, new VectorBatch(values, DIMENSION), 1);
      long[] guests = LongStream.range(10_000, 10_030).toArray();
      index.addAll(guests, TestVectors.gaussian(random, 30, DIMENSION), 1);
      index.removeAll(guests);
    }
  }

  private static int read(
      VectorIndex index, SplittableRandom random, int lasting, AtomicBoolean over) {
    int searches = 0;
    while (!over.get() || searches == 0) {
      Answer answer =
          index.search(
              TestVectors.gaussian(random, DIMENSION),
              SearchRequest.nearest(1_000).withNprobe(Integer.MAX_VALUE));
      long[] ids = answer.ids().clone();
      Arrays.sort(ids);
      assertThat(Arrays.stream(ids).limit(lasting))
          .containsExactlyElementsOf(LongStream.range(0, lasting).boxed().toList());
      assertThat(ids.length).isIn(lasting, lasting + 30);
      assertThat(answer.complete()).isTrue();
      searches++;
    }
    return searches;
  }
}
