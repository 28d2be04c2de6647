package io.nearfield.index.code;

import io.nearfield.index.VectorBatch;
import io.nearfield.index.kernel.PackedRows;
import io.nearfield.index.kernel.VectorKernels;
import java.util.SplittableRandom;

/**
 * Directions that vectors are measured along: the axes of a rotated space, or more or fewer of them
 * than dimensions. Immutable and thread-safe; heap three times its rows.
 */
public final class Rotation {

  private final VectorBatch rows;
  private final PackedRows forth;
  private final PackedRows back;

  private Rotation(VectorBatch rows) {
    this.rows = rows;
    int d = rows.dimension();
    this.forth = VectorKernels.pack(rows.values(), 0, rows.rows(), d);
    float[] transposed = new float[rows.values().length];
    for (int i = 0; i < rows.rows(); i++) {
      for (int j = 0; j < d; j++) {
        transposed[j * rows.rows() + i] = rows.values()[i * d + j];
      }
    }
    this.back = VectorKernels.pack(transposed, 0, d, rows.rows());
  }

  /** From its directions, one a row, at least one. */
  public static Rotation of(VectorBatch rows) {
    return new Rotation(rows);
  }

  /**
   * Random directions of length 1, orthogonal within each {@code dimension} of them. Deterministic
   * for (count, dimension, seed) on one kind of machine. O(count * dimension^2) time.
   *
   * <p>Normally distributed rows, made orthonormal one after another by Gram and Schmidt's method,
   * twice over, which is enough (L. Giraud, J. Langou, M. Rozložník, The loss of orthogonality in
   * the Gram-Schmidt orthogonalization process, 2005). More directions than dimensions are taken in
   * batches that are orthogonal each (J. Ji et al., Super-bit locality-sensitive hashing, 2012).
   */
  public static VectorBatch random(int count, int dimension, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    float[] rows = new float[Math.multiplyExact(count, dimension)];
    for (int i = 0; i < count; i++) {
      int first = i / dimension * dimension;
      float[] row = new float[dimension];
      do {
        for (int j = 0; j < dimension; j++) {
          double length = Math.sqrt(-2 * StrictMath.log(1 - random.nextDouble()));
          row[j] = (float) (length * StrictMath.cos(2 * Math.PI * random.nextDouble()));
        }
      } while (!orthonormalized(row, rows, first, i - first));
      System.arraycopy(row, 0, rows, i * dimension, dimension);
    }
    return new VectorBatch(rows, dimension);
  }

  /** Whether anything was left of the row beyond the rows before it. */
  private static boolean orthonormalized(float[] row, float[] rows, int first, int before) {
    int d = row.length;
    float[] shares = new float[before];
    for (int pass = 0; pass < 2; pass++) {
      scale(row);
      VectorKernels.dotBatch(row, rows, first * d, before, shares, 0);
      for (int i = 0; i < before; i++) {
        subtract(shares[i], rows, (first + i) * d, row);
      }
    }
    return scale(row) > 0.5;
  }

  private static void subtract(float share, float[] rows, int from, float[] row) {
    for (int j = 0; j < row.length; j++) {
      row[j] -= share * rows[from + j];
    }
  }

  private static double scale(float[] row) {
    double squared = 0;
    for (float value : row) {
      squared += (double) value * value;
    }
    double length = Math.sqrt(squared);
    for (int j = 0; j < row.length && length > 0; j++) {
      row[j] = (float) (row[j] / length);
    }
    return length;
  }

  /** The directions. Layout: (count, dimension). */
  public VectorBatch rows() {
    return rows;
  }

  /** How many directions. */
  public int count() {
    return rows.rows();
  }

  /** How many values a vector has. */
  public int dimension() {
    return rows.dimension();
  }

  /**
   * Measures vectors along the directions: their coordinates in the rotated space.
   *
   * @param out Layout: (count, count())
   */
  public void forth(float[] vectors, int from, int count, float[] out, int outFrom) {
    VectorKernels.rotate(forth, vectors, from, count, out, outFrom);
  }

  /**
   * Adds directions up, weighted by coordinates: back from the rotated space.
   *
   * @param vectors Layout: (count, dimension())
   */
  public void back(float[] coordinates, int from, int count, float[] vectors, int vectorsFrom) {
    VectorKernels.rotate(back, coordinates, from, count, vectors, vectorsFrom);
  }
}
