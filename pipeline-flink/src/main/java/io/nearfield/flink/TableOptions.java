package io.nearfield.flink;

import java.io.Serializable;
import java.time.Duration;
import java.util.Map;

/**
 * What a live job has to do with the tables beside reading its base.
 *
 * @param commitInterval the least time between two commits of what it saw; null: it writes no table
 * @param changes where its changes come from
 */
public record TableOptions(Duration commitInterval, Changes changes) implements Serializable {

  private static final Duration LEAST = Duration.ofMillis(100);

  /** Where changes come from. */
  public enum Changes {
    /** The changes topic. */
    KAFKA,
    /** The feature table's new snapshots, whoever commits them. */
    TABLE,
    /** Either. */
    BOTH;

    static Changes parse(String name) {
      for (Changes known : values()) {
        if (known.name().equalsIgnoreCase(name)) {
          return known;
        }
      }
      throw new IllegalArgumentException(
          "Cannot take changes from '" + name + "': give kafka, table or both (--changes)");
    }
  }

  public TableOptions {
    if (commitInterval != null && commitInterval.compareTo(LEAST) < 0) {
      throw new IllegalArgumentException(
          "Cannot commit to the tables every "
              + commitInterval.toMillis()
              + " ms: at least "
              + LEAST.toMillis()
              + " ms are needed (--commit-interval)");
    }
  }

  /** Commits once a minute; changes come from Kafka. */
  public static TableOptions defaults() {
    return new TableOptions(Duration.ofMinutes(1), Changes.KAFKA);
  }

  /** From the strings of {@link LiveOptions#fromStrings}. */
  static TableOptions of(Map<String, String> strings) {
    TableOptions tables = defaults();
    String interval = strings.get("commit-interval-ms");
    if (interval != null) {
      tables = tables.withCommitInterval(Duration.ofMillis(millis(interval)));
    }
    String changes = strings.get("changes");
    if (changes != null) {
      tables = tables.withChanges(Changes.parse(changes));
    }
    return Boolean.parseBoolean(strings.get("no-tables")) ? tables.readOnly() : tables;
  }

  private static long millis(String text) {
    try {
      return Long.parseLong(text.strip());
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "Cannot use live option 'commit-interval-ms': a whole number is needed, got '"
              + text
              + "'",
          e);
    }
  }

  /** The same, but no table is written. */
  public TableOptions readOnly() {
    return new TableOptions(null, changes);
  }

  public TableOptions withCommitInterval(Duration newInterval) {
    return new TableOptions(newInterval, changes);
  }

  public TableOptions withChanges(Changes newChanges) {
    return new TableOptions(commitInterval, newChanges);
  }

  /** Whether what the job saw is written. */
  public boolean writes() {
    return commitInterval != null;
  }
}
