package io.nearfield.index.kmeans;

/**
 * How to cluster.
 *
 * @param clusters how many centroids, at least 1
 * @param seed every random choice follows from it
 * @param iterations Lloyd iterations at most, at least 1
 * @param threads how many threads may work at once; does not change the result
 * @param start how the first centroids are chosen
 */
public record KMeansParams(int clusters, long seed, int iterations, int threads, Start start) {

  /** How the first centroids are chosen. */
  public enum Start {
    /** Distinct rows at random: O(clusters). */
    RANDOM,
    /**
     * k-means++: each next row with a chance that grows with its squared distance to those chosen;
     * O(rows * clusters * dimension). (D. Arthur, S. Vassilvitskii, k-means++: the advantages of
     * careful seeding, 2007.)
     */
    PLUS_PLUS
  }

  public KMeansParams {
    if (clusters < 1 || iterations < 1 || threads < 1) {
      throw new IllegalArgumentException(
          "Cannot cluster: clusters, iterations and threads must be at least 1, got %d, %d and %d"
              .formatted(clusters, iterations, threads));
    }
  }

  /** Seed 42, 12 iterations, one thread; k-means++ up to 1,024 clusters, random rows above. */
  public static KMeansParams of(int clusters) {
    return new KMeansParams(clusters, 42, 12, 1, clusters <= 1024 ? Start.PLUS_PLUS : Start.RANDOM);
  }

  public KMeansParams withSeed(long newSeed) {
    return new KMeansParams(clusters, newSeed, iterations, threads, start);
  }

  public KMeansParams withIterations(int newIterations) {
    return new KMeansParams(clusters, seed, newIterations, threads, start);
  }

  public KMeansParams withThreads(int newThreads) {
    return new KMeansParams(clusters, seed, iterations, newThreads, start);
  }

  public KMeansParams withStart(Start newStart) {
    return new KMeansParams(clusters, seed, iterations, threads, newStart);
  }
}
