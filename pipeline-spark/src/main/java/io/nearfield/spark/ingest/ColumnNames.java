package io.nearfield.spark.ingest;

import io.nearfield.connect.iceberg.Lake;
import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * Under which names attributes are kept. Names that differ only in case are one column, since most
 * engines do not tell them apart; in one table they get {@code _2}, {@code _3} added. A dot becomes
 * {@code _}, since it means a nested field everywhere.
 */
final class ColumnNames {

  private final Map<String, String> known = new TreeMap<>();

  /** Starts from the columns that {@code items} has already. */
  ColumnNames(Iterable<String> itemColumns) {
    for (String column : itemColumns) {
      known.put(column.toLowerCase(Locale.ROOT), column);
    }
  }

  /**
   * @param taken what other columns of the same table have been given
   */
  String itemColumn(String column, Collection<String> taken) {
    String clean = column.strip().replace('.', '_').replace('`', '_');
    String wanted = Lake.itemColumn(clean.isEmpty() ? "column" : clean);
    String name = known.computeIfAbsent(wanted.toLowerCase(Locale.ROOT), lower -> wanted);
    for (int i = 2; taken.contains(name); i++) {
      String next = wanted + "_" + i;
      name = known.computeIfAbsent(next.toLowerCase(Locale.ROOT), lower -> next);
    }
    return name;
  }
}
