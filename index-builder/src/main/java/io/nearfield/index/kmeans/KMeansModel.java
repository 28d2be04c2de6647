package io.nearfield.index.kmeans;

import java.util.List;

/**
 * What clustering found.
 *
 * @param centroids the centroids
 * @param assignment the cluster of each row, by the centroids above
 * @param stats one per iteration; the last is of the final centroids
 */
@SuppressWarnings("ArrayRecordComponent") // handed on, never compared
public record KMeansModel(Centroids centroids, int[] assignment, List<KMeansStats> stats) {

  public KMeansModel {
    stats = List.copyOf(stats);
  }
}
