package io.nearfield.benchmarks.compare;

import java.util.Arrays;
import java.util.Collection;

/** What lies in the middle, and near the end. */
public final class Percentiles {

  private Percentiles() {}

  /** The middle value; between two, their mean. */
  public static double median(Collection<Double> values) {
    double[] sorted = values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }

  /** The least value that at least {@code share} of all do not exceed. */
  public static long at(double share, long[] values) {
    long[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[Math.max(0, (int) Math.ceil(share * sorted.length) - 1)];
  }
}
