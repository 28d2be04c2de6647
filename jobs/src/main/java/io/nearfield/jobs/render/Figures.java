package io.nearfield.jobs.render;

import java.time.Duration;
import java.util.Locale;

/** Numbers as people read them. */
public final class Figures {

  private Figures() {}

  /** {@code 1,234,567}. */
  public static String count(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  /** {@code 1 item}, {@code 12 items}. */
  public static String count(long number, String noun) {
    if (number == 1) {
      return "1 " + noun;
    }
    boolean toIes = noun.endsWith("y") && !noun.endsWith("ay") && !noun.endsWith("ey");
    return count(number)
        + " "
        + (toIes ? noun.substring(0, noun.length() - 1) + "ies" : noun + "s");
  }

  /** {@code 0.9812}; nothing for NaN. */
  public static String ratio(double value) {
    return Double.isNaN(value) ? "" : String.format(Locale.ROOT, "%.3f", value);
  }

  /** {@code 12} or {@code 0.981}: whole numbers without a fraction. */
  public static String number(double value) {
    return value == Math.rint(value) && Math.abs(value) < 1e15
        ? count((long) value)
        : String.format(Locale.ROOT, "%.3f", value);
  }

  /** {@code 0.1234}: a distance. */
  public static String distance(float value) {
    return String.format(Locale.ROOT, "%.4f", value);
  }

  /** {@code 1,234/s}, or {@code 3.2/s} when slow. */
  public static String rate(double perSecond) {
    return String.format(Locale.ROOT, perSecond < 10 ? "%.1f/s" : "%,.0f/s", perSecond);
  }

  /** {@code 850 ms}, {@code 4.2 s}, {@code 3 min 05 s}, {@code 2 h 07 min}. */
  public static String duration(Duration duration) {
    long millis = duration.toMillis();
    if (millis < 1_000) {
      return millis + " ms";
    }
    if (millis < 60_000) {
      return String.format(Locale.ROOT, "%.1f s", millis / 1_000.0);
    }
    if (millis < 3_600_000) {
      return String.format(Locale.ROOT, "%d min %02d s", millis / 60_000, millis / 1_000 % 60);
    }
    return String.format(Locale.ROOT, "%d h %02d min", millis / 3_600_000, millis / 60_000 % 60);
  }
}
