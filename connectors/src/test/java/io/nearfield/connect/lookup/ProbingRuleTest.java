package io.nearfield.connect.lookup;

import static org.assertj.core.api.Assertions.assertThat;

import io.nearfield.connect.api.Generation;
import io.nearfield.connect.iceberg.LakeFixture;
import io.nearfield.connect.iceberg.LakeFixture.Plan;
import io.nearfield.index.Metric;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProbingRuleTest {

  private static Generation generation(long entries) {
    Plan plan = Plan.of("i", LakeFixture.featureSet("shop", "t", Metric.COSINE, 8), "IVF100,Flat");
    return LakeFixture.draft(plan, entries);
  }

  @Test
  void withoutAFilterTheWantedNeighboursAreEnough() {
    ProbingRule rule = ProbingRule.of(generation(1_000_000), 3, 10, false);
    assertThat(rule.complete(9, 1_000)).isFalse();
    assertThat(rule.complete(10, 0)).isTrue();
  }

  @ParameterizedTest
  @CsvSource({"1000, 3, 10, 30", "1000000, 3, 10, 400", "1000, 1, 50, 50", "1000, 500, 1, 40"})
  void asManyMustPassAsAnUnfilteredLookupSeesUpToFortyEach(
      long entries, int nprobe, int k, long enough) {
    ProbingRule rule = ProbingRule.of(generation(entries), nprobe, k, true);
    assertThat(rule.complete(k, enough)).isTrue();
    assertThat(rule.complete(k, enough - 1)).isFalse();
    assertThat(rule.complete(k - 1, enough)).isFalse();
  }

  @Test
  void everyRoundDoublesTheCellsUntilAllAreProbed() {
    ProbingRule rule = ProbingRule.of(generation(1000), 30, 10, true);
    assertThat(rule.first()).isEqualTo(30);
    assertThat(rule.next(30)).isEqualTo(60);
    assertThat(rule.next(60)).isEqualTo(100);
    assertThat(ProbingRule.of(generation(1000), 101, 10, true).first()).isEqualTo(100);
  }
}
