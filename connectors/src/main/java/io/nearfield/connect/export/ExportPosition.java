package io.nearfield.connect.export;

import java.io.Serializable;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Which state of the tables an export holds: a snapshot id per table, -1 for a table without any.
 *
 * @param snapshots by table name, such as {@code items} and {@code features_words}
 */
public record ExportPosition(SortedMap<String, Long> snapshots) implements Serializable {

  /** What stands for a table that has no snapshot yet. */
  public static final long NONE = -1;

  private static final String PREFIX = "snapshot.";

  public ExportPosition {
    snapshots = new TreeMap<>(snapshots);
  }

  public long of(String table) {
    return snapshots.getOrDefault(table, NONE);
  }

  /** As options of a run: {@code snapshot.<table>} to id. */
  public Map<String, String> asConfig() {
    Map<String, String> config = new TreeMap<>();
    snapshots.forEach((table, id) -> config.put(PREFIX + table, Long.toString(id)));
    return config;
  }

  public static ExportPosition ofConfig(Map<String, String> config) {
    SortedMap<String, Long> snapshots = new TreeMap<>();
    config.forEach(
        (key, value) -> {
          if (key.startsWith(PREFIX)) {
            snapshots.put(key.substring(PREFIX.length()), Long.valueOf(value));
          }
        });
    return new ExportPosition(snapshots);
  }
}
