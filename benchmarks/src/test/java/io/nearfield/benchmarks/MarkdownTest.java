package io.nearfield.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class MarkdownTest {

  @Test
  void figuresStandFlushRight() {
    Markdown table = new Markdown("row", "side", "QPS");
    table.row("exact", "Nearfield", "141.5");
    table.row("0.95-full", "FAISS", "13,458");
    assertThat(table.lines())
        .containsExactly(
            "| row       | side      |    QPS |",
            "| --------- | --------- | -----: |",
            "| exact     | Nearfield |  141.5 |",
            "| 0.95-full | FAISS     | 13,458 |");
  }

  @Test
  void aRowHasAsManyCellsAsThereAreHeads() {
    Markdown table = new Markdown("row", "side");
    assertThatThrownBy(() -> table.row("exact")).hasMessageContaining("1 cells under 2 heads");
  }
}
