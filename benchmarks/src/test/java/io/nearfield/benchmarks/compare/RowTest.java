package io.nearfield.benchmarks.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nearfield.index.IndexSpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RowTest {

  @Test
  void readsWhatItPrints() {
    for (Row row : Row.ALL) {
      assertThat(Row.parse(row.toString())).isEqualTo(row);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "full", "0.95", "0.95-", "2-full", "0-full", "x-full", "0.9-slow"})
  void refusesWhatIsNoRow(String text) {
    assertThatThrownBy(() -> Row.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'" + text + "'");
  }

  @Test
  void itsSpecsAreOnesTheIndexKnows() {
    for (Row.Kind kind : Row.Kind.values()) {
      for (int dimension : new int[] {32, 100, 384, 1021}) {
        for (String spec : kind.specs(4096, dimension, false)) {
          assertThat(IndexSpec.parse(spec).toString()).isEqualTo(spec);
          IndexSpec.parse(spec).requireDimension(dimension);
        }
      }
    }
  }

  @Test
  void aBudgetIsForAMillionVectors() {
    assertThat(Row.Kind.WITHIN_500.allows(500_400_000L, 1_000_000)).isTrue();
    assertThat(Row.Kind.WITHIN_500.allows(500_500_001L, 1_000_000)).isFalse();
    assertThat(Row.Kind.FULL.allows(Long.MAX_VALUE, 1)).isTrue();
  }
}
