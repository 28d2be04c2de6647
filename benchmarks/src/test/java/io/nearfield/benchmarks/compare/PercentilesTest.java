package io.nearfield.benchmarks.compare;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class PercentilesTest {

  @Test
  void theMedianLiesInTheMiddle() {
    assertThat(Percentiles.median(List.of(9.0, 1.0, 5.0))).isEqualTo(5);
    assertThat(Percentiles.median(List.of(9.0, 1.0, 5.0, 6.0))).isEqualTo(5.5);
  }

  @Test
  void theShareLiesAtOrBelow() {
    long[] hundred = LongStream.rangeClosed(1, 100).toArray();
    assertThat(Percentiles.at(0.50, hundred)).isEqualTo(50);
    assertThat(Percentiles.at(0.99, hundred)).isEqualTo(99);
    assertThat(Percentiles.at(0.99, new long[] {7})).isEqualTo(7);
  }
}
