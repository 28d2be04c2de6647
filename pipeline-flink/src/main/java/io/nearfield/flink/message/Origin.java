package io.nearfield.flink.message;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a change stood in the changes topic.
 *
 * @param partition of the topic, or {@link #UNKNOWN}
 * @param offset in it
 */
public record Origin(int partition, long offset) {

  /** The partition of a change that came from elsewhere: nobody can say what covers it. */
  public static final int UNKNOWN = Integer.MIN_VALUE;

  private static final Pattern SOURCE = Pattern.compile(".*[^-]-(\\d{1,9})@(\\d{1,18})");

  /** From {@link RawMessage#source}. */
  public static Origin of(String source) {
    Matcher parts = SOURCE.matcher(source);
    return parts.matches()
        ? new Origin(Integer.parseInt(parts.group(1)), Long.parseLong(parts.group(2)))
        : new Origin(UNKNOWN, 0);
  }
}
