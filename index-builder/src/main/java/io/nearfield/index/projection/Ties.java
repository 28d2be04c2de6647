package io.nearfield.index.projection;

import java.util.Arrays;

/**
 * How strongly rows belong together, 0 to 1: a row's nearest neighbour fully, the others the less
 * the farther they are for that row, so that every row has about as much in common with its
 * surroundings whether they are dense or sparse; two rows belong together if either says so. (L.
 * McInnes, J. Healy, J. Melville, UMAP: Uniform Manifold Approximation and Projection, 2018,
 * section 3.1.)
 *
 * @param from the row at one end, ascending
 * @param to the row at the other; each tie is there in both directions
 * @param strengths above 0
 */
@SuppressWarnings("ArrayRecordComponent") // handed on, never compared
record Ties(int[] from, int[] to, float[] strengths) {

  private static final int HALVINGS = 64;
  private static final double CLOSE_ENOUGH = 1e-5;
  private static final double LEAST_SCALE = 1e-3; // of the mean distance, where all are alike

  static Ties of(NeighbourGraph graph) {
    int k = graph.k();
    int n = graph.ids().length / k;
    float[] oneSided = oneSided(graph, n);
    int[] froms = new int[2 * n * k];
    int[] tos = new int[2 * n * k];
    float[] strengths = new float[2 * n * k];
    int count = 0;
    for (int i = 0; i < n; i++) {
      for (int at = i * k; at < (i + 1) * k; at++) {
        int j = graph.ids()[at];
        float back = strength(graph, oneSided, j, i);
        float both =
            1 - (1 - oneSided[at]) * (1 - Math.max(0, back)); // exactly 1 if one of them is
        froms[count] = i;
        tos[count] = j;
        strengths[count++] = both;
        if (back < 0) { // the other row does not name this one: its direction comes from here
          froms[count] = j;
          tos[count] = i;
          strengths[count++] = both;
        }
      }
    }
    return sorted(froms, tos, strengths, count, n);
  }

  /** What row i says of row j; -1 if that is none of its neighbours. */
  private static float strength(NeighbourGraph graph, float[] oneSided, int i, int j) {
    for (int at = i * graph.k(); at < (i + 1) * graph.k(); at++) {
      if (graph.ids()[at] == j) {
        return oneSided[at];
      }
    }
    return -1;
  }

  private static float[] oneSided(NeighbourGraph graph, int n) {
    int k = graph.k();
    double mean = 0;
    for (float distance : graph.distances()) {
      mean += distance / graph.distances().length;
    }
    float[] strengths = new float[n * k];
    for (int i = 0; i < n; i++) {
      double nearest = nearest(graph.distances(), i * k, k);
      double scale = scale(graph.distances(), i * k, k, nearest, LEAST_SCALE * mean);
      for (int at = i * k; at < (i + 1) * k; at++) {
        double beyond = Math.max(0, graph.distances()[at] - nearest);
        strengths[at] = scale > 0 ? (float) Math.exp(-beyond / scale) : 1;
      }
    }
    return strengths;
  }

  /** The least distance that is not that of a copy. */
  private static double nearest(float[] distances, int first, int k) {
    for (int at = first; at < first + k; at++) {
      if (distances[at] > 0) {
        return distances[at];
      }
    }
    return 0;
  }

  /** The scale with which the strengths add up to the logarithm of k. */
  private static double scale(float[] distances, int first, int k, double nearest, double least) {
    double wanted = Math.log(k) / Math.log(2);
    double low = 0;
    double high = Double.POSITIVE_INFINITY;
    double scale = 1;
    for (int i = 0; i < HALVINGS; i++) {
      double sum = 0;
      for (int at = first; at < first + k; at++) {
        sum += Math.exp(-Math.max(0, distances[at] - nearest) / scale);
      }
      if (Math.abs(sum - wanted) < CLOSE_ENOUGH) {
        break;
      }
      if (sum > wanted) {
        high = scale;
      } else {
        low = scale;
      }
      scale = high == Double.POSITIVE_INFINITY ? 2 * scale : (low + high) / 2;
    }
    return Math.max(scale, least);
  }

  /** By the first row, each row's own ties in the order they came: a counting sort. */
  private static Ties sorted(int[] froms, int[] tos, float[] strengths, int count, int n) {
    int[] next = new int[n + 1];
    for (int i = 0; i < count; i++) {
      next[froms[i] + 1]++;
    }
    Arrays.parallelPrefix(next, Integer::sum);
    int[] from = new int[count];
    int[] to = new int[count];
    float[] strength = new float[count];
    for (int i = 0; i < count; i++) {
      int at = next[froms[i]]++;
      from[at] = froms[i];
      to[at] = tos[i];
      strength[at] = strengths[i];
    }
    return new Ties(from, to, strength);
  }
}
