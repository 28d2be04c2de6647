package io.nearfield.index.search;

import java.util.Arrays;

/**
 * What a search found: nearest first (or farthest first where that was asked), ties by id.
 *
 * @param ids the entries
 * @param distances theirs, by the metric
 * @param complete whether this is all that was asked for: k neighbours or every entry that may be
 *     answered; for a range, everything within the radius
 * @param reason why it is not complete; empty when it is
 * @param trace how it was found
 */
@SuppressWarnings("ArrayRecordComponent") // equals, hashCode and toString are written out below
public record Answer(
    long[] ids, float[] distances, boolean complete, String reason, SearchTrace trace) {

  private static final long[] NO_IDS = {};
  private static final float[] NO_DISTANCES = {};

  /** Nothing, because there is nothing. */
  static Answer empty() {
    return new Answer(NO_IDS, NO_DISTANCES, true, "", SearchTrace.NOTHING);
  }

  /** How many entries were found. */
  public int size() {
    return ids.length;
  }

  /** Two answers are equal when they answer the same, however it was found. */
  @Override
  public boolean equals(Object other) {
    return other instanceof Answer that
        && complete == that.complete
        && reason.equals(that.reason)
        && Arrays.equals(ids, that.ids)
        && Arrays.equals(distances, that.distances);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(ids) + Arrays.hashCode(distances);
  }

  @Override
  public String toString() {
    return "Answer[ids=%s, distances=%s, %s]"
        .formatted(
            Arrays.toString(ids),
            Arrays.toString(distances),
            complete ? "complete" : "partial: " + reason);
  }
}
