package io.nearfield.spark.evaluate;

import io.nearfield.spark.evaluate.Evaluation.Bucket;
import io.nearfield.spark.evaluate.Evaluation.Lists;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Describes the lengths of inverted lists. */
final class ListLengths {

  private static final int BUCKETS = 24;

  private ListLengths() {}

  /**
   * Buckets of equal width from 0 to the longest.
   *
   * @param lengths one per cell
   */
  static Lists of(long[] lengths) {
    long[] sorted = lengths.clone();
    Arrays.sort(sorted);
    int n = sorted.length;
    long most = sorted[n - 1];
    double median = n % 2 == 1 ? sorted[n / 2] : (sorted[n / 2 - 1] + sorted[n / 2]) / 2.0;
    double sum = 0;
    double squares = 0;
    long empty = 0;
    for (long length : sorted) {
      sum += length;
      squares += (double) length * length;
      empty += length == 0 ? 1 : 0;
    }
    long width = Math.max(1, (most + BUCKETS) / BUCKETS);
    int count = (int) (most / width) + 1;
    long[] held = new long[count];
    for (long length : sorted) {
      held[(int) (length / width)]++;
    }
    List<Bucket> buckets = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      buckets.add(new Bucket(i * width, (i + 1) * width, held[i]));
    }
    double imbalance = sum == 0 ? 1 : squares * n / (sum * sum);
    return new Lists(sorted[0], median, most, empty, imbalance, buckets);
  }
}
