package io.nearfield.flink;

import java.io.Serializable;
import java.time.Duration;

/**
 * How a live job grades its own answers: a sample of lookups is answered a second time, exactly,
 * beside what it serves.
 *
 * @param share of the lookups that are graded, 0 to 1; 0 for none
 * @param interval the least time between two graded lookups of one subtask, so that a busy job does
 *     not spend itself on grading
 * @param seed which lookups are chosen
 */
public record CanaryOptions(double share, Duration interval, long seed) implements Serializable {

  public CanaryOptions {
    if (!(share >= 0 && share <= 1)) {
      throw new IllegalArgumentException(
          "Cannot grade a share of "
              + share
              + " of the lookups: 0 to 1 is possible (canary-share)");
    }
    if (interval.isNegative()) {
      throw new IllegalArgumentException(
          "Cannot grade lookups every "
              + interval.toMillis()
              + " ms: at least 0 is possible (canary-interval-ms)");
    }
  }

  /** One in a hundred, at most one a second and subtask. */
  public static CanaryOptions defaults() {
    return new CanaryOptions(0.01, Duration.ofSeconds(1), 1);
  }

  public CanaryOptions withShare(double newShare) {
    return new CanaryOptions(newShare, interval, seed);
  }

  public CanaryOptions withInterval(Duration newInterval) {
    return new CanaryOptions(share, newInterval, seed);
  }
}
