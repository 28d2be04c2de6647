package io.nearfield.jobs.render;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DisplayWidthTest {

  @Test
  void countsColumnsNotCharacters() {
    assertThat(DisplayWidth.of("Zelt für zwei")).isEqualTo(13);
    assertThat(DisplayWidth.of("寝袋")).isEqualTo(4);
    assertThat(DisplayWidth.of("🏕")).isEqualTo(2);
    assertThat(DisplayWidth.of("e\u0301")).isEqualTo(1);
    assertThat(DisplayWidth.of("")).isZero();
  }

  @Test
  void shortensToTheWidthWithoutCuttingACharacterInHalf() {
    assertThat(DisplayWidth.shorten("sleeping bag", 12)).isEqualTo("sleeping bag");
    assertThat(DisplayWidth.shorten("sleeping bag", 9)).isEqualTo("sleeping…");
    assertThat(DisplayWidth.shorten("寝袋寝袋", 6)).isEqualTo("寝袋…");
    assertThat(DisplayWidth.of(DisplayWidth.shorten("🏕🏕🏕🏕", 4))).isLessThanOrEqualTo(4);
  }

  @Test
  void putsTextsOnOneLine() {
    assertThat(DisplayWidth.oneLine(" a\tb\r\n\nc\u0007d ")).isEqualTo("a b c d");
  }
}
