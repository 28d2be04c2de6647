package io.nearfield.jobs.render;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Which attributes a table for people shows: few, in the same order for every answer. */
public final class AttributeColumns {

  private static final int MOST = 3;
  private static final int LONGEST_VALUE = 24;

  private AttributeColumns() {}

  /**
   * Attributes worth a column: those of the filter first, then the others, both in the order of the
   * index; short values only, and only where some row has one.
   *
   * @param ofIndex the index's filter columns in their order; what rows have beyond them is left
   *     out
   * @param ofFilter those that the filter names
   * @param rows the attributes of each row to be shown
   */
  public static List<String> toShow(
      Collection<String> ofIndex, Set<String> ofFilter, List<Map<String, Object>> rows) {
    return new ArrayList<>(ofIndex)
        .stream()
            .filter(name -> rows.stream().anyMatch(row -> row.get(name) != null))
            .filter(name -> rows.stream().allMatch(row -> isShort(row.get(name))))
            .sorted(Comparator.comparing(name -> !ofFilter.contains(name))) // stable
            .limit(MOST)
            .toList();
  }

  private static boolean isShort(Object value) {
    return value == null || value.toString().length() <= LONGEST_VALUE;
  }
}
