package io.nearfield.index.search;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Grades answers against the truth: recall@k is the share of the true k nearest that were found.
 *
 * <p>The interval is Wilson's score interval with an effective sample size: the recalls of one
 * query's k neighbours are not independent, so the spread is measured between queries, not between
 * neighbours. Unlike the normal interval it stays within 0 to 1 and does not collapse to a point
 * when every query was answered perfectly: 20 perfect queries prove less than 2,000. (E. B. Wilson,
 * Probable inference, 1927; effective sample size after Korn and Graubard, 1998.)
 */
public final class Recall {

  private static final double Z = 1.959964; // 95 %

  private Recall() {}

  /**
   * Grades {@code found} against {@code truth}, query by query.
   *
   * @param truth the true neighbours of each query, nearest first; a query with fewer than k is
   *     graded on those it has, one without any counts as found
   * @param found the answers to the same queries in the same order
   * @param k how many of each list count, at least 1
   */
  public static RecallGrade grade(
      List<? extends List<String>> truth, List<? extends List<String>> found, int k) {
    if (k < 1) {
      throw new IllegalArgumentException("Cannot grade recall: k must be at least 1, got " + k);
    }
    if (truth.size() != found.size()) {
      throw new IllegalArgumentException(
          "Cannot grade recall: %d truths for %d answers".formatted(truth.size(), found.size()));
    }
    if (truth.isEmpty()) {
      throw new IllegalArgumentException("Cannot grade recall: no query given");
    }
    int n = truth.size();
    double sum = 0;
    double sumOfSquares = 0;
    for (int i = 0; i < n; i++) {
      double recall = one(truth.get(i), found.get(i), k);
      sum += recall;
      sumOfSquares += recall * recall;
    }
    double mean = Math.min(1, sum / n);
    double variance = n > 1 ? Math.max(0, (sumOfSquares - n * mean * mean) / (n - 1)) : 0;
    return interval(mean, variance, n);
  }

  private static double one(List<String> truth, List<String> found, int k) {
    int wanted = Math.min(k, truth.size());
    if (wanted == 0) {
      return 1;
    }
    Set<String> near = new HashSet<>(truth.subList(0, wanted));
    int hits = 0;
    for (String id : found.subList(0, Math.min(k, found.size()))) {
      if (near.remove(id)) {
        hits++;
      }
    }
    return hits / (double) wanted;
  }

  private static RecallGrade interval(double mean, double variance, int queries) {
    double binomial = mean * (1 - mean);
    // As many independent yes-or-no trials as would spread the mean as much as the queries do.
    double trials = variance > 0 && binomial > 0 ? queries * binomial / variance : queries;
    double zz = Z * Z / trials;
    double centre = (mean + zz / 2) / (1 + zz);
    double half = Z / (1 + zz) * Math.sqrt(binomial / trials + zz / (4 * trials));
    double low = Math.max(0, Math.min(mean, centre - half));
    double high = Math.min(1, Math.max(mean, centre + half));
    return new RecallGrade(mean, low, high, queries);
  }
}
