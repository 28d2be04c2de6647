package io.nearfield.connect.image;

import java.util.Arrays;

/** Rows on a surface of another size: cut off where they reach over it, white where they do not. */
record PlacedRows(Rows rows, int left, int top, int width, int height) implements Rows {

  @Override
  public void row(int y, byte[] rgb) {
    Arrays.fill(rgb, 0, 3 * width, (byte) 255);
    int from = Math.max(0, left);
    int to = Math.min(width, left + rows.width());
    int source = y - top;
    if (source < 0 || source >= rows.height() || from >= to) {
      return;
    }
    byte[] whole = new byte[3 * rows.width()];
    rows.row(source, whole);
    System.arraycopy(whole, 3 * (from - left), rgb, 3 * from, 3 * (to - from));
  }
}
