package io.nearfield.jobs.render;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class TableTest {

  private static Table table() {
    return new Table()
        .column("#", Table.Kind.NUMBER)
        .column("id", Table.Kind.NAME)
        .column("what", Table.Kind.TEXT);
  }

  @Test
  void alignsColumnsByKindAndDisplayWidth() {
    assertThat(table().row("1", "寝袋", "warm").row("10", "tent", "dry").lines(80))
        .containsExactly(" #  id    what", "──  ────  ────", " 1  寝袋  warm", "10  tent  dry");
  }

  @Test
  void shortensTextsOnlyAndOnlyAsFarAsNeeded() {
    String text = "a very long text that does not fit on the line";
    assertThat(table().row("1", "an-id-that-is-never-cut", text).lines(50))
        .allSatisfy(line -> assertThat(DisplayWidth.of(line)).isLessThanOrEqualTo(50))
        .anySatisfy(line -> assertThat(line).contains("an-id-that-is-never-cut", "…"));
    assertThat(table().row("1", "id", text).lines(60)).last().asString().endsWith(text);
  }

  @Test
  void keepsIdsWholeEvenWhereTheLineIsTooShort() {
    assertThat(table().row("1", "x".repeat(60), "some text to be cut").lines(40))
        .last()
        .asString()
        .contains("x".repeat(60), "some text t…");
  }

  @Test
  void showsMissingValuesAsNothing() {
    assertThat(table().row("1", null, "text").lines(80)).last().isEqualTo("1      text");
  }

  @Test
  void refusesRowsOfAnotherLength() {
    assertThatThrownBy(() -> table().row("1")).isInstanceOf(IllegalStateException.class);
  }
}
