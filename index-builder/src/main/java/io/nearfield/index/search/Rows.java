package io.nearfield.index.search;

import io.nearfield.index.code.CodeLayout;

/** Codes as they lie, turned back into rows. */
final class Rows {

  private Rows() {}

  static byte[] of(Shape shape, byte[] store, int count) {
    int size = shape.codeSize();
    byte[] rows = new byte[count * size];
    if (shape.layout() instanceof CodeLayout.Interleaved) {
      int block = CodeLayout.BLOCK;
      for (int i = 0; i < count; i++) {
        int at = i / block * block * size + i % block;
        for (int j = 0; j < size; j++) {
          rows[i * size + j] = store[at + j * block];
        }
      }
    } else {
      System.arraycopy(store, 0, rows, 0, rows.length);
    }
    return rows;
  }
}
