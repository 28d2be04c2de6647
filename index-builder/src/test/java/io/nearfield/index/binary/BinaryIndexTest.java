package io.nearfield.index.binary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nearfield.index.Metric;
import io.nearfield.index.search.Answer;
import io.nearfield.index.search.IdFilter;
import io.nearfield.index.search.SearchRequest;
import io.nearfield.index.testing.RandomSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.LongPredicate;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@ExtendWith(RandomSource.class)
class BinaryIndexTest {

  private record Near(long id, float distance) {}

  private static byte[] row(SplittableRandom random, int bits) {
    byte[] row = new byte[(bits + 7) / 8];
    random.nextBytes(row);
    if (random.nextInt(4) == 0) { // sparse ones, so that sets are small, empty now and then
      for (int i = 0; i < row.length; i++) {
        row[i] = (byte) (random.nextInt(3) == 0 ? 1 << random.nextInt(8) : 0);
      }
    }
    if (bits % 8 != 0) {
      row[row.length - 1] &= (byte) ((1 << bits % 8) - 1);
    }
    return row;
  }

  private static float distance(Metric metric, byte[] a, byte[] b) {
    BitSet both = BitSet.valueOf(a);
    both.and(BitSet.valueOf(b));
    BitSet either = BitSet.valueOf(a);
    either.or(BitSet.valueOf(b));
    int differ = either.cardinality() - both.cardinality();
    if (metric == Metric.HAMMING) {
      return differ;
    }
    return both.isEmpty() ? 1 : (float) differ / either.cardinality();
  }

  private static List<Near> sorted(
      Metric metric, Map<Long, byte[]> rows, byte[] query, LongPredicate filter, boolean farthest) {
    List<Near> all = new ArrayList<>();
    rows.forEach(
        (id, row) -> {
          if (filter.test(id)) {
            all.add(new Near(id, distance(metric, query, row)));
          }
        });
    Comparator<Near> byDistance = Comparator.comparingDouble(Near::distance);
    all.sort((farthest ? byDistance.reversed() : byDistance).thenComparingLong(Near::id));
    return all;
  }

  private static void requireSame(Answer answer, List<Near> expected) {
    assertThat(answer.ids()).containsExactly(expected.stream().mapToLong(Near::id).toArray());
    for (int i = 0; i < expected.size(); i++) {
      assertThat(answer.distances()[i]).isEqualTo(expected.get(i).distance());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "HAMMING, 1",
    "HAMMING, 12",
    "HAMMING, 64",
    "HAMMING, 130",
    "HAMMING, 384",
    "JACCARD, 5",
    "JACCARD, 64",
    "JACCARD, 100",
    "JACCARD, 256"
  })
  void membershipAndAnswersEqualThoseOfAPlainMap(Metric metric, int bits) {
    SplittableRandom random = new SplittableRandom(bits * 31L + metric.ordinal());
    BinaryIndex index = new BinaryIndex(metric, bits);
    Map<Long, byte[]> oracle = new HashMap<>();
    for (int step = 0; step < 4_000; step++) {
      long id = random.nextInt(400) * 1_000_003L - 7;
      boolean removing = step / 500 % 3 == 2 ? random.nextInt(10) < 8 : random.nextInt(10) < 3;
      byte[] row = row(random, bits);
      if (removing) {
        assertThat(index.remove(id)).isEqualTo(oracle.remove(id) != null);
      } else if (oracle.containsKey(id) || random.nextBoolean()) {
        index.put(id, row);
        oracle.put(id, row);
      } else {
        index.add(id, row);
        oracle.put(id, row);
      }
      assertThat(index.size()).isEqualTo(oracle.size());
      assertThat(index.contains(id)).isEqualTo(oracle.containsKey(id));
      assertThat(index.dead()).isLessThan(Math.max(64, index.size()));
      if (step % 250 == 0) {
        requireSame(index, oracle, row(random, bits), random);
      }
    }
    requireSame(index, oracle, row(random, bits), random);
  }

  private static void requireSame(
      BinaryIndex index, Map<Long, byte[]> oracle, byte[] query, SplittableRandom random) {
    oracle.forEach((id, row) -> assertThat(index.vector(id)).contains(row));
    int k = 1 + random.nextInt(20);
    List<Near> all = sorted(index.metric(), oracle, query, id -> true, false);
    requireSame(index.search(query, SearchRequest.nearest(1_000)), all);
    requireSame(index.search(query, SearchRequest.nearest(k)), all.stream().limit(k).toList());
    requireSame(
        index.search(query, SearchRequest.farthest(k)),
        sorted(index.metric(), oracle, query, id -> true, true).stream().limit(k).toList());
    long[] some = oracle.keySet().stream().mapToLong(Long::longValue).limit(7).toArray();
    requireSame(
        index.search(query, SearchRequest.nearest(5).withFilter(IdFilter.of(some))),
        sorted(
                index.metric(),
                oracle,
                query,
                id -> Arrays.stream(some).anyMatch(one -> one == id),
                false)
            .stream()
            .limit(5)
            .toList());
    if (all.isEmpty()) {
      return;
    }
    float radius = all.get(all.size() / 3).distance();
    List<Near> within = all.stream().filter(near -> near.distance() <= radius).toList();
    Answer ranged = index.search(query, SearchRequest.within(radius, 1_000));
    requireSame(ranged, within);
    assertThat(ranged.complete()).isTrue();
    Answer bounded = index.search(query, SearchRequest.within(radius, k));
    requireSame(bounded, within.stream().limit(k).toList());
    assertThat(bounded.complete()).isEqualTo(within.size() <= k);
    assertThat(bounded.reason())
        .isEqualTo(
            within.size() <= k
                ? ""
                : within.size()
                    + " entries lie within the radius, at most "
                    + k
                    + " were asked for");
  }

