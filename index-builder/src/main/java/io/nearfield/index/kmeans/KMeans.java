package io.nearfield.index.kmeans;

import io.nearfield.index.VectorBatch;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

/**
 * Lloyd's k-means: assign each row to its nearest centroid, move each centroid to the mean of its
 * rows, repeat.
 *
 * <p>An empty cluster takes the farthest row of the largest cluster, so none stays empty while
 * there are as many distinct rows as clusters, and the objective never rises. Deterministic for
 * (rows, params but for threads). O(iterations * rows * clusters * dimension) time, O(rows +
 * clusters * dimension) heap. (S. Lloyd, Least squares quantization in PCM, 1982.)
 */
public final class KMeans {

  // After the last iteration: how often empty clusters are mended before they are left empty.
  private static final int MENDINGS = 8;

  private KMeans() {}

  /**
   * Clusters rows.
   *
   * @throws IllegalArgumentException when there are fewer rows than clusters
   */
  public static KMeansModel cluster(VectorBatch rows, KMeansParams params) {
    return cluster(rows, params, stats -> {});
  }

  /** As {@link #cluster(VectorBatch, KMeansParams)}; {@code listener} hears each iteration. */
  public static KMeansModel cluster(
      VectorBatch rows, KMeansParams params, Consumer<KMeansStats> listener) {
    if (rows.rows() < params.clusters()) {
      throw new IllegalArgumentException(
          "Cannot cluster: %d rows for %d clusters; supply at least %d rows or lower the clusters"
              .formatted(rows.rows(), params.clusters(), params.clusters()));
    }
    return improve(rows, FirstCentroids.choose(rows, params), params, listener);
  }

  /**
   * As {@link #cluster(VectorBatch, KMeansParams, Consumer)}, from given centroids on.
   *
   * @param start Layout: (params.clusters(), dimension)
   */
  public static KMeansModel improve(
      VectorBatch rows, VectorBatch start, KMeansParams params, Consumer<KMeansStats> listener) {
    Centroids centroids = Centroids.of(start);
    Assignment assignment = new Assignment(rows, params.clusters(), params.threads());
    List<KMeansStats> stats = new ArrayList<>();
    int[] before = null;
    boolean done = false;
    for (int i = 1; !done && i <= params.iterations() + MENDINGS; i++) {
      assignment.assign(centroids);
      boolean settled = i > params.iterations() || Arrays.equals(before, assignment.clusters());
      double objective = assignment.objective();
      double imbalance = assignment.imbalance();
      int splits = assignment.fillEmpty();
      KMeansStats now = new KMeansStats(i, objective, imbalance, splits);
      stats.add(now);
      listener.accept(now);
      done = settled && splits == 0;
      if (!done) {
        before = assignment.clusters().clone();
        centroids = Centroids.of(assignment.means(centroids.rows()));
      }
    }
    if (!done) {
      assignment.assign(centroids);
    }
    return new KMeansModel(centroids, assignment.clusters(), stats);
  }
}
