package io.nearfield.index.vectors;

import io.nearfield.index.format.FileBytes;
import java.io.IOException;

/**
 * Files of the TEXMEX collections, little-endian: each row is its dimension in 4 bytes, then its
 * values: {@code .fvecs} 32-bit floats, {@code .ivecs} 32-bit integers, {@code .bvecs} bytes from 0
 * to 255.
 */
final class VecsHeader {

  static final int PREFIX = Integer.BYTES;

  private VecsHeader() {}

  static RowLayout read(FileBytes bytes, ElementType type) throws IOException {
    long length = bytes.length();
    bytes.require(length >= PREFIX, 0, "it has %d bytes, too few for one row", length);
    int dimension = bytes.read(0, PREFIX).getInt(0);
    bytes.require(
        dimension >= 1 && dimension <= RowLayout.MAX_DIMENSION,
        0,
        "row 0 has dimension %d, must be from 1 to %d",
        dimension,
        RowLayout.MAX_DIMENSION);
    long stride = PREFIX + (long) dimension * type.bytes();
    bytes.require(
        length % stride == 0,
        length - length % stride,
        "%d bytes are no whole number of rows of dimension %d; the last row begins",
        length,
        dimension);
    return new RowLayout(type, length / stride, dimension, 0, PREFIX);
  }

  /** That a row repeats the dimension of the first. */
  static void check(FileBytes bytes, RowLayout layout, long row, int dimension) {
    if (dimension != layout.dimension()) {
      throw bytes.corrupt(
          layout.offset(row),
          "row %d has dimension %d, row 0 has %d",
          row,
          dimension,
          layout.dimension());
    }
  }
}
