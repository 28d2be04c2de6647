package io.nearfield.index.kmeans;

import io.nearfield.index.VectorBatch;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

/**
 * Lloyd's iteration: assign each row to its nearest centroid, move each centroid to the mean of its
 * rows, repeat.
 *
 * <p>An empty cluster takes the farthest row of the largest cluster, so none stays empty while
 * there are as many distinct rows as clusters, and the objective never rises. (S. Lloyd, Least
 * squares quantization in PCM, 1982.)
 */
final class Lloyd {

  // After the last iteration: how often empty clusters are mended before they are left empty.
  private static final int MENDINGS = 8;

  // As many iterations at the end leave the number of rows per cluster to the data.
  private static final int ITERATIONS_TO_SETTLE = 2;

  // Above this many pairs of centroids their neighbours are not looked up in every iteration.
  private static final long MOST_PAIRS = 1L << 28;
  private static final int ITERATIONS_PER_LOOKUP = 3;

  // Above this many clusters a row is compared with those near its own alone.
  private static final int MOST_TO_LOOK_AT = 8192;

  private final VectorBatch rows;
  private final KMeansParams params;
  private final Consumer<KMeansStats> listener;
  private final Assignment assignment;
  private CentroidSearch search;
  private Neighbourhood near;

  Lloyd(VectorBatch rows, KMeansParams params, Consumer<KMeansStats> listener) {
    this.rows = rows;
    this.params = params;
    this.listener = listener;
    this.assignment = new Assignment(rows, params.clusters(), params.threads());
  }

  /** Iterates, and assigns each row once more to the final centroids. */
  KMeansModel run(Seeds start) {
    return run(start, true);
  }

  /**
   * Iterates.
   *
   * @param assigned whether the rows are wanted with the final centroids; without, they are those
   *     of the iteration before, and the last statistics too
   */
  KMeansModel run(Seeds start, boolean assigned) {
    Centroids centroids = Centroids.of(start.centroids());
    boolean nearOnly = start.clusters() != null && params.clusters() > MOST_TO_LOOK_AT;
    if (start.clusters() != null) {
      System.arraycopy(start.clusters(), 0, assignment.clusters(), 0, rows.rows());
    }
    List<KMeansStats> stats = new ArrayList<>();
    int[] before = null;
    boolean done = false;
    boolean still = false; // among the centroids near its own no row finds a nearer one
    for (int i = 1; !done && i <= params.iterations() + MENDINGS; i++) {
      boolean last = still || i > params.iterations();
      assign(centroids, i, nearOnly);
      boolean same = Arrays.equals(before, assignment.clusters());
      boolean settled = last || (same && !nearOnly);
      still |= same;
      KMeansStats measured = measure(i);
      int splits = EmptyClusters.fill(assignment);
      if (!last && i <= params.iterations() - ITERATIONS_TO_SETTLE) {
        splits += LargeClusters.split(assignment, centroids.rows(), params.longest());
      }
      KMeansStats now =
          new KMeansStats(
              i, measured.objective(), measured.imbalance(), measured.longest(), splits);
      stats.add(now);
      listener.accept(now);
      boolean enough = !assigned && i >= params.iterations() && splits == 0;
      done = settled && splits == 0;
      if (!done) {
        before = assignment.clusters().clone();
        centroids =
            Centroids.of(Means.of(rows, assignment.members(), centroids.rows(), params.threads()));
        if (enough) {
          break;
        }
      }
    }
    if (!done && assigned) {
      assign(centroids, 1, nearOnly);
    }
    return new KMeansModel(centroids, assignment.clusters(), stats);
  }

  private void assign(Centroids centroids, int iteration, boolean nearOnly) {
    search =
        search == null
            ? CentroidSearch.of(centroids, CentroidSearch.Order.NEAREST)
            : search.moved(centroids);
    if (!nearOnly) {
      assignment.assign(search);
      return;
    }
    boolean cheap = (long) params.clusters() * params.clusters() <= MOST_PAIRS;
    if (near == null || cheap || iteration % ITERATIONS_PER_LOOKUP == 1) {
      near = Neighbourhood.of(search, params.threads());
    }
    near.assign(assignment, centroids, params.threads());
  }

  private KMeansStats measure(int iteration) {
    Members members = assignment.members();
    double sumOfSquares = 0;
    int longest = 0;
    for (int c = 0; c < members.clusters(); c++) {
      sumOfSquares += (double) members.size(c) * members.size(c);
      longest = Math.max(longest, members.size(c));
    }
    double mean = (double) rows.rows() / members.clusters();
    return new KMeansStats(
        iteration, assignment.objective(), sumOfSquares / (mean * rows.rows()), longest / mean, 0);
  }
}
