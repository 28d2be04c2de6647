package io.nearfield.jobs.render;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class FiguresTest {

  @Test
  void countsThingsInTheirPlural() {
    assertThat(Figures.count(1, "item")).isEqualTo("1 item");
    assertThat(Figures.count(0, "item")).isEqualTo("0 items");
    assertThat(Figures.count(1_234, "query")).isEqualTo("1,234 queries");
  }

  @Test
  void saysDurationsInTheUnitThatFits() {
    assertThat(Figures.duration(Duration.ofMillis(850))).isEqualTo("850 ms");
    assertThat(Figures.duration(Duration.ofMillis(4_230))).isEqualTo("4.2 s");
    assertThat(Figures.duration(Duration.ofSeconds(185))).isEqualTo("3 min 05 s");
    assertThat(Figures.duration(Duration.ofMinutes(127))).isEqualTo("2 h 07 min");
  }

  @Test
  void leavesOutWhatIsNotANumber() {
    assertThat(Figures.ratio(Double.NaN)).isEmpty();
    assertThat(Figures.ratio(0.98765)).isEqualTo("0.988");
  }

  @Test
  void showsWholeNumbersWithoutFraction() {
    assertThat(Figures.number(1_400)).isEqualTo("1,400");
    assertThat(Figures.number(0.5)).isEqualTo("0.500");
  }
}
