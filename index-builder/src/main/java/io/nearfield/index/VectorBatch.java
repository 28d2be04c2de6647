package io.nearfield.index;

import java.io.Serializable;
import java.util.Arrays;

/**
 * A dense batch of vectors of one dimension.
 *
 * @param values the vectors one after another. Layout: (rows, dimension), row-major; shared with
 *     the caller, who must not change it afterwards
 * @param dimension how many values one row has, at least 1
 */
@SuppressWarnings("ArrayRecordComponent") // equals, hashCode and toString are written out below
public record VectorBatch(float[] values, int dimension) implements Serializable {

  public VectorBatch {
    if (dimension < 1) {
      throw new IllegalArgumentException(
          "Cannot make a vector batch: dimension must be at least 1, got " + dimension);
    }
    if (values.length % dimension != 0) {
      throw new IllegalArgumentException(
          "Cannot make a vector batch: %d values are no whole number of rows of dimension %d"
              .formatted(values.length, dimension));
    }
  }

  /** An empty batch. */
  public static VectorBatch empty(int dimension) {
    return new VectorBatch(new float[0], dimension);
  }

  /**
   * Copies {@code rows}, all of the same length, into one batch; empty input needs {@link #empty}.
   */
  public static VectorBatch ofRows(Iterable<float[]> rows) {
    int dimension = -1;
    int count = 0;
    for (float[] row : rows) {
      if (dimension >= 0 && row.length != dimension) {
        throw new IllegalArgumentException(
            "Cannot make a vector batch: row %d has %d values, the rows before have %d"
                .formatted(count, row.length, dimension));
      }
      dimension = row.length;
      count++;
    }
    if (count == 0) {
      throw new IllegalArgumentException("Cannot make a vector batch: no row given");
    }
    float[] values = new float[Math.multiplyExact(count, dimension)];
    int at = 0;
    for (float[] row : rows) {
      System.arraycopy(row, 0, values, at, dimension);
      at += dimension;
    }
    return new VectorBatch(values, dimension);
  }

  public int rows() {
    return values.length / dimension;
  }

  /** A copy of row {@code i}. */
  public float[] row(int i) {
    int from = Math.multiplyExact(checkRow(i), dimension);
    return Arrays.copyOfRange(values, from, from + dimension);
  }

  /** A copy of the rows {@code from} (included) to {@code to} (excluded). */
  public VectorBatch slice(int from, int to) {
    return new VectorBatch(Arrays.copyOfRange(values, from * dimension, to * dimension), dimension);
  }

  private int checkRow(int i) {
    if (i < 0 || i >= rows()) {
      throw new IndexOutOfBoundsException("Row %d of a batch of %d".formatted(i, rows()));
    }
    return i;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof VectorBatch that
        && dimension == that.dimension
        && Arrays.equals(values, that.values);
  }

  @Override
  public int hashCode() {
    return 31 * dimension + Arrays.hashCode(values);
  }

  @Override
  public String toString() {
    return "VectorBatch[" + rows() + " x " + dimension + "]";
  }
}
