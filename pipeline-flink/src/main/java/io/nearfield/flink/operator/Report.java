package io.nearfield.flink.operator;

import java.io.Serializable;

/**
 * What one part of the job says of a swap.
 *
 * @param token of the attempt to swap
 * @param kind what is said
 * @param part number of the partition or subtask that says it
 * @param parts how many will say the same
 * @param message why it failed, or null
 */
record Report(long token, Kind kind, int part, int parts, String message) implements Serializable {

  enum Kind {
    /** An index partition is loaded and has all changes. */
    PARTITION_READY,
    /** A subtask that sends lookups has the codebooks. */
    PROBER_READY,
    /** A subtask that sends lookups asks the old edition nothing more. */
    PROBER_CLOSED,
    /** The edition cannot be prepared. */
    FAILED
  }

  static Report failed(long token, int part, Throwable failure) {
    return new Report(token, Kind.FAILED, part, 1, Refusals.message(failure));
  }
}
