package io.nearfield.index.kmeans;

import io.nearfield.index.VectorBatch;
import io.nearfield.index.kernel.PackedRows;
import io.nearfield.index.kernel.VectorKernels;
import java.util.Arrays;

/**
 * The best few of many centroids for a vector, exactly, at a fraction of the products.
 *
 * <p>Centroids are means, so they vary in far fewer directions than the vectors they stand for.
 * With m the mean of the centroids, p the projection on their leading principal axes and e(x) the
 * length of what it leaves out, Cauchy and Schwarz bound each product:
 *
 * <pre>  (x - m) . (c - m)  &lt;=  p(x) . p(c) + e(x) e(c)</pre>
 *
 * The right side is itself a product, of vectors one value longer than the projection. It is
 * computed for all centroids, and only those whose bound reaches the best found are multiplied in
 * full: on embeddings 1.5 of 4,096 for the nearest and twice the number wanted for more. The answer
 * is that of comparing with all, ties to the lower number, whatever the batch. Where the centroids
 * fill all directions the bound says little and all are compared. Immutable and thread-safe.
 */
public final class CentroidSearch {

  /** What is least: half the squared distance, or the negated inner product. */
  public enum Order {
    NEAREST,
    GREATEST_PRODUCT
  }

  // Fewer centroids or values than these are compared faster than bounded.
  private static final int FEWEST_CENTROIDS = 256;
  private static final int FEWEST_VALUES = 64;
  private static final int AXES_STEP = 16;
  private static final double SHARE_WANTED = 0.99;
  private static final double SHARE_NEEDED = 0.80;

  private static final int ROWS_PER_BLOCK = 32;
  private static final int FEWEST_GROUPS = 64;
  // Of the product of the lengths of vector and centroid: more than float sums are ever off by.
  private static final float ROUNDING = 2e-5f;

  private final Centroids centroids;
  private final Order order;
  private final PrincipalAxes axes; // null: compare with all
  private final PackedRows packedAxes;
  private final float[] meanOnAxes;
  private final double meanNorm;
  private final PackedRows bounds; // rows (p(c), e(c), -offset(c))
  private final float longest; // |c| of the longest centroid
  private final double spread;

  private CentroidSearch(Centroids centroids, Order order, PrincipalAxes axes) {
    this.centroids = centroids;
    this.order = order;
    this.axes = axes;
    double most = 0;
    for (int c = 0; c < centroids.count(); c++) {
      most = Math.max(most, centroids.halfNorm(c));
    }
    this.longest = (float) Math.sqrt(2 * most);
    this.spread = spread(centroids.rows());
    if (axes == null) {
      this.packedAxes = null;
      this.meanOnAxes = null;
      this.meanNorm = 0;
      this.bounds = null;
      return;
    }
    int d = axes.dimension();
    this.packedAxes = VectorKernels.pack(axes.axes(), 0, axes.count(), d);
    this.meanNorm = Centroids.squaredNorm(axes.mean(), 0, d);
    this.meanOnAxes = new float[packedAxes.stride()];
    VectorKernels.multiply(axes.mean(), 0, 1, packedAxes, meanOnAxes);
    this.bounds = bounds();
  }

  /** Finds the axes itself. */
  public static CentroidSearch of(Centroids centroids, Order order) {
    return new CentroidSearch(centroids, order, axesFor(centroids.rows()));
  }

  /**
   * The same for centroids that have moved, without looking for axes again: the answers stay exact,
   * whatever the axes.
   */
  public CentroidSearch moved(Centroids to) {
    return new CentroidSearch(to, order, axes);
  }

  private static PrincipalAxes axesFor(VectorBatch rows) {
    int d = rows.dimension();
    if (rows.rows() < FEWEST_CENTROIDS || d < FEWEST_VALUES) {
      return null;
    }
    int most = Math.min(d / 2, 128) / AXES_STEP * AXES_STEP;
    PrincipalAxes all = PrincipalAxes.of(rows, most);
    for (int count = 2 * AXES_STEP; count <= most; count += AXES_STEP) {
      if (all.share(count) >= SHARE_WANTED) {
        return all.first(count);
      }
    }
    return all.share(most) >= SHARE_NEEDED ? all : null;
  }

  public Centroids centroids() {
    return centroids;
  }

  /** Bytes held beside the centroids' rows. */
  public long memoryBytes() {
    return axes == null
        ? 4L * centroids.stride() * centroids.dimension()
        : 4L * (bounds.stride() * bounds.dimension() + 2L * axes.count() * axes.dimension());
  }

