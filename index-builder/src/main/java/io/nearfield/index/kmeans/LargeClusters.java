package io.nearfield.index.kmeans;

import io.nearfield.index.VectorBatch;
import io.nearfield.index.kernel.VectorKernels;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * Keeps clusters from growing far beyond the others: a large one is split in two, and for it a
 * small one is merged with its nearest neighbour. Done only where the split gains more than the
 * merger costs, so the objective falls. (The gain of a merger undone is Ward's criterion: J. Ward,
 * Hierarchical grouping to optimize an objective function, 1963.)
 */
final class LargeClusters {

  private static final int ITERATIONS = 4;

  private LargeClusters() {}

  /**
   * Splits clusters above {@code longest} times the mean size.
   *
   * @param centroids what the rows were assigned to
   * @return how many were split
   */
  static int split(Assignment assignment, VectorBatch centroids, double longest) {
    Members members = assignment.members();
    int clusters = members.clusters();
    double limit = longest * assignment.rows().rows() / clusters;
    int[] large =
        IntStream.range(0, clusters)
            .filter(c -> members.size(c) > limit)
            .boxed()
            .sorted(Comparator.comparingInt((Integer c) -> -members.size(c)))
            .mapToInt(c -> c)
            .toArray();
    if (large.length == 0) {
      return 0;
    }
    int[] small =
        IntStream.range(0, clusters)
            .boxed()
            .sorted(Comparator.comparingInt(members::size))
            .mapToInt(c -> c)
            .toArray();
    boolean[] touched = new boolean[clusters];
    for (int c : large) {
      touched[c] = true;
    }
    int splits = 0;
    int next = 0;
    for (int big : large) {
      while (next < clusters && touched[small[next]]) {
        next++;
      }
      if (next == clusters) {
        break;
      }
      int gone = small[next];
      int heir = nearest(centroids, gone, touched);
      if (heir >= 0
          && halve(assignment, members, big, gone, cost(members, centroids, gone, heir))) {
        for (int i = 0; i < members.size(gone); i++) {
          assignment.clusters()[members.row(gone, i)] = heir;
        }
        touched[gone] = true;
        touched[heir] = true;
        splits++;
      }
    }
    return splits;
  }

  /** What the objective rises by when one cluster's rows join another. */
  private static double cost(Members members, VectorBatch centroids, int gone, int heir) {
    int d = centroids.dimension();
    double a = members.size(gone);
    double b = members.size(heir);
    return a == 0
        ? 0
        : a
            * b
            / (a + b)
            * VectorKernels.squaredL2(
                centroids.values(), gone * d, centroids.values(), heir * d, d);
  }

  private static int nearest(VectorBatch centroids, int of, boolean[] excluded) {
    float[] distance = new float[centroids.rows()];
    VectorKernels.squaredL2Batch(
        centroids.row(of), centroids.values(), 0, centroids.rows(), distance, 0);
    int nearest = -1;
    for (int c = 0; c < distance.length; c++) {
      if (c != of && !excluded[c] && (nearest < 0 || distance[c] < distance[nearest])) {
        nearest = c;
      }
    }
    return nearest;
  }

  /** Gives one half of a cluster to another, if that lowers the objective by more than the cost. */
  private static boolean halve(
      Assignment assignment, Members members, int big, int other, double cost) {
    VectorBatch rows = members.copy(assignment.rows(), big);
    KMeansParams two = KMeansParams.of(2).withIterations(ITERATIONS).withSeed(big);
    KMeansModel halves = KMeans.cluster(rows, two);
    double gain = spread(rows) - halves.stats().get(halves.stats().size() - 1).objective();
    if (gain <= cost) {
      return false;
    }
    for (int i = 0; i < rows.rows(); i++) {
      if (halves.assignment()[i] == 1) {
        assignment.clusters()[members.row(big, i)] = other;
      }
    }
    return true;
  }

  /** The squared distances of rows to their mean, in sum. */
  private static double spread(VectorBatch rows) {
    int d = rows.dimension();
    double[] sum = new double[d];
    double squares = 0;
    for (int i = 0; i < rows.values().length; i++) {
      double value = rows.values()[i];
      sum[i % d] += value;
      squares += value * value;
    }
    for (double value : sum) {
      squares -= value * value / rows.rows();
    }
    return squares;
  }
}
