package io.nearfield.index.search;

import static org.assertj.core.api.Assertions.assertThat;

import io.nearfield.index.testing.RandomSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(RandomSource.class)
class TopKTest {

  @Test
  void whatIsKeptIsTheBeginningOfTheSortedList(SplittableRandom random) {
    record Entry(float key, long number) {}
    for (int round = 0; round < 300; round++) {
      int capacity = random.nextInt(20);
      TopK best = new TopK(capacity, Long::compare);
      List<Entry> all = new ArrayList<>();
      for (long i = random.nextInt(60); i >= 0; i--) {
        Entry entry = new Entry(random.nextInt(5), i); // many ties
        all.add(entry);
        best.offer(entry.key(), entry.number());
      }
      all.sort(Comparator.comparing(Entry::key).thenComparing(Entry::number));
      List<Entry> kept = new ArrayList<>();
      for (int i = 0; i < best.size(); i++) {
        kept.add(new Entry(best.key(i), best.entry(i)));
      }

      assertThat(kept)
          .containsExactlyInAnyOrderElementsOf(all.subList(0, Math.min(capacity, all.size())));
    }
  }
}
