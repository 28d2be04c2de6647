package io.nearfield.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nearfield.connect.api.Radius;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RadiusOptionTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0.5 | $lte 0.5",
        "-1e-3 | $lte -0.001",
        "<0.5 | $lt 0.5",
        "<= 0.5 | $lte 0.5",
        ">0.5 | $gt 0.5",
        "=2 | $eq 2.0",
        "!=2 | $ne 2.0",
        "'>=0.1, <0.5' | '$gte 0.1, $lt 0.5'",
      })
  void readsBounds(String typed, String meant) {
    assertThat(RadiusOption.parse(typed)).hasToString(meant);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "near", "<", "<0.1,", "0.1 0.2", "<<1", "==1"})
  void refusesWhatIsNone(String typed) {
    assertThatThrownBy(() -> RadiusOption.parse(typed))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("(--radius)");
  }

  @Test
  void refusesWhatCannotBeKept() {
    assertThatThrownBy(() -> RadiusOption.parse("<1,<2")).hasMessageContaining("twice");
    assertThatThrownBy(() -> RadiusOption.parse("<NaN")).hasMessageContaining("finite");
    assertThat(RadiusOption.parse("0.3")).isEqualTo(Radius.atMost(0.3));
  }
}
