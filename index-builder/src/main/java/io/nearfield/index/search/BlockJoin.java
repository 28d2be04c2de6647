package io.nearfield.index.search;

import io.nearfield.index.Metric;
import io.nearfield.index.VectorBatch;
import io.nearfield.index.kernel.PackedRows;
import io.nearfield.index.kernel.VectorKernels;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The nearest of many queries among rows that come block by block, such as the cells of an index:
 * nobody has to hold all rows, and any query may skip any block.
 *
 * <p>Queries and rows are multiplied tile by tile; only a pair whose product could make it one of
 * the nearest, for all that rounding, is compared once more as a search by itself does. So
 * distances are bit for bit those of {@link PartitionIndex} under {@link SearchParams#exact}, and
 * do not depend on the order of the blocks. O(pairs compared * dimension) time; heap per query: 4 *
 * dimension + 12 * k bytes. Not thread-safe: threads take queries of their own.
 *
 * <pre>{@code
 * BlockJoin<Void> join = new BlockJoin<>(queries, Metric.COSINE, 10);
 * join.compare(null, rows, 0, rows.ids().size());
 * List<Hit<Void>> nearest = join.nearest(0);
 * }</pre>
 */
public final class BlockJoin<A> {

  private static final int QUERIES_PER_TILE = 256;
  private static final int ROWS_PER_TILE = 128;

  /** With fewer queries, packing a tile costs more than the products save. */
  private static final int FEWEST_QUERIES = 6;

  private final VectorBatch queries;
  private final Metric metric;
  private final int k;
  private final float radius; // NaN for none
  private final int width; // of a multiplied row
  private final float[] widened; // the queries; a one behind each under EUCLIDEAN
  private final double[] squaredNorms;
  private final String[] selves;

  private final float[] distances; // Layout: (queries, k), nearest first
  private final Object[] hits; // JoinRows.attachment, same layout
  private final String[] ids; // same layout
  private final int[] sizes;
  private final boolean[] cut;
  private long compared;

  // Scratch of a tile.
  private final float[] tile;
  private final float[] chosen;
  private final float[] products;
  private final float[] query;
  private final float[] exact = new float[ROWS_PER_TILE];
  private final int[] found = new int[ROWS_PER_TILE];

  /** The k nearest of each prepared query. */
  public BlockJoin(VectorBatch queries, Metric metric, int k) {
    this(queries, metric, k, Float.NaN, null);
  }

  /**
   * @param most how many are kept of each query, at least 1
   * @param radius farther rows are not wanted; NaN for no such bound
   * @param selves for each query the id of a row that is not its neighbour, itself; null for none
   */
  public BlockJoin(VectorBatch queries, Metric metric, int most, float radius, String[] selves) {
    metric.requireFloats();
    if (most < 1) {
      throw new IllegalArgumentException("Cannot join: k must be at least 1, got " + most);
    }
    int n = queries.rows();
    int d = queries.dimension();
    this.queries = queries;
    this.metric = metric;
    this.k = most;
    this.radius = radius;
    this.selves = selves;
    this.width = metric == Metric.EUCLIDEAN ? d + 1 : d;
    this.squaredNorms = new double[n];
    this.widened = width == d ? queries.values() : new float[Math.multiplyExact(n, width)];
    for (int i = 0; i < n; i++) {
      squaredNorms[i] = VectorKernels.dot(queries.values(), i * d, queries.values(), i * d, d);
      if (width > d) {
        System.arraycopy(queries.values(), i * d, widened, i * width, d);
        widened[i * width + d] = 1;
      }
    }
    this.distances = new float[Math.multiplyExact(n, k)];
    this.hits = new Object[n * k];
    this.ids = new String[n * k];
    this.sizes = new int[n];
    this.cut = new boolean[n];
    this.tile = new float[ROWS_PER_TILE * width];
    this.chosen = new float[QUERIES_PER_TILE * width];
    this.products = new float[QUERIES_PER_TILE * (ROWS_PER_TILE + 64)];
    this.query = new float[d];
  }

  /**
   * Compares queries with the rows from {@code from} to {@code to}.
   *
   * @param asked which queries; null for all
   */
  public void compare(int[] asked, JoinRows<A> rows, int from, int to) {
    int count = asked == null ? queries.rows() : asked.length;
    if (count == 0) {
      return;
    }
    compared += (long) count * (to - from);
    for (int row = from; row < to; row += ROWS_PER_TILE) {
      int some = Math.min(ROWS_PER_TILE, to - row);
      if (metric == Metric.L1 || count < FEWEST_QUERIES) {
        for (int i = 0; i < count; i++) {
          oneByOne(asked == null ? i : asked[i], rows, row, some);
        }
      } else {
        multiply(asked, count, rows, row, some);
      }
    }
  }

  private void oneByOne(int q, JoinRows<A> rows, int row, int some) {
    copyQuery(q);
    Distances.compute(metric, query, rows.vectors().values(), row * query.length, some, exact);
    for (int i = 0; i < some; i++) {
      if (exact[i] <= farthest(q)) {
        offer(q, exact[i], rows, row + i);
      }
    }
  }

  private void multiply(int[] asked, int count, JoinRows<A> rows, int row, int some) {
    double largest = copyTile(rows.vectors().values(), row, some);
    PackedRows packed = VectorKernels.pack(tile, 0, some, width);
    for (int first = 0; first < count; first += QUERIES_PER_TILE) {
      int block = Math.min(QUERIES_PER_TILE, count - first);
      if (asked == null) {
        VectorKernels.multiply(widened, first * width, block, packed, products);
      } else {
        for (int i = 0; i < block; i++) {
          System.arraycopy(widened, asked[first + i] * width, chosen, i * width, width);
        }
        VectorKernels.multiply(chosen, 0, block, packed, products);
      }
      for (int i = 0; i < block; i++) {
        int q = asked == null ? first + i : asked[first + i];
        int reach =
            VectorKernels.atLeast(
                products, i * packed.stride(), some, leastProduct(q, largest), found);
        if (reach > 0) {
          again(q, rows, row, reach, i * packed.stride(), largest);
        }
      }
    }
  }

  /** Copies rows behind each other, with minus half their squared norm where that counts. */
  private double copyTile(float[] vectors, int row, int some) {
    int d = query.length;
    double largest = 0;
    for (int i = 0; i < some; i++) {
      int at = (row + i) * d;
      float squared = VectorKernels.dot(vectors, at, vectors, at, d);
      largest = Math.max(largest, squared);
      System.arraycopy(vectors, at, tile, i * width, d);
      if (width > d) {
        tile[i * width + d] = -squared / 2;
      }
    }
    return Math.sqrt(largest);
  }

  /** What a product must be at least for its row to come in, for all that rounding. */
  private float leastProduct(int q, double largestNorm) {
    double most = farthest(q);
    if (most == Float.POSITIVE_INFINITY) {
      return Float.NEGATIVE_INFINITY;
    }
    double least =
        switch (metric) {
          case EUCLIDEAN -> (squaredNorms[q] - most * most) / 2;
          case COSINE -> 1 - most;
          default -> -most;
        };
    double norm = Math.sqrt(squaredNorms[q]);
    double rounding = width * 0x1p-22 * (largestNorm + norm) * (largestNorm + norm);
    return (float) (least - rounding);
  }

  private void again(int q, JoinRows<A> rows, int row, int reach, int from, double largest) {
    copyQuery(q);
    float least = Float.NEGATIVE_INFINITY;
    for (int i = 0; i < reach; i++) {
      if (products[from + found[i]] < least) {
        continue; // nearer ones have come in meanwhile
      }
      int at = row + found[i];
      Distances.compute(metric, query, rows.vectors().values(), at * query.length, 1, exact);
      if (exact[0] <= farthest(q)) {
        offer(q, exact[0], rows, at);
        least = leastProduct(q, largest);
      }
    }
  }

  private void copyQuery(int q) {
    System.arraycopy(queries.values(), q * query.length, query, 0, query.length);
  }

  /** The distance beyond which nothing is kept. */
  private float farthest(int q) {
    float most = sizes[q] < k ? Float.POSITIVE_INFINITY : distances[q * k + k - 1];
    if (Float.isNaN(radius)) {
      return most;
    }
    // Whether more lie within the radius is to be known, until it is.
    return cut[q] ? Math.min(most, radius) : radius;
  }

  private void offer(int q, float distance, JoinRows<A> rows, int row) {
    String id = rows.ids().get(row);
    if (selves != null && id.equals(selves[q])) {
      return;
    }
    int first = q * k;
    int size = sizes[q];
    int at = first + size;
    while (at > first
        && (distance < distances[at - 1]
            || (distance == distances[at - 1] && id.compareTo(ids[at - 1]) < 0))) {
      at--;
    }
    if (size == k) {
      cut[q] = true;
      if (at == first + k) {
        return;
      }
      size--;
    }
    int moved = first + size - at;
    System.arraycopy(distances, at, distances, at + 1, moved);
    System.arraycopy(ids, at, ids, at + 1, moved);
    System.arraycopy(hits, at, hits, at + 1, moved);
    distances[at] = distance;
    ids[at] = id;
    hits[at] = rows.attachment(row);
    sizes[q] = size + 1;
  }

  /** What was found for a query so far, nearest first, ties by id. */
  @SuppressWarnings("unchecked") // only offer stores attachments
  public List<Hit<A>> nearest(int q) {
    List<Hit<A>> nearest = new ArrayList<>(sizes[q]);
    for (int i = q * k; i < q * k + sizes[q]; i++) {
      nearest.add(new Hit<>(ids[i], distances[i], (A) hits[i]));
    }
    return nearest;
  }

  /** Whether more rows were near enough than are kept. */
  public boolean cut(int q) {
    return cut[q];
  }

  /** How many pairs were compared. */
  public long compared() {
    return compared;
  }

  /** Forgets what was found; the queries stay. */
  public void clear() {
    Arrays.fill(ids, null);
    Arrays.fill(hits, null);
    Arrays.fill(sizes, 0);
    Arrays.fill(cut, false);
    compared = 0;
  }
}
