package io.nearfield.index.kmeans;

/**
 * How to cluster.
 *
 * @param clusters how many centroids, at least 1
 * @param seed every random choice follows from it
 * @param iterations Lloyd iterations at most, at least 1
 * @param threads how many threads may work at once; does not change the result
 * @param start how the first centroids are chosen
 * @param longest clusters with more than this many times the mean size are split while that lowers
 *     the objective, more than 1; infinity for no limit
 */
public record KMeansParams(
    int clusters, long seed, int iterations, int threads, Start start, double longest) {

  // The seeds cost less than an iteration up to here.
  private static final int MOST_FOR_PLUS_PLUS = 256;

  /** How the first centroids are chosen. */
  public enum Start {
    /** Distinct rows at random: O(clusters). */
    RANDOM,
    /**
     * k-means++ on a subsample: each next row with a chance that grows with its squared distance to
     * those chosen; O(clusters^2 * dimension). (D. Arthur, S. Vassilvitskii, k-means++: the
     * advantages of careful seeding, 2007.)
     */
    PLUS_PLUS,
    /**
     * About sqrt(clusters) clusters first, then each of them by itself; O(rows * sqrt(clusters) *
     * dimension). Where clusters differ in few directions, most iterations after this start look at
     * these alone; with many clusters, at the centroids near a row's own alone.
     */
    TWO_LEVEL
  }

  public KMeansParams {
    if (clusters < 1 || iterations < 1 || threads < 1) {
      throw new IllegalArgumentException(
          "Cannot cluster: clusters, iterations and threads must be at least 1, got %d, %d and %d"
              .formatted(clusters, iterations, threads));
    }
    if (!(longest > 1)) {
      throw new IllegalArgumentException(
          "Cannot cluster: the longest cluster must be allowed more than the mean, got " + longest);
    }
  }

  /**
   * Seed 42, 12 iterations, one thread, no limit of size; k-means++ up to 256 clusters, two levels
   * above.
   */
  public static KMeansParams of(int clusters) {
    return new KMeansParams(
        clusters,
        42,
        12,
        1,
        clusters <= MOST_FOR_PLUS_PLUS ? Start.PLUS_PLUS : Start.TWO_LEVEL,
        Double.POSITIVE_INFINITY);
  }

  public KMeansParams withClusters(int newClusters) {
    return new KMeansParams(newClusters, seed, iterations, threads, start, longest);
  }

  public KMeansParams withSeed(long newSeed) {
    return new KMeansParams(clusters, newSeed, iterations, threads, start, longest);
  }

  public KMeansParams withIterations(int newIterations) {
    return new KMeansParams(clusters, seed, newIterations, threads, start, longest);
  }

  public KMeansParams withThreads(int newThreads) {
    return new KMeansParams(clusters, seed, iterations, newThreads, start, longest);
  }

  public KMeansParams withStart(Start newStart) {
    return new KMeansParams(clusters, seed, iterations, threads, newStart, longest);
  }

  public KMeansParams withLongest(double newLongest) {
    return new KMeansParams(clusters, seed, iterations, threads, start, newLongest);
  }
}
