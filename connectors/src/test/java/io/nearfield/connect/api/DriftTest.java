package io.nearfield.connect.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.nearfield.connect.api.GenerationFigures.Lists;
import io.nearfield.connect.api.GenerationFigures.Training;
import org.junit.jupiter.api.Test;

class DriftTest {

  private static final Lists EVEN = Lists.of(new long[] {10, 10}, new long[] {20});
  private static final Training BUILT = new Training("LOCAL", 20, 1, 0.5, 0.1, EVEN.imbalance());

  @Test
  void nothingMovedIsZeroAndTwiceAsFarIsAHalf() {
    assertThat(Drift.score(BUILT, 0.5, EVEN)).isZero();
    assertThat(Drift.score(BUILT, 0.4, EVEN)).isZero();
    assertThat(Drift.score(BUILT, 1.0, EVEN)).isCloseTo(0.5, within(1e-9));
    Lists lopsided = Lists.of(new long[] {20, 0}, new long[] {20});
    assertThat(Drift.score(BUILT, 0.5, lopsided)).isCloseTo(0.5, within(1e-9));
    assertThat(Drift.score(BUILT, 1e9, EVEN)).isLessThan(1);
    assertThat(Drift.score(null, 1, EVEN)).isNaN();
  }

  @Test
  void saysWhenABuildIsDue() {
    assertThat(Drift.advice(0.1, 1.1, 1.2)).isNull();
    assertThat(Drift.advice(Double.NaN, Double.NaN, 1)).isNull();
    assertThat(Drift.advice(0.3, 1, 1)).contains("drift is 0.30");
    assertThat(Drift.advice(0, 2.5, 1)).contains("2.5 times as far");
    assertThat(Drift.advice(0, 1, 2)).contains("2.0 times as many entries");
  }
}
