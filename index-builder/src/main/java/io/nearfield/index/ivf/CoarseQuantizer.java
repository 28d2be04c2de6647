package io.nearfield.index.ivf;

import io.nearfield.index.Metric;
import io.nearfield.index.VectorBatch;
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
  private final Metric metric;

  private CoarseQuantizer(Centroids centroids, Metric metric) {
    this.centroids = centroids;
    this.metric = metric;
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
    return centroids.nearest(vector, 0);
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
            centroids.nearest(
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
    int wanted = Math.min(nprobe, cells());
    int stride = centroids.stride();
    int[][] probes = new int[queries.rows()][];
    // Some queries at a time, so that the products stay small beside the centroids.
    int some = Math.max(1, Math.min(queries.rows(), 96));
    float[] dots = new float[Math.multiplyExact(some, stride)];
    for (int from = 0; from < queries.rows(); from += some) {
      int count = Math.min(some, queries.rows() - from);
      centroids.dots(queries.values(), from * queries.dimension(), count, dots);
      for (int i = 0; i < count; i++) {
        probes[from + i] = least(dots, i * stride, wanted);
      }
    }
    return probes;
  }

  private int[] least(float[] dots, int from, int wanted) {
    NearestCells nearest = new NearestCells(wanted);
    boolean euclidean = metric != Metric.DOT;
    for (int cell = 0; cell < cells(); cell++) {
      float score = euclidean ? centroids.halfNorm(cell) - dots[from + cell] : -dots[from + cell];
      nearest.offer(score, cell);
    }
    return nearest.cells();
  }
}
