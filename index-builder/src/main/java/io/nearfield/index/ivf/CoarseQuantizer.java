package io.nearfield.index.ivf;

import io.nearfield.index.Metric;
import io.nearfield.index.VectorBatch;
import io.nearfield.index.kmeans.CentroidSearch;
import io.nearfield.index.kmeans.CentroidSearch.Order;
import io.nearfield.index.kmeans.Centroids;
import io.nearfield.index.parallel.Ranges;

/**
 * Which cell a vector belongs to, and which cells a query should look into. Immutable and
 * thread-safe.
 *
 * <p>A vector belongs to the cell of the nearest centroid by Euclidean distance, whatever the
 * metric. A query probes in the same order, so a stored vector's own cell is always its first,
 * except under {@link Metric#DOT}: there the cells with the greatest inner product come first.
 */
public final class CoarseQuantizer {

  private static final int ROWS_PER_TASK = 1024;

  private final Centroids centroids;
  private final CentroidSearch assigning;
  private final CentroidSearch probing;

  private CoarseQuantizer(Centroids centroids, Metric metric) {
    this.centroids = centroids;
    this.assigning = CentroidSearch.of(centroids, Order.NEAREST);
    this.probing =
        metric == Metric.DOT ? CentroidSearch.of(centroids, Order.GREATEST_PRODUCT) : assigning;
  }

  public static CoarseQuantizer of(VectorBatch centroids, Metric metric) {
    return new CoarseQuantizer(Centroids.of(centroids), metric);
  }

  /** How many cells. */
  public int cells() {
    return centroids.count();
  }

  public VectorBatch centroids() {
    return centroids.rows();
  }

  /** The cell of one vector. O(cells * dimension). */
  public int assign(float[] vector) {
    int[] cell = new int[1];
    assigning.best(vector, 0, 1, cell, new float[1], 0);
    return cell[0];
  }

  /** The cell of each vector, the same as {@link #assign} one by one and much faster. */
  public int[] assignAll(VectorBatch vectors, int threads) {
    int[] cells = new int[vectors.rows()];
    float[] scores = new float[vectors.rows()];
    Ranges.forEach(
        vectors.rows(),
        ROWS_PER_TASK,
        threads,
        (from, to) ->
            assigning.best(
                vectors.values(), from * vectors.dimension(), to - from, cells, scores, from));
    return cells;
  }

  /**
   * The cells to look into, most promising first, the lower number of a tie.
   *
   * @param nprobe how many, at least 1; more than there are gives all
   */
  public int[] probe(float[] query, int nprobe) {
    return probeAll(new VectorBatch(query, query.length), nprobe)[0];
  }

  /** The cells of each query, the same as {@link #probe} one by one and much faster. */
  public int[][] probeAll(VectorBatch queries, int nprobe) {
    if (nprobe < 1) {
      throw new IllegalArgumentException("Cannot probe: nprobe must be at least 1, got " + nprobe);
    }
    int[][] probes = new int[queries.rows()][];
    probing.best(
        queries.values(),
        0,
        queries.rows(),
        Math.min(nprobe, cells()),
        (i, cells, scores) -> probes[i] = cells.clone());
    return probes;
  }
}
