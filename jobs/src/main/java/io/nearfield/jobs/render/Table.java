package io.nearfield.jobs.render;

import java.util.ArrayList;
import java.util.List;

/**
 * A table of text for people: a header, a rule, rows aligned by column. Where it would be wider
 * than the terminal, columns of running text are shortened; ids and numbers never are.
 */
public final class Table {

  /** How the cells of a column are set. */
  public enum Kind {
    /** Left, whole. */
    NAME,
    /** Right, whole. */
    NUMBER,
    /** Left, shortened where the line would be too long. */
    TEXT
  }

  private record Column(String title, Kind kind) {}

  private static final int LEAST_TEXT = 12;
  private static final String GAP = "  ";

  private final List<Column> columns = new ArrayList<>();
  private final List<List<String>> rows = new ArrayList<>();

  public Table column(String title, Kind kind) {
    columns.add(new Column(title, kind));
    return this;
  }

  /** Adds a row, one cell per column; null is shown as nothing. */
  public Table row(List<String> cells) {
    if (cells.size() != columns.size()) {
      throw new IllegalStateException(cells.size() + " cells for " + columns.size() + " columns");
    }
    rows.add(cells.stream().map(cell -> cell == null ? "" : DisplayWidth.oneLine(cell)).toList());
    return this;
  }

  public Table row(String... cells) {
    List<String> list = new ArrayList<>();
    for (String cell : cells) {
      list.add(cell);
    }
    return row(list);
  }

  public boolean isEmpty() {
    return rows.isEmpty();
  }

  /** The lines of the table, none wider than {@code width} if shortening texts can reach that. */
  public List<String> lines(int width) {
    int[] widths = fit(width);
    List<String> lines = new ArrayList<>(rows.size() + 2);
    lines.add(line(columns.stream().map(Column::title).toList(), widths));
    StringBuilder rule = new StringBuilder();
    for (int c = 0; c < widths.length; c++) {
      rule.append(c == 0 ? "" : GAP).append("─".repeat(widths[c]));
    }
    lines.add(rule.toString());
    for (List<String> row : rows) {
      lines.add(line(row, widths));
    }
    return lines;
  }

  private int[] fit(int width) {
    int[] widths = new int[columns.size()];
    int total = GAP.length() * Math.max(0, columns.size() - 1);
    for (int c = 0; c < widths.length; c++) {
      widths[c] = DisplayWidth.of(columns.get(c).title());
      for (List<String> row : rows) {
        widths[c] = Math.max(widths[c], DisplayWidth.of(row.get(c)));
      }
      total += widths[c];
    }
    // Take the excess from the widest text column, again and again.
    for (int excess = total - width; excess > 0; excess--) {
      int widest = -1;
      for (int c = 0; c < widths.length; c++) {
        if (columns.get(c).kind() == Kind.TEXT
            && widths[c] > LEAST_TEXT
            && (widest < 0 || widths[c] > widths[widest])) {
          widest = c;
        }
      }
      if (widest < 0) {
        break;
      }
      widths[widest]--;
    }
    return widths;
  }

  private String line(List<String> cells, int[] widths) {
    StringBuilder line = new StringBuilder();
    for (int c = 0; c < widths.length; c++) {
      Kind kind = columns.get(c).kind();
      String cell = cells.get(c);
      if (kind == Kind.TEXT) {
        cell = DisplayWidth.shorten(cell, widths[c]);
      }
      line.append(c == 0 ? "" : GAP)
          .append(
              kind == Kind.NUMBER
                  ? DisplayWidth.padLeft(cell, widths[c])
                  : DisplayWidth.padRight(cell, widths[c]));
    }
    return line.toString().stripTrailing();
  }
}
