package io.nearfield.index.search;

import static org.assertj.core.api.Assertions.assertThat;

import io.nearfield.index.code.CodeLayout;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class CandidatesTest {

  private record Offered(float key, long id, int slot) {}

  /** A part whose entry i has id 1000 - i. */
  private static Parts parts(int entries) {
    HeapStorage storage =
        new HeapStorage(new Shape(1, CodeLayout.rows(0), 0, false, false, 0), entries);
    for (int i = 0; i < entries; i++) {
      storage.put(
          i,
          new EncodedRows(
              new long[] {1000 - i}, new byte[0], new float[0], new float[0], new byte[0]),
          0);
    }
    Parts parts = new Parts();
    parts.add(Part.of(storage, entries), 0);
    return parts;
  }

  @Test
  void theBestAreKeptWhateverTheOrderAndHoweverManyTie() {
    SplittableRandom random = new SplittableRandom(3);
    int n = 700;
    Candidates candidates = new Candidates(parts(n));
    for (int round = 0; round < 200; round++) {
      int wanted = 1 + random.nextInt(120);
      int distinct = 1 + random.nextInt(round % 2 == 0 ? 5 : 1_000);
      List<Offered> offered = new ArrayList<>();
      candidates.reset(wanted, Float.NEGATIVE_INFINITY);
      for (int slot = 0; slot < n; slot++) {
        float key = random.nextInt(distinct) - distinct / 2;
        offered.add(new Offered(key, 1000 - slot, slot));
        candidates.offer(key, Parts.entry(0, slot));
      }
      candidates.select();

      List<Integer> kept = new ArrayList<>();
      for (int i = 0; i < candidates.size(); i++) {
        kept.add(Parts.slot(candidates.entry(i)));
      }
      offered.sort(Comparator.comparing(Offered::key).reversed().thenComparingLong(Offered::id));
      assertThat(kept)
          .containsExactlyInAnyOrderElementsOf(
              offered.subList(0, wanted).stream().map(Offered::slot).toList());
      assertThat(candidates.threshold()).isEqualTo(offered.get(wanted - 1).key());
    }
  }

  @Test
  void whatIsBelowTheLeastKeyIsNotKept() {
    Candidates candidates = new Candidates(parts(10));
    candidates.reset(5, 2f);
    for (int slot = 0; slot < 5; slot++) {
      candidates.offer(slot, Parts.entry(0, slot));
    }
    candidates.select();
    assertThat(candidates.size()).isEqualTo(3);
    assertThat(candidates.full()).isFalse();
  }
}
