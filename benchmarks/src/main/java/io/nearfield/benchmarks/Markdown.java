package io.nearfield.benchmarks;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A table that reads well on a terminal and pastes as it is into a page. */
final class Markdown {

  private final List<String> heads;
  private final List<List<String>> rows = new ArrayList<>();

  Markdown(String... heads) {
    this.heads = List.of(heads);
  }

  /** As many cells as there are heads. */
  void row(String... cells) {
    row(Arrays.asList(cells));
  }

  void row(List<String> cells) {
    if (cells.size() != heads.size()) {
      throw new IllegalArgumentException(
          "Cannot print a row: %d cells under %d heads".formatted(cells.size(), heads.size()));
    }
    rows.add(List.copyOf(cells));
  }

  /** The lines; the first column is flush left, figures flush right. */
  List<String> lines() {
    int[] widths = new int[heads.size()];
    boolean[] right = new boolean[heads.size()];
    for (int i = 0; i < widths.length; i++) {
      widths[i] = Math.max(3, heads.get(i).length());
      right[i] = i > 0 && !rows.isEmpty();
      for (List<String> row : rows) {
        String cell = row.get(i);
        widths[i] = Math.max(widths[i], cell.length());
        right[i] &= cell.isEmpty() || "-+.0123456789*".indexOf(cell.charAt(0)) >= 0;
      }
    }
    List<String> lines = new ArrayList<>();
    lines.add(line(heads, widths, right));
    List<String> rule = new ArrayList<>();
    for (int i = 0; i < widths.length; i++) {
      rule.add("-".repeat(widths[i] - (right[i] ? 1 : 0)) + (right[i] ? ":" : ""));
    }
    lines.add(line(rule, widths, right));
    rows.forEach(row -> lines.add(line(row, widths, right)));
    return lines;
  }

  private static String line(List<String> cells, int[] widths, boolean[] right) {
    StringBuilder line = new StringBuilder("|");
    for (int i = 0; i < cells.size(); i++) {
      String pad = " ".repeat(widths[i] - cells.get(i).length());
      line.append(' ').append(right[i] ? pad + cells.get(i) : cells.get(i) + pad).append(" |");
    }
    return line.toString();
  }
}
