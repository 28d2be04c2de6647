package io.nearfield.index.kmeans;

import io.nearfield.index.VectorBatch;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * K-means: finds centroids so that the squared distances of the rows to their nearest centroid are
 * small in sum. Start from here; {@link Lloyd} iterates.
 *
 * <p>Deterministic for (rows, params but for threads). O(rows * clusters * dimension) time per
 * iteration, less after a start from two levels; O(rows + clusters * dimension) heap.
 */
public final class KMeans {

  private KMeans() {}

  /**
   * Clusters rows, all of them finite.
   *
   * @throws IllegalArgumentException when there are fewer rows than clusters
   */
  public static KMeansModel cluster(VectorBatch rows, KMeansParams params) {
    return cluster(rows, params, stats -> {});
  }

  /** As {@link #cluster(VectorBatch, KMeansParams)}; {@code listener} hears each iteration. */
  public static KMeansModel cluster(
      VectorBatch rows, KMeansParams params, Consumer<KMeansStats> listener) {
    return cluster(rows, params, listener, true);
  }

  /** The centroids alone, which saves the assignment after the last iteration. */
  public static Centroids centroids(
      VectorBatch rows, KMeansParams params, Consumer<KMeansStats> listener) {
    return cluster(rows, params, listener, false).centroids();
  }

  private static KMeansModel cluster(
      VectorBatch rows, KMeansParams params, Consumer<KMeansStats> listener, boolean assigned) {
    requireEnough(rows, params);
    if (params.start() == KMeansParams.Start.TWO_LEVEL) {
      LeadingAxes axes = LeadingAxes.of(rows, params);
      if (axes != null) {
        return reduced(rows, axes, params, listener, assigned);
      }
    }
    return new Lloyd(rows, params, listener).run(FirstCentroids.choose(rows, params), assigned);
  }

  /** All but the last iteration on the leading axes, the last one on whole rows. */
  private static KMeansModel reduced(
      VectorBatch rows,
      LeadingAxes axes,
      KMeansParams params,
      Consumer<KMeansStats> listener,
      boolean assigned) {
    List<KMeansStats> all = new ArrayList<>();
    Consumer<KMeansStats> heard =
        stats -> {
          all.add(stats);
          listener.accept(stats);
        };
    KMeansParams most = params.withIterations(Math.max(1, params.iterations() - 1));
    KMeansModel found =
        new Lloyd(axes.rows(), most, stats -> heard.accept(stats.plus(0, axes.leftOut())))
            .run(FirstCentroids.choose(axes.rows(), params), false);
    VectorBatch zeros =
        new VectorBatch(
            new float[Math.multiplyExact(params.clusters(), rows.dimension())], rows.dimension());
    VectorBatch means =
        Means.of(rows, Members.of(found.assignment(), params.clusters()), zeros, params.threads());
    int done = all.size();
    KMeansModel whole =
        new Lloyd(rows, params.withIterations(1), stats -> heard.accept(stats.plus(done, 0)))
            .run(new Seeds(means, found.assignment()), assigned);
    return new KMeansModel(whole.centroids(), whole.assignment(), all);
  }

  /**
   * As {@link #centroids(VectorBatch, KMeansParams, Consumer)}, from given centroids on.
   *
   * @param start Layout: (params.clusters(), dimension)
   */
  public static Centroids centroids(
      VectorBatch rows, VectorBatch start, KMeansParams params, Consumer<KMeansStats> listener) {
    requireEnough(rows, params);
    if (start.rows() != params.clusters() || start.dimension() != rows.dimension()) {
      throw new IllegalArgumentException(
          "Cannot cluster: %d centroids of dimension %d are needed to start from, got %s"
              .formatted(params.clusters(), rows.dimension(), start));
    }
    return new Lloyd(rows, params, listener).run(new Seeds(start, null), false).centroids();
  }

  private static void requireEnough(VectorBatch rows, KMeansParams params) {
    if (rows.rows() < params.clusters()) {
      throw new IllegalArgumentException(
          "Cannot cluster: %d rows for %d clusters; supply at least %d rows or lower the clusters"
              .formatted(rows.rows(), params.clusters(), params.clusters()));
    }
  }
}
