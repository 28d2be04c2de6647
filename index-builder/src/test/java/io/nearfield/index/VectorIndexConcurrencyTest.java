package io.nearfield.index;

import static org.assertj.core.api.Assertions.assertThat;

import io.nearfield.index.search.Answer;
import io.nearfield.index.search.CellEntries;
import io.nearfield.index.search.CellView;
import io.nearfield.index.search.IdFilter;
import io.nearfield.index.search.SearchRequest;
import io.nearfield.index.testing.TestVectors;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Readers while a writer changes the index in every way there is. The writer keeps three things
 * true at every moment: ids 0 to 99 exist, each exactly once, whatever cell they have moved to; ids
 * 200 to 219 exist together or not at all; ids from 300 come and go.
 */
class VectorIndexConcurrencyTest {

  private static final int DIMENSION = 6;
  private static final int STEADY = 100;
  private static final long[] TOGETHER = LongStream.range(200, 220).toArray();
  private static final int CHANGES = 8_000;

  private final SplittableRandom random = new SplittableRandom(77);
  private final VectorBatch pool = TestVectors.gaussian(random, 512, DIMENSION);

  private static TrainedIndex trained(String spec) {
    return IndexTrainer.train(
        TestVectors.clumps(new SplittableRandom(1), 400, DIMENSION, 10),
        IndexSpec.parse(spec),
        Metric.EUCLIDEAN,
        TrainingParams.defaults().withThreads(1),
        TrainingListener.SILENT);
  }

  @ParameterizedTest
  @ValueSource(strings = {"Flat", "IVF8,Flat", "IVF8,PQ3x4fs,Refine(Flat)", "IVF8,PQ3,Refine(SQ8)"})
  void readersAlwaysSeeAWholeMoment(String spec) throws Exception {
    VectorIndex index =
        VectorIndex.build(
            trained(spec), LongStream.range(0, STEADY).toArray(), pool.slice(0, STEADY), 1);
    AtomicBoolean stop = new AtomicBoolean();
    ExecutorService readers = Executors.newFixedThreadPool(4);
    List<Future<Integer>> results = new ArrayList<>();
    IdFilter steady = IdFilter.of(LongStream.range(0, STEADY).toArray());
    SearchRequest all = SearchRequest.nearest(1_000).withNprobe(1_000);
    for (SearchRequest request :
        List.of(all.exactly(), all, all.withFilter(steady), all.withNprobe(1))) {
      int r = results.size();
      results.add(
          readers.submit(
              () -> {
                int searches = 0;
                while (!stop.get() || searches == 0) {
                  float[] query = pool.row(400 + (searches + r) % 100);
                  if (r == 1) {
                    VectorBatch queries = pool.slice(400, 410);
                    requireOneMoment(index.searchAll(queries, request, 1));
                  } else {
                    requireWhole(index.search(query, request), r == 2);
                  }
                  long id = searches % STEADY;
                  if (index.vector(id).isEmpty() || !index.contains(id)) {
                    throw new AssertionError(id + " was missed");
                  }
                  searches++;
                }
                return searches;
              }));
    }
    boolean there = false;
    for (int change = 0; change < CHANGES; change++) {
      there = change(index, change, there);
    }
    stop.set(true);
    for (Future<Integer> result : results) {
      assertThat(result.get()).isPositive();
    }
    readers.shutdown();
    assertThat(index.search(pool.row(0), all.exactly()).size()).isEqualTo((int) index.size());
  }

  /** One change; returns whether the ids that come together are there. */
  private boolean change(VectorIndex index, int number, boolean there) {
    int kind = random.nextInt(20);
    if (kind == 0) {
      if (there) {
        assertThat(index.removeAll(TOGETHER)).isEqualTo(TOGETHER.length);
      } else {
        index.addAll(TOGETHER, pool.slice(number % 400, number % 400 + TOGETHER.length), 1);
      }
      return !there;
    }
    if (kind == 1 && number % 40 == 0) {
      index.compact();
    } else if (kind == 2 && index.trained().spec().hasCells()) {
      renumber(index);
    } else if (kind < 10) {
      index.put(random.nextInt(STEADY), pool.row(random.nextInt(512)));
    } else {
      long id = 300L + random.nextInt(60);
      if (!index.remove(id)) {
        index.add(id, pool.row(random.nextInt(512)));
      }
    }
    return there;
  }

  /** Takes two cells out and puts them in again the other way round. */
  private static void renumber(VectorIndex index) {
    List<CellView> out = List.of(index.cell(1), index.cell(4));
    TrainedIndex trained = index.trained();
    VectorBatch centroids =
        VectorBatch.ofRows(List.of(trained.centroids().row(4), trained.centroids().row(1)));
    int floats = trained.spec().refinedByBytes() ? 0 : DIMENSION;
    int bytes = trained.spec().refinedByBytes() ? DIMENSION : 0;
    List<CellEntries> in =
        List.of(
            CellEntries.copyOf(out.get(1), trained.codeSize(), floats, bytes),
            CellEntries.copyOf(out.get(0), trained.codeSize(), floats, bytes));
    assertThat(index.replaceCells(out, centroids, in)).isTrue();
  }

  private static void requireOneMoment(List<Answer> answers) {
    Set<Long> first = ids(answers.get(0));
    for (Answer answer : answers) {
      requireWhole(answer, false);
      if (!ids(answer).equals(first)) {
        throw new AssertionError("a batch saw two moments");
      }
    }
  }

  private static Set<Long> ids(Answer answer) {
    Set<Long> ids = new HashSet<>();
    for (long id : answer.ids()) {
      if (!ids.add(id)) {
        throw new AssertionError(id + " was answered twice");
      }
    }
    return ids;
  }

  private static void requireWhole(Answer answer, boolean steadyAlone) {
    Set<Long> ids = ids(answer);
    long steady = ids.stream().filter(id -> id < STEADY).count();
    long together = ids.stream().filter(id -> id >= 200 && id < 220).count();
    if (steady != STEADY || (steadyAlone && ids.size() != STEADY)) {
      throw new AssertionError(steady + " of " + STEADY + " were seen among " + ids.size());
    }
    if (together != 0 && together != TOGETHER.length) {
      throw new AssertionError(together + " of " + TOGETHER.length + " were seen");
    }
  }

  @Test
  void theFirstChangeAndTheFirstFilterMayComeTogether() throws Exception {
    for (int round = 0; round < 20; round++) {
      VectorIndex index =
          VectorIndex.build(trained("IVF8,Flat"), LongStream.range(0, 512).toArray(), pool, 1);
      ExecutorService threads = Executors.newFixedThreadPool(2);
      Future<Long> removed =
          threads.submit(() -> index.removeAll(LongStream.range(256, 512).toArray()));
      Future<Answer> found =
          threads.submit(
              () ->
                  index.search(
                      pool.row(3), SearchRequest.nearest(600).withFilter(IdFilter.of(TOGETHER))));
      assertThat(removed.get()).isEqualTo(256);
      assertThat(found.get().size()).isEqualTo(TOGETHER.length);
      threads.shutdown();
    }
  }
}