  // Rows of (p(c - m), e(c), -offset), where score(x, c) = offset(c) - (x - m).(c - m) +
  // constant(x).
  private PackedRows bounds() {
    int d = axes.dimension();
    int n = axes.count();
    int width = n + 2;
    float[] rows = new float[centroids.count() * width];
    float[] centred = new float[d];
    float[] projected = new float[n];
    float[] columns = axes.columns();
    for (int c = 0; c < centroids.count(); c++) {
      double product = 0; // m . c
      for (int j = 0; j < d; j++) {
        float value = centroids.rows().values()[c * d + j];
        centred[j] = value - axes.mean()[j];
        product += (double) axes.mean()[j] * value;
      }
      Arrays.fill(projected, 0);
      for (int j = 0; j < d; j++) {
        PrincipalAxes.add(centred[j], columns, j * n, projected, 0, n);
      }
      System.arraycopy(projected, 0, rows, c * width, n);
      double whole = Centroids.squaredNorm(centred, 0, d);
      rows[c * width + n] = left(whole, Centroids.squaredNorm(projected, 0, n));
      double offset = order == Order.NEAREST ? whole / 2 : -product;
      rows[c * width + n + 1] = (float) -offset;
    }
    return VectorKernels.pack(rows, 0, centroids.count(), width);
  }

  /** The length of what a projection leaves out, never less than it is. */
  private static float left(double whole, double kept) {
    return (float) Math.sqrt(Math.max(0, whole - kept) + 1e-5 * whole);
  }

  /**
   * The best centroid of each of {@code count} vectors, the lowest number of a tie.
   *
   * @param vectors Layout: (count, dimension), from {@code from}
   * @param best receives the centroid of vector i at {@code bestFrom + i}
   * @param score receives what it was chosen by at the same place: |c|^2 / 2 - x . c, or -x . c
   */
  public void best(float[] vectors, int from, int count, int[] best, float[] score, int bestFrom) {
    if (axes == null && order == Order.NEAREST) {
      centroids.nearest(vectors, from, count, best, score, bestFrom);
      return;
    }
    Search search = new Search(1, Float.POSITIVE_INFINITY);
    search.over(
        vectors,
        from,
        count,
        (i, cells, scores, held) -> {
          best[bestFrom + i] = cells[0];
          score[bestFrom + i] = scores[0];
        });
  }

  /** Receives the best centroids of vector {@code i}, best first; the arrays are reused. */
  @FunctionalInterface
  public interface Receiver {
    void accept(int i, int[] cells, float[] scores, int held);
  }

  /**
   * The {@code wanted} best centroids of each of {@code count} vectors, best first, the lower
   * number of a tie.
   *
   * @param wanted 1 to the number of centroids
   * @param margin those whose score is worse than the best one's by more than so many times half
   *     the {@link #spread} are left out; infinity leaves out none
   */
  public void best(
      float[] vectors, int from, int count, int wanted, float margin, Receiver receiver) {
    new Search(wanted, (float) (margin * spread / 2)).over(vectors, from, count, receiver);
  }

  /** The mean squared distance of the centroids from their mean. */
  public double spread() {
    return spread;
  }

  private static double spread(VectorBatch rows) {
    int d = rows.dimension();
    double squares = 0;
    double[] sum = new double[d];
    for (int i = 0; i < rows.values().length; i++) {
      double value = rows.values()[i];
      squares += value * value;
      sum[i % d] += value;
    }
    double ofMean = 0;
    for (double value : sum) {
      ofMean += value / rows.rows() * (value / rows.rows());
    }
    return Math.max(0, squares / rows.rows() - ofMean);
  }

  /** The scratch of one call. */
  private final class Search {
    private final int wanted;
    private final float margin; // of the score
    private final NearestFew few;
    private final NearestFew greatest;
    private final float[] maxima;
    private final int[] cells;
    private final float[] scores;
    private float[] products = new float[0];
    private final int[] found = new int[centroids.count()];

    Search(int wanted, float margin) {
      this.wanted = wanted;
      this.margin = margin;
      this.few = new NearestFew(wanted);
      this.greatest = new NearestFew(wanted);
      this.maxima = new float[Math.max(FEWEST_GROUPS, Integer.highestOneBit(wanted) * 8)];
      this.cells = new int[wanted];
      this.scores = new float[wanted];
    }

    void over(float[] vectors, int from, int count, Receiver receiver) {
      int d = centroids.dimension();
      // Many wanted of many: the bounds would let most of them through.
      boolean all = axes == null || wanted > centroids.count() / 8;
      for (int i = 0; i < count; i += ROWS_PER_BLOCK) {
        int some = Math.min(ROWS_PER_BLOCK, count - i);
        if (all) {
          compareAll(vectors, from + i * d, some, i, receiver);
        } else {
          compareBounded(vectors, from + i * d, some, i, receiver);
        }
      }
    }

