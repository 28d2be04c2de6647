package io.nearfield.index.search;

/** Codes as they lie, turned back into rows. */
final class Rows {

  private Rows() {}

  static byte[] of(Shape shape, byte[] store, int count) {
    int size = shape.codeSize();
    byte[] rows = new byte[count * size];
    for (int i = 0; i < count; i++) {
      shape.layout().get(store, i, rows, i * size);
    }
    return rows;
  }
}
