package io.nearfield.flink.operator;

import io.nearfield.connect.api.AttributeType;
import io.nearfield.connect.iceberg.Lake;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The filter columns of the generations that a job has served: what a message may name. A new
 * generation may have others, so before a message is refused the table is asked again, at most once
 * in a while.
 *
 * <p>Not thread-safe.
 */
final class KnownColumns {

  private static final long LEAST_PAUSE_NANOS = 2_000_000_000L;

  private final Base base;
  private Map<String, AttributeType> columns;
  private long askedAt = System.nanoTime();

  KnownColumns(Base base) {
    this.base = base;
    this.columns = OpenBase.lasting(base).columns();
    addActive();
  }

  Map<String, AttributeType> columns() {
    return columns;
  }

  /** Whether there are others by now, so that a message that was refused may do. */
  boolean haveChanged() {
    if (System.nanoTime() - askedAt < LEAST_PAUSE_NANOS) {
      return false;
    }
    Map<String, AttributeType> before = columns;
    addActive();
    return !columns.equals(before);
  }

  private void addActive() {
    Map<String, AttributeType> all = new LinkedHashMap<>(columns);
    try (Lake lake = Lake.open(base.lake())) {
      all.putAll(lake.index(base.index()).filterColumns());
    }
    columns = all;
    askedAt = System.nanoTime();
  }
}
