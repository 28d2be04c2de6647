package io.nearfield.benchmarks.compare;

import java.util.List;

/**
 * What came of one row.
 *
 * @param ours null when no spec reached the recall within the memory allowed
 * @param theirs null when there is no other side, or none of its specs did
 * @param ratios one per number of threads of {@link Measured#perSecond}: ours divided by theirs,
 *     the median of the pairs; empty without another side
 * @param latencyRatio our median time of one query divided by theirs; 0 without another side
 */
public record RowResult(
    Row row, Measured ours, Measured theirs, List<Double> ratios, double latencyRatio) {

  /**
   * What one side reached.
   *
   * @param recall of all queries at the setting chosen by half of them
   * @param perSecond queries a second in batches, one figure per number of threads
   * @param p50Millis one query at a time, by one thread
   */
  public record Measured(
      String side,
      String spec,
      Setting setting,
      double recall,
      List<Double> perSecond,
      double p50Millis,
      double p99Millis,
      Built built) {}
}
