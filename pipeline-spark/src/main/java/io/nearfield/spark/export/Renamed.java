package io.nearfield.spark.export;

import static org.apache.spark.sql.functions.col;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Columns of the user's own that make place for ours, as they do in the tables. */
final class Renamed {

  private static final String PREFIX = "user_";

  private Renamed() {}

  /**
   * The items with every column of one of these names called {@code user_} and it.
   *
   * @throws IllegalArgumentException if that is taken too, or two of the names are one to Spark,
   *     which does not tell capitals
   */
  static Dataset<Row> besides(Dataset<Row> items, List<String> names) {
    Set<String> ours = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
    for (String name : names) {
      if (!ours.add(name)) {
        throw clash(name);
      }
    }
    Set<String> taken = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
    List<Column> columns = new ArrayList<>();
    for (String name : items.columns()) {
      String called = ours.contains(name) ? PREFIX + name.toLowerCase(Locale.ROOT) : name;
      if (!taken.add(called)) {
        throw clash(called);
      }
      columns.add(col("`" + name.replace("`", "``") + "`").as(called));
    }
    return items.select(columns.toArray(Column[]::new));
  }

  private static IllegalArgumentException clash(String name) {
    return new IllegalArgumentException(
        "Cannot export two columns '%s': export one of the two feature sets by itself, or rename the attribute in the input (--feature-set)"
            .formatted(name));
  }
}
