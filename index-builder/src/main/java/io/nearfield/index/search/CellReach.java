package io.nearfield.index.search;

import io.nearfield.index.Metric;
import io.nearfield.index.TrainedIndex;
import io.nearfield.index.kernel.VectorKernels;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Which cells can hold an entry within a radius of a vector: those whose border is that near.
 *
 * <p>An entry lies in the cell of its nearest centroid c, so on c's side of the plane midway
 * between c and any other centroid. The plane between c and the vector's own nearest centroid o is
 * {@code (|x - c|^2 - |x - o|^2) / (2 |c - o|)} away from the vector x; where that is more than the
 * radius, c holds nothing within it. So searching the cells that are left misses nothing. Under
 * DOT, where no distance bounds an inner product, all cells are left. O(cells * dimension) time a
 * vector. Not thread-safe.
 */
public final class CellReach {

  private static final double ROUNDING = 1e-4;

  private final TrainedIndex trained;
  private final float[] centroids;
  private final float[] squared; // |c|^2
  private final float[] products;
  private final float[] between; // squared distances of all centroids to the last owner
  private int owner = -1;

  public CellReach(TrainedIndex trained) {
    this.trained = trained;
    this.centroids = trained.centroids().values();
    int d = trained.dimension();
    this.squared = new float[trained.cells()];
    for (int c = 0; c < squared.length; c++) {
      squared[c] = VectorKernels.dot(centroids, c * d, centroids, c * d, d);
    }
    this.products = new float[squared.length];
    this.between = new float[squared.length];
  }

  /** The cells to look into, most promising first. */
  public int[] within(float[] prepared, float radius) {
    if (trained.metric() == Metric.DOT || squared.length == 1) {
      return trained.probe(prepared, squared.length);
    }
    double reach = euclidean(radius);
    VectorKernels.dotBatch(prepared, centroids, 0, squared.length, products, 0);
    double norm = VectorKernels.dot(prepared, prepared);
    int own = 0;
    for (int c = 1; c < squared.length; c++) {
      if (squared[c] - 2 * products[c] < squared[own] - 2 * products[own]) {
        own = c;
      }
    }
    measureFrom(own);
    double least = squared[own] - 2 * products[own];
    int[] cells = new int[squared.length];
    int held = 0;
    for (int c = 0; c < squared.length; c++) {
      double difference = squared[c] - 2 * products[c] - least;
      double slack = ROUNDING * (norm + squared[c]);
      if (c == own || difference - slack <= 2 * reach * Math.sqrt(between[c])) {
        cells[held++] = c;
      }
    }
    return IntStream.of(Arrays.copyOf(cells, held))
        .boxed()
        .sorted((a, b) -> Float.compare(score(a), score(b)))
        .mapToInt(Integer::intValue)
        .toArray();
  }

  private float score(int cell) {
    return squared[cell] - 2 * products[cell];
  }

  /** The Euclidean distance that nothing within the radius exceeds. */
  private double euclidean(float radius) {
    double most = trained.metric() == Metric.COSINE ? Math.sqrt(2.0 * Math.max(0, radius)) : radius;
    return Math.max(0, most);
  }

  private void measureFrom(int own) {
    if (own == owner) {
      return;
    }
    int d = trained.dimension();
    float[] centroid = Arrays.copyOfRange(centroids, own * d, (own + 1) * d);
    VectorKernels.squaredL2Batch(centroid, centroids, 0, squared.length, between, 0);
    owner = own;
  }
}
