package io.nearfield.flink.message;

import io.nearfield.connect.iceberg.CoveredOffsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a change stood: in the changes topic or in a snapshot of the feature table.
 *
 * @param partition of the topic, {@link CoveredOffsets#TABLE} or {@link #UNKNOWN}
 * @param offset in it, or the snapshot's sequence number
 */
public record Origin(int partition, long offset) {

  /** The partition of a change that came from elsewhere: nobody can say what covers it. */
  public static final int UNKNOWN = Integer.MIN_VALUE;

  private static final Pattern SOURCE = Pattern.compile(".*[^-]-(\\d{1,9})@(\\d{1,18})");

  private static final Pattern SNAPSHOT = Pattern.compile(".* snapshot (\\d{1,18})");

  /** For people and for {@link #of}: a snapshot of a table. */
  public static String snapshot(String table, long sequence) {
    return table + " snapshot " + sequence;
  }

  /** Whether it is the tables' own change, which they show already. */
  public boolean isTable() {
    return partition == CoveredOffsets.TABLE;
  }

  /** From {@link RawMessage#source} or {@link #snapshot}. */
  public static Origin of(String source) {
    Matcher snapshot = SNAPSHOT.matcher(source);
    if (snapshot.matches()) {
      return new Origin(CoveredOffsets.TABLE, Long.parseLong(snapshot.group(1)));
    }
    Matcher parts = SOURCE.matcher(source);
    return parts.matches()
        ? new Origin(Integer.parseInt(parts.group(1)), Long.parseLong(parts.group(2)))
        : new Origin(UNKNOWN, 0);
  }
}