  @Test
  void aBatchIsAnsweredLikeItsQueriesAloneByAnyNumberOfThreads(SplittableRandom random) {
    BinaryIndex index = new BinaryIndex(Metric.HAMMING, 72);
    byte[] values = new byte[9_000 * 9];
    random.nextBytes(values);
    index.addAll(LongStream.range(0, 9_000).toArray(), new BinaryBatch(values, 72));
    byte[] asked = new byte[50 * 9];
    random.nextBytes(asked);
    BinaryBatch queries = new BinaryBatch(asked, 72);
    SearchRequest request = SearchRequest.nearest(10);

    List<Answer> byOne = index.searchAll(queries, request, 1);
    List<Answer> byFour = index.searchAll(queries, request, 4);

    assertThat(byFour).isEqualTo(byOne).hasSize(50);
    for (int i = 0; i < 50; i++) {
      assertThat(index.search(queries.row(i), request)).isEqualTo(byOne.get(i));
    }
  }

  @Test
  void whatDoesNotFitIsRefusedAndChangesNothing() {
    BinaryIndex index = new BinaryIndex(Metric.JACCARD, 12);
    index.add(1, new byte[] {1, 0});
    BinaryBatch two = new BinaryBatch(new byte[4], 12);

    assertThatThrownBy(() -> new BinaryIndex(Metric.COSINE, 8))
        .hasMessage(
            "Cannot make a binary index: the metric must be HAMMING or JACCARD, got COSINE");
    assertThatThrownBy(() -> index.add(1, new byte[2]))
        .hasMessage("Cannot add: ids must be new, got 1; replace a row by put");
    assertThatThrownBy(() -> index.addAll(new long[] {2, 1}, two))
        .hasMessage("Cannot add: ids must be new, got 1; replace a row by put");
    assertThatThrownBy(() -> index.addAll(new long[] {2, 2}, two))
        .hasMessage("Cannot add: ids must differ, id 2 comes twice");
    assertThatThrownBy(() -> index.addAll(new long[] {2}, two))
        .hasMessage("Cannot add: 1 ids for 2 rows");
    assertThatThrownBy(() -> index.put(2, new byte[3]))
        .hasMessage("Cannot use binary vector: 3 bytes differ from the 2 of the index's 12 bits");
    assertThatThrownBy(() -> index.search(new byte[] {0, 0x10}, SearchRequest.nearest(1)))
        .hasMessage(
            "Cannot use binary vector: bits past its 12 must be zero, got last byte 0x10 (row 0)");
    assertThat(index.size()).isOne();
    assertThat(index.dead()).isZero();
    assertThat(index.contains(2)).isFalse();
  }

  @Test
  void anEmptyIndexAnswersNothing() {
    Answer answer =
        new BinaryIndex(Metric.HAMMING, 8).search(new byte[1], SearchRequest.nearest(3));

    assertThat(answer.ids()).isEmpty();
    assertThat(answer.complete()).isTrue();
  }

  /** A pair of ids is replaced and swapped as one change; no search may see half of one. */
  @Test
  void searchesBesideChangesSeeWholeChanges(SplittableRandom random) throws Exception {
    BinaryIndex index = new BinaryIndex(Metric.HAMMING, 64);
    for (long id = 0; id < 5_000; id++) {
      byte[] row = row(random, 64);
      row[0] |= 1; // none is like those that are put in later
      index.add(id, row);
    }
    List<Throwable> failures = java.util.Collections.synchronizedList(new ArrayList<>());
    Thread writer =
        new Thread(
            () -> {
              for (int round = 0; round < 300; round++) {
                long[] ids = LongStream.range(10_000, 10_050).toArray();
                index.addAll(ids, new BinaryBatch(new byte[50 * 8], 64));
                index.put(round, new byte[8]);
                index.removeAll(ids);
              }
            });
    writer.setUncaughtExceptionHandler((thread, failure) -> failures.add(failure));
    writer.start();
    while (writer.isAlive()) {
      Answer answer = index.search(new byte[8], SearchRequest.within(0, 100_000));
      long many = Arrays.stream(answer.ids()).filter(id -> id >= 10_000).count();
      assertThat(many).isIn(0L, 50L);
      long[] replaced = Arrays.stream(answer.ids()).filter(id -> id < 10_000).toArray();
      assertThat(replaced).containsExactly(LongStream.range(0, replaced.length).toArray());
      assertThat(index.search(new byte[8], SearchRequest.farthest(100_000)).size())
          .isIn(5_000, 5_050);
    }
    writer.join();
    assertThat(failures).isEmpty();
    assertThat(index.size()).isEqualTo(5_000);
  }
}
