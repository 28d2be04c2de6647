package io.nearfield.index.vectors;

import io.nearfield.index.format.CorruptIndexException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/**
 * Files of the TEXMEX collections, little-endian: each row is its dimension in 4 bytes, then its
 * values: {@code .fvecs} 32-bit floats, {@code .ivecs} 32-bit integers, {@code .bvecs} bytes from 0
 * to 255.
 */
final class VecsHeader {

  static final int PREFIX = Integer.BYTES;

  private VecsHeader() {}

  static RowLayout read(Path file, Bytes bytes, ElementType type) throws IOException {
    long length = bytes.length();
    if (length < PREFIX) {
      throw corrupt(file, 0, "it has %d bytes, too few for one row".formatted(length));
    }
    ByteBuffer first = bytes.read(0, PREFIX);
    int dimension = first.getInt(0);
    if (dimension < 1 || dimension > RowLayout.MAX_DIMENSION) {
      throw corrupt(
          file,
          0,
          "row 0 has dimension %d, must be from 1 to %d"
              .formatted(dimension, RowLayout.MAX_DIMENSION));
    }
    long stride = PREFIX + (long) dimension * type.bytes();
    if (length % stride != 0) {
      throw corrupt(
          file,
          length - length % stride,
          "%d bytes are no whole number of rows of dimension %d; the last row begins"
              .formatted(length, dimension));
    }
    return new RowLayout(type, length / stride, dimension, 0, PREFIX);
  }

  /** That a row repeats the dimension of the first. */
  static void check(Path file, RowLayout layout, long row, int dimension) {
    if (dimension != layout.dimension()) {
      throw corrupt(
          file,
          layout.offset(row),
          "row %d has dimension %d, row 0 has %d".formatted(row, dimension, layout.dimension()));
    }
  }

  private static CorruptIndexException corrupt(Path file, long offset, String reason) {
    return new CorruptIndexException(VectorFile.WHAT, file, offset, reason);
  }
}
