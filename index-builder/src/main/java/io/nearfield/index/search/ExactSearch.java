package io.nearfield.index.search;

import io.nearfield.index.Metric;
import io.nearfield.index.VectorBatch;
import io.nearfield.index.kernel.PackedRows;
import io.nearfield.index.kernel.VectorKernels;
import io.nearfield.index.parallel.Ranges;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/**
 * The true nearest neighbours of many queries, by comparing each with every vector.
 *
 * <p>Tiles of vectors and queries are multiplied; the products choose a few candidates more than
 * wanted, which are then compared one by one as every other exact search does. Where rounding could
 * have kept a true neighbour from the candidates, as among many near-copies, the query is compared
 * with every vector so. The answers are bit for bit those of {@link PartitionIndex} under {@link
 * SearchParams#exact}. O(queries * vectors * dimension) time.
 */
public final class ExactSearch {

  private static final int QUERIES_PER_TASK = 256;
  private static final int ROWS_PER_TILE = 96;

  private final VectorBatch base;
  private final String[] ids;
  private final Metric metric;
  private final float[] halfNorms; // zero unless distances are Euclidean
  private final double largestNorm;

  private ExactSearch(VectorBatch base, String[] ids, Metric metric) {
    this.base = base;
    this.ids = ids;
    this.metric = metric;
    this.halfNorms = new float[base.rows()];
    int d = base.dimension();
    float largest = 0;
    for (int i = 0; i < halfNorms.length; i++) {
      float squared = VectorKernels.dot(base.values(), i * d, base.values(), i * d, d);
      largest = Math.max(largest, squared);
      halfNorms[i] = metric == Metric.EUCLIDEAN ? squared / 2 : 0;
    }
    largestNorm = Math.sqrt(largest);
  }

  /** As {@link #search(VectorBatch, String[], VectorBatch, int, Metric, int)}, by one thread. */
  public static List<List<Hit<Void>>> search(
      VectorBatch preparedBase, String[] ids, VectorBatch preparedQueries, int k, Metric metric) {
    return search(preparedBase, ids, preparedQueries, k, metric, 1);
  }

  /**
   * The k nearest of each query, nearest first, ties by id; all of them when there are fewer.
   *
   * @param preparedBase what is searched
   * @param ids one per row of it
   * @param k at least 1
   * @param threads how many may work at once; does not change the result
   */
  public static List<List<Hit<Void>>> search(
      VectorBatch preparedBase,
      String[] ids,
      VectorBatch preparedQueries,
      int k,
      Metric metric,
      int threads) {
    if (k < 1) {
      throw new IllegalArgumentException("Cannot search: k must be at least 1, got " + k);
    }
    metric.requireFloats();
    if (ids.length != preparedBase.rows()) {
      throw new IllegalArgumentException(
          "Cannot search: %d ids for %d vectors".formatted(ids.length, preparedBase.rows()));
    }
    if (preparedQueries.dimension() != preparedBase.dimension()) {
      throw new IllegalArgumentException(
          "Cannot search: dimension %d of the queries differs from the vectors' dimension %d"
              .formatted(preparedQueries.dimension(), preparedBase.dimension()));
    }
    ExactSearch search = new ExactSearch(preparedBase, ids, metric);
    List<List<Hit<Void>>> answers =
        new ArrayList<>(Collections.nCopies(preparedQueries.rows(), List.of()));
    Ranges.forEach(
        preparedQueries.rows(),
        QUERIES_PER_TASK,
        threads,
        (from, to) -> {
          TopK[] candidates = search.candidates(preparedQueries, from, to, k);
          for (int i = from; i < to; i++) {
            answers.set(i, search.best(preparedQueries.row(i), candidates[i - from], k));
          }
        });
    return answers;
  }

  private TopK[] candidates(VectorBatch queries, int from, int to, int k) {
    int d = base.dimension();
    int count = to - from;
    PackedRows packed = VectorKernels.pack(queries.values(), from * d, count, d);
    // Products are rounded otherwise than distances: near the end of the list the order may differ.
    int wanted = (int) Math.min(base.rows(), k + 16L + k / 4);
    TopK[] best = new TopK[count];
    Arrays.setAll(best, i -> new TopK(wanted, (a, b) -> ids[(int) a].compareTo(ids[(int) b])));
    float[] threshold = new float[count];
    Arrays.fill(threshold, Float.POSITIVE_INFINITY);
    int stride = packed.stride();
    float[] products = new float[ROWS_PER_TILE * stride];
    for (int row = 0; row < base.rows(); row += ROWS_PER_TILE) {
      int rows = Math.min(ROWS_PER_TILE, base.rows() - row);
      VectorKernels.multiply(base.values(), row * d, rows, packed, products);
      for (int r = 0; r < rows; r++) {
        float halfNorm = halfNorms[row + r];
        for (int q = 0; q < count; q++) {
          float key = halfNorm - products[r * stride + q];
          if (key <= threshold[q]) {
            best[q].offer(key, row + r);
            threshold[q] = best[q].threshold();
          }
        }
      }
    }
    return best;
  }

  private List<Hit<Void>> best(float[] query, TopK candidates, int k) {
    List<Candidate> exact = new ArrayList<>(candidates.size());
    for (int i = 0; i < candidates.size(); i++) {
      exact.add(compare(query, (int) candidates.entry(i), candidates.key(i)));
    }
    Collections.sort(exact);
    if (exact.size() < base.rows()
        && (metric == Metric.L1 || !certain(query, exact, k, candidates.threshold()))) {
      exact.clear();
      for (int row = 0; row < base.rows(); row++) {
        exact.add(compare(query, row, 0));
      }
      Collections.sort(exact);
    }
    return exact.stream().limit(k).map(Candidate::hit).toList();
  }

  /** Whether no vector beyond the candidates can be among the k nearest, for all that rounding. */
  private boolean certain(float[] query, List<Candidate> candidates, int k, float leastBeyond) {
    float greatestWithin = Float.NEGATIVE_INFINITY;
    for (Candidate candidate : candidates.subList(0, Math.min(k, candidates.size()))) {
      greatestWithin = Math.max(greatestWithin, candidate.key());
    }
    double norm = Math.sqrt(VectorKernels.dot(query, query));
    double rounding = base.dimension() * 0x1p-23 * largestNorm * (largestNorm + norm);
    return leastBeyond - greatestWithin > 2 * rounding;
  }

  private Candidate compare(float[] query, int row, float key) {
    float[] distance = new float[1];
    Distances.compute(metric, query, base.values(), row * base.dimension(), 1, distance);
    return new Candidate(new Hit<>(ids[row], distance[0], null), key);
  }

  /** A hit and the product-based key that brought it in. */
  private record Candidate(Hit<Void> hit, float key) implements Comparable<Candidate> {
    @Override
    public int compareTo(Candidate other) {
      return hit.compareTo(other.hit);
    }
  }
}
