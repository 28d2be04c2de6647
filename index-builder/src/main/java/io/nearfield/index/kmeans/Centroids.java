package io.nearfield.index.kmeans;

import io.nearfield.index.VectorBatch;
import io.nearfield.index.kernel.PackedRows;
import io.nearfield.index.kernel.VectorKernels;
import java.util.Arrays;

/**
 * A set of centroids, ready for "which is nearest". Immutable and thread-safe; once all are
 * compared at once, it holds the centroids twice, as rows and packed for the blocked product.
 *
 * <p>Nearness is compared as |c|^2 / 2 - x . c, which orders centroids as the squared distance |x -
 * c|^2 does and costs one product. The answer for a vector does not depend on the batch it comes
 * in.
 */
public final class Centroids {

  private final VectorBatch rows;
  private volatile PackedRows packed; // made when first needed: it is as large as the rows
  private final float[] halfNorms;

  private Centroids(VectorBatch rows) {
    this.rows = rows;
    this.halfNorms = new float[rows.rows()];
    for (int i = 0; i < rows.rows(); i++) {
      halfNorms[i] = (float) (squaredNorm(rows.values(), i * dimension(), dimension()) / 2);
    }
  }

  /** At least one centroid is needed. */
  public static Centroids of(VectorBatch rows) {
    if (rows.rows() == 0) {
      throw new IllegalArgumentException("Cannot make centroids: none given");
    }
    return new Centroids(rows);
  }

  public VectorBatch rows() {
    return rows;
  }

  public int count() {
    return rows.rows();
  }

  public int dimension() {
    return rows.dimension();
  }

  /**
   * The nearest centroid of each of {@code count} vectors, the lowest number of a tie.
   *
   * @param vectors Layout: (count, dimension), from {@code from}
   * @param nearest receives the centroid of vector i at {@code nearestFrom + i}
   * @param score receives |c|^2 / 2 - x . c at the same place: twice that plus |x|^2 is the squared
   *     distance
   */
  public void nearest(
      float[] vectors, int from, int count, int[] nearest, float[] score, int nearestFrom) {
    PackedRows panels = packed();
    float[] bias = new float[panels.stride()];
    Arrays.fill(bias, Float.POSITIVE_INFINITY);
    System.arraycopy(halfNorms, 0, bias, 0, halfNorms.length);
    VectorKernels.nearest(vectors, from, count, panels, bias, nearest, score, nearestFrom);
  }

  /** The nearest centroid of the vector at {@code from}. */
  public int nearest(float[] vectors, int from) {
    int[] nearest = new int[1];
    nearest(vectors, from, 1, nearest, new float[1], 0);
    return nearest[0];
  }

  /**
   * Inner products with every centroid: out[i * stride() + j] = vector i . centroid j.
   *
   * @param out Layout: (count, stride())
   */
  public void dots(float[] vectors, int from, int count, float[] out) {
    VectorKernels.multiply(vectors, from, count, packed(), out);
  }

  /** The row length of {@link #dots}: {@link #count} rounded up. */
  public int stride() {
    return packed().stride();
  }

  private PackedRows packed() {
    PackedRows panels = packed;
    if (panels == null) {
      panels = VectorKernels.pack(rows.values(), 0, rows.rows(), rows.dimension());
      packed = panels;
    }
    return panels;
  }

  /** Half the squared norm of centroid {@code i}. */
  public float halfNorm(int i) {
    return halfNorms[i];
  }

  static double squaredNorm(float[] values, int from, int n) {
    double sum = 0;
    for (int i = from; i < from + n; i++) {
      sum += (double) values[i] * values[i];
    }
    return sum;
  }
}