    private void compareAll(float[] vectors, int from, int some, int first, Receiver receiver) {
      int stride = centroids.stride();
      products = sized(products, some * stride);
      centroids.dots(vectors, from, some, products);
      for (int r = 0; r < some; r++) {
        few.clear();
        for (int c = 0; c < centroids.count(); c++) {
          float offset = order == Order.NEAREST ? centroids.halfNorm(c) : 0;
          few.offer(offset - products[r * stride + c], c);
        }
        receiver.accept(first + r, cells, scores, held());
      }
    }

    private void compareBounded(float[] vectors, int from, int some, int first, Receiver receiver) {
      int d = centroids.dimension();
      int n = axes.count();
      int width = n + 2;
      int axesStride = packedAxes.stride();
      float[] onAxes = new float[some * axesStride];
      VectorKernels.multiply(vectors, from, some, packedAxes, onAxes);
      float[] projected = new float[some * width];
      float[] constants = new float[some];
      float[] slacks = new float[some];
      for (int r = 0; r < some; r++) {
        int at = from + r * d;
        double norm = VectorKernels.dot(vectors, at, vectors, at, d);
        double product = VectorKernels.dot(vectors, at, axes.mean(), 0, d);
        double whole = Math.max(0, norm - 2 * product + meanNorm);
        double kept = 0;
        for (int j = 0; j < n; j++) {
          float value = onAxes[r * axesStride + j] - meanOnAxes[j];
          projected[r * width + j] = value;
          kept += (double) value * value;
        }
        projected[r * width + n] = left(whole + 1e-6 * (norm + meanNorm), kept);
        projected[r * width + n + 1] = 1;
        double along = product - meanNorm; // (x - m) . m
        constants[r] = (float) (order == Order.NEAREST ? -meanNorm / 2 - along : -along);
        slacks[r] = (float) (ROUNDING * longest * (Math.sqrt(norm) + Math.sqrt(meanNorm)));
      }
      int stride = bounds.stride();
      products = sized(products, some * stride);
      VectorKernels.multiply(projected, 0, some, bounds, products);
      for (int r = 0; r < some; r++) {
        // Score >= constant - product: whatever scores at most t has a product of constant - t.
        choose(vectors, from + r * d, r * stride, constants[r] + slacks[r]);
        receiver.accept(first + r, cells, scores, held());
      }
    }

    // First those of the greatest bounds, whose worst score then says which others could be better.
    private void choose(float[] vectors, int at, int row, float constant) {
      few.clear();
      boolean cut = margin < Float.POSITIVE_INFINITY;
      offer(vectors, at, row, threshold(row, cut ? 1 : wanted));
      // Not yet compared, and with a bound that could make it one of the best.
      offer(vectors, at, row, constant - (cut ? few.best() + margin : few.worst()));
    }

    /** Sorts what was found and says how many of it lie within the margin. */
    private int held() {
      int held = few.sorted(cells, scores);
      while (held > 1 && scores[held - 1] > scores[0] + margin) {
        held--;
      }
      return held;
    }

    // At least `reaching` bounds reach it, and seldom many more: the greatest of many groups.
    private float threshold(int row, int reaching) {
      VectorKernels.maxima(products, row, centroids.count(), maxima, maxima.length);
      if (reaching == 1) {
        float most = maxima[0];
        for (float value : maxima) {
          most = Math.max(most, value);
        }
        return most;
      }
      greatest.clear();
      for (int i = 0; i < maxima.length; i++) {
        greatest.offer(-maxima[i], i);
      }
      return -greatest.worst();
    }

    private void offer(float[] vectors, int at, int row, float least) {
      int held = VectorKernels.atLeast(products, row, centroids.count(), least, found);
      for (int i = 0; i < held; i++) {
        few.offer(score(vectors, at, found[i]), found[i]);
        products[row + found[i]] = Float.NEGATIVE_INFINITY;
      }
    }

    private float score(float[] vectors, int at, int cell) {
      int d = centroids.dimension();
      float dot = VectorKernels.dot(vectors, at, centroids.rows().values(), cell * d, d);
      return order == Order.NEAREST ? centroids.halfNorm(cell) - dot : -dot;
    }
  }

  private static float[] sized(float[] array, int length) {
    return array.length >= length ? array : Arrays.copyOf(array, length);
  }
}
