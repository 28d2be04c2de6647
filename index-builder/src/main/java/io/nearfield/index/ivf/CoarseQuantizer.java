package io.nearfield.index.ivf;

import io.nearfield.index.Metric;
import io.nearfield.index.VectorBatch;
import io.nearfield.index.kmeans.CentroidSearch;
import io.nearfield.index.kmeans.CentroidSearch.Order;
import io.nearfield.index.kmeans.Centroids;
import io.nearfield.index.parallel.Ranges;
import java.util.Arrays;

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
  private final boolean byProduct;
  private final CentroidSearch assigning;
  private final CentroidSearch probing;

  private final int found; // how many centroids there were when their axes were looked for
  private final int changed; // how many of them have come or moved since

  private CoarseQuantizer(
      Centroids centroids,
      CentroidSearch assigning,
      CentroidSearch probing,
      int found,
      int changed) {
    this.centroids = centroids;
    this.byProduct = assigning != probing;
    this.assigning = assigning;
    this.probing = probing;
    this.found = found;
    this.changed = changed;
  }

  public static CoarseQuantizer of(VectorBatch rows, Metric metric) {
    return of(Centroids.of(rows), metric == Metric.DOT);
  }

  private static CoarseQuantizer of(Centroids centroids, boolean byProduct) {
    CentroidSearch nearest = CentroidSearch.of(centroids, Order.NEAREST);
    CentroidSearch probing =
        byProduct ? CentroidSearch.of(centroids, Order.GREATEST_PRODUCT) : nearest;
    return new CoarseQuantizer(centroids, nearest, probing, centroids.count(), 0);
  }

  /**
   * The same for other centroids, most of them the same as before: what is expensive to learn about
   * them is learned again only when as many have come or moved as there were.
   */
  public CoarseQuantizer withCentroids(VectorBatch rows) {
    Centroids moved = Centroids.of(rows);
    int since = changed + different(rows);
    if (since > found) {
      return of(moved, byProduct);
    }
    CentroidSearch nearest = assigning.moved(moved);
    CentroidSearch best = byProduct ? probing.moved(moved) : nearest;
    return new CoarseQuantizer(moved, nearest, best, found, since);
  }

  private int different(VectorBatch rows) {
    int d = rows.dimension();
    int both = Math.min(rows.rows(), cells());
    int different = Math.max(rows.rows(), cells()) - both;
    for (int i = 0; i < both; i++) {
      boolean same =
          Arrays.equals(
              rows.values(), i * d, (i + 1) * d, centroids().values(), i * d, (i + 1) * d);
      different += same ? 0 : 1;
    }
    return different;
  }

  /** How many cells. */
  public int cells() {
    return centroids.count();
  }

  public VectorBatch centroids() {
    return centroids.rows();
  }

  /** Bytes of the centroids and of what finds those to probe. */
  public long memoryBytes() {
    return (long) Float.BYTES * centroids.rows().values().length + probing.memoryBytes();
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
    int[][] probes = new int[queries.rows()][];
    probeAll(
        queries,
        0,
        queries.rows(),
        nprobe,
        Float.POSITIVE_INFINITY,
        (i, cells, dots, held) -> probes[i] = Arrays.copyOf(cells, held));
    return probes;
  }

  /** Receives the cells of query {@code i}, most promising first; the arrays are reused. */
  @FunctionalInterface
  public interface Probes {
    /**
     * Takes the first {@code held} cells.
     *
     * @param dots the inner product of the query with each of their centroids
     */
    void accept(int i, int[] cells, float[] dots, int held);
  }

  /**
   * The cells to look into for some of the queries.
   *
   * <p>A margin cuts the list where cells stop being promising: a query deep in its own cell needs
   * few, one between many cells needs more. (Q. Chen et al., SPANN, 2021, section 3.3.)
   *
   * @param nprobe how many at the most, at least 1
   * @param margin cells are left out when their squared distance exceeds the nearest cell's by more
   *     than so many times the centroids' mean squared distance from their mean; under DOT when
   *     their inner product falls short by more than half of that; infinity leaves out none
   */
  public void probeAll(
      VectorBatch queries, int from, int count, int nprobe, float margin, Probes probes) {
    if (nprobe < 1) {
      throw new IllegalArgumentException("Cannot probe: nprobe must be at least 1, got " + nprobe);
    }
    if (!(margin >= 0)) {
      throw new IllegalArgumentException(
          "Cannot probe: the margin must be at least 0, got " + margin);
    }
    probing.best(
        queries.values(),
        from * queries.dimension(),
        count,
        Math.min(nprobe, cells()),
        margin,
        (i, few, scores, held) -> {
          for (int j = 0; j < held; j++) {
            scores[j] = (byProduct ? 0 : centroids.halfNorm(few[j])) - scores[j];
          }
          probes.accept(i, few, scores, held);
        });
  }
}
