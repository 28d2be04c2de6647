package io.nearfield.connect.image;

/** Pixels that can be read row by row. */
interface Rows {

  int width();

  int height();

  /**
   * Reads a row.
   *
   * @param y from 0 at the top
   * @param rgb row of width x 3, filled
   */
  void row(int y, byte[] rgb);

  /**
   * These rows as a part of a larger surface, with white around them; or, with a place left of or
   * above its corner, a part of these rows.
   *
   * @param left where their left edge is on the surface
   * @param top where their upper edge is
   */
  default Rows placed(int left, int top, int surfaceWidth, int surfaceHeight) {
    return new PlacedRows(this, left, top, surfaceWidth, surfaceHeight);
  }
}
