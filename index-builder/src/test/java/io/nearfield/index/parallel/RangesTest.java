package io.nearfield.index.parallel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Test;

class RangesTest {

  @Test
  void everyNumberIsVisitedOnce() {
    for (int threads : new int[] {1, 2, 7}) {
      for (int size : new int[] {0, 1, 9, 10, 11, 1000}) {
        AtomicIntegerArray visits = new AtomicIntegerArray(size);
        Ranges.forEach(
            size,
            10,
            threads,
            (from, to) -> {
              assertThat(from % 10).isZero();
              for (int i = from; i < to; i++) {
                visits.incrementAndGet(i);
              }
            });
        for (int i = 0; i < size; i++) {
          assertThat(visits.get(i)).isEqualTo(1);
        }
      }
    }
  }

  @Test
  void aFailureInAnyThreadIsThrown() {
    assertThatThrownBy(
            () ->
                Ranges.forEach(
                    100,
                    1,
                    4,
                    (from, to) -> {
                      if (from == 63) {
                        throw new IllegalStateException("at 63");
                      }
                    }))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("at 63");
  }
}
