package io.nearfield.flink.operator;

import io.nearfield.flink.CanaryOptions;

/**
 * Chooses the lookups whose answers are graded: the same of the same lookups, since the choice
 * hangs on the ticket and a seed alone, except that they never come closer than an interval.
 *
 * <p>Not thread-safe.
 */
final class Canary {

  private final CanaryOptions options;
  private long last = Long.MIN_VALUE;

  Canary(CanaryOptions options) {
    this.options = options;
  }

  /**
   * Whether a lookup is graded.
   *
   * @param now in milliseconds
   */
  boolean takes(String ticket, long now) {
    if (!isSampled(ticket)
        || (last != Long.MIN_VALUE && now - last < options.interval().toMillis())) {
      return false;
    }
    last = now;
    return true;
  }

  private boolean isSampled(String ticket) {
    long mixed = ticket.hashCode() + options.seed() * 0x9E3779B97F4A7C15L;
    // The finalizer of SplitMix64: neighbouring tickets fall anywhere.
    mixed = (mixed ^ (mixed >>> 30)) * 0xBF58476D1CE4E5B9L;
    mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
    mixed ^= mixed >>> 31;
    return (mixed >>> 11) * 0x1.0p-53 < options.share();
  }
}
