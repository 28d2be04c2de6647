package io.nearfield.index.vectors;

/**
 * Where the rows of a vector file lie: all of one length, one after another to the end of the file.
 *
 * @param type of each value
 * @param rows how many
 * @param dimension values of each row
 * @param start the offset of the first row
 * @param prefix bytes before the values of each row: 4 when it repeats its dimension, else 0
 */
record RowLayout(ElementType type, long rows, int dimension, long start, int prefix) {

  /** The most values a row may have; beyond it a dimension is taken for damage. */
  static final int MAX_DIMENSION = 1 << 20;

  /** Bytes from one row to the next. */
  int stride() {
    return prefix + dimension * type.bytes();
  }

  /** The offset of a row. */
  long offset(long row) {
    return start + row * stride();
  }
}
