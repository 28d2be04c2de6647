package io.nearfield.flink.operator;

import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Histogram;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.runtime.metrics.DescriptiveStatisticsHistogram;

/**
 * What the merge tells of lookups: {@code lookups}, {@code partialAnswers}, and {@code
 * lookupLatencyMs} from the timestamp of the lookup's message to its answer.
 *
 * @param latency over the last {@value #WINDOW} lookups
 */
record LookupMetrics(Counter lookups, Counter partial, Histogram latency) {

  private static final int WINDOW = 2_000;

  static LookupMetrics register(MetricGroup group) {
    return new LookupMetrics(
        group.counter("lookups"),
        group.counter("partialAnswers"),
        group.histogram("lookupLatencyMs", new DescriptiveStatisticsHistogram(WINDOW)));
  }

  /**
   * @param askedAt in milliseconds; negative if not known
   */
  void answered(long askedAt, long now, boolean complete) {
    lookups.inc();
    if (!complete) {
      partial.inc();
    }
    if (askedAt >= 0) {
      latency.update(Math.max(0, now - askedAt));
    }
  }
}
