package io.nearfield.connect.image;

/**
 * Pixels in memory.
 *
 * @param rgb row-major height x width x 3
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record PackedRows(int width, int height, byte[] rgb) implements Rows {

  @Override
  public void row(int y, byte[] into) {
    System.arraycopy(rgb, 3 * width * y, into, 0, 3 * width);
  }

  /** All of it turned and mirrored so that it is upright. */
  static PackedRows upright(Rows stored, Orientation orientation) {
    int width = stored.width();
    int height = stored.height();
    int uprightWidth = orientation.swapsSides() ? height : width;
    byte[] rgb = new byte[Math.multiplyExact(3, Math.multiplyExact(width, height))];
    byte[] row = new byte[3 * width];
    for (int y = 0; y < height; y++) {
      stored.row(y, row);
      for (int x = 0; x < width; x++) {
        int to = orientation.y(x, y, width, height) * uprightWidth;
        to = 3 * (to + orientation.x(x, y, width, height));
        rgb[to] = row[3 * x];
        rgb[to + 1] = row[3 * x + 1];
        rgb[to + 2] = row[3 * x + 2];
      }
    }
    return new PackedRows(uprightWidth, orientation.swapsSides() ? width : height, rgb);
  }
}
