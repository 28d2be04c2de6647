package io.nearfield.spark.neighbours;

import io.nearfield.connect.api.IndexRef;

/**
 * What to compute for every entry of an index. Start from {@link #of}.
 *
 * @param index which index; null until it is found, see {@code withIndex}
 * @param k how many neighbours, 1 to {@value #MAX_K}
 * @param filter which entries take part, or null for all
 * @param recallTarget the least share of the true k nearest that is to be found
 * @param exact whether every entry is compared with every other
 * @param full whether everything is computed anew, also what has not changed
 */
public record NeighboursOptions(
    IndexRef index, int k, String filter, double recallTarget, boolean exact, boolean full) {

  /** The largest k. */
  public static final int MAX_K = 1_000;

  public NeighboursOptions {
    if (k < 1 || k > MAX_K) {
      throw new IllegalArgumentException(
          "Cannot compute k = " + k + " neighbours: k must be from 1 to " + MAX_K + " (-k)");
    }
    if (!(recallTarget > 0 && recallTarget <= 1)) {
      throw new IllegalArgumentException(
          "Cannot aim at a recall of "
              + recallTarget
              + ": it must be above 0 and at most 1 (--recall-target)");
    }
    filter = filter == null || filter.isBlank() ? null : filter;
  }

  /** The k nearest of all entries with a recall of 0.95. */
  public static NeighboursOptions of(IndexRef index, int k) {
    return new NeighboursOptions(index, k, null, 0.95, false, false);
  }

  public NeighboursOptions withFilter(String newFilter) {
    return new NeighboursOptions(index, k, newFilter, recallTarget, exact, full);
  }

  public NeighboursOptions withRecallTarget(double newTarget) {
    return new NeighboursOptions(index, k, filter, newTarget, exact, full);
  }

  public NeighboursOptions asExact() {
    return new NeighboursOptions(index, k, filter, recallTarget, true, full);
  }

  public NeighboursOptions inFull() {
    return new NeighboursOptions(index, k, filter, recallTarget, exact, true);
  }

  /** The same for an index that was found meanwhile. */
  public NeighboursOptions withIndex(IndexRef found) {
    return new NeighboursOptions(found, k, filter, recallTarget, exact, full);
  }
}
