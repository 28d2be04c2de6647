package io.nearfield.connect.image;

import io.nearfield.connect.api.Box;

/**
 * A decoded picture, upright, as rows of RGB bytes. Immutable and thread-safe; holds its pixels in
 * memory.
 */
public final class Picture {

  private final Rows rows;
  private final String mediaType;
  private final Orientation orientation;

  Picture(Rows rows, String mediaType, Orientation orientation) {
    this.rows = rows;
    this.mediaType = mediaType;
    this.orientation = orientation;
  }

  /**
   * A picture that somebody else decoded.
   *
   * @param rgb row-major height x width x 3, not copied
   */
  public static Picture of(int width, int height, byte[] rgb) {
    if (width < 1 || height < 1 || rgb.length != 3L * width * height) {
      throw new IllegalArgumentException(
          "Cannot use a picture of " + width + " x " + height + " in " + rgb.length + " bytes");
    }
    return new Picture(new PackedRows(width, height, rgb), "image/x-rgb", Orientation.UPRIGHT);
  }

  public int width() {
    return rows.width();
  }

  public int height() {
    return rows.height();
  }

  /** What the file was: {@code image/png}. */
  public String mediaType() {
    return mediaType;
  }

  /** How the file's rows lay before they were turned upright. */
  public Orientation orientation() {
    return orientation;
  }

  /**
   * Reads a row.
   *
   * @param y from 0 at the top
   * @param rgb row of width x 3, filled
   */
  public void row(int y, byte[] rgb) {
    rows.row(y, rgb);
  }

  /** All pixels in a new array. Layout: (height, width, 3). */
  public byte[] rgb() {
    byte[] all = new byte[Math.multiplyExact(3, Math.multiplyExact(width(), height()))];
    byte[] row = new byte[3 * width()];
    for (int y = 0; y < height(); y++) {
      rows.row(y, row);
      System.arraycopy(row, 0, all, y * row.length, row.length);
    }
    return all;
  }

  /**
   * The part that a box shows, rounded outwards to whole pixels, with some of what is around it.
   * What reaches over the picture's border is cut off.
   *
   * @param padding how much is added on each side, as a fraction of the box's width and height
   * @throws IllegalArgumentException if no pixel of the picture is in it
   */
  public Picture crop(Box box, double padding) {
    double across = box.width() * padding;
    double down = box.height() * padding;
    int left = clamp(Math.floor(box.x() - across), width());
    int top = clamp(Math.floor(box.y() - down), height());
    int right = clamp(Math.ceil(box.x() + box.width() + across), width());
    int bottom = clamp(Math.ceil(box.y() + box.height() + down), height());
    if (left >= right || top >= bottom) {
      throw new IllegalArgumentException(
          "Cannot crop " + box + ": it is outside the picture of " + width() + " x " + height());
    }
    return new Picture(
        rows.placed(-left, -top, right - left, bottom - top), mediaType, Orientation.UPRIGHT);
  }

  private static int clamp(double value, int most) {
    return (int) Math.max(0, Math.min(most, value));
  }
}
