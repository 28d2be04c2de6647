package io.nearfield.connect.image;

import io.nearfield.connect.api.Box;

/**
 * How the rows of a file lie: the eight ways of EXIF's tag 274, in its order. Each says where a
 * stored place is when the picture is upright.
 */
public enum Orientation {
  UPRIGHT,
  MIRRORED,
  UPSIDE_DOWN,
  MIRRORED_UPSIDE_DOWN,
  MIRRORED_LYING_LEFT,
  LYING_LEFT,
  MIRRORED_LYING_RIGHT,
  LYING_RIGHT;

  /** The one of a number from 1; upright for all others. */
  static Orientation numbered(int number) {
    return number < 1 || number > 8 ? UPRIGHT : values()[number - 1];
  }

  /** Whether the stored width is the height of the upright picture. */
  public boolean swapsSides() {
    return ordinal() >= 4;
  }

  /** The upright column of a stored pixel. */
  int x(int x, int y, int width, int height) {
    return (int) x(x + 0.5, y + 0.5, (double) width, height);
  }

  /** The upright row of a stored pixel. */
  int y(int x, int y, int width, int height) {
    return (int) y(x + 0.5, y + 0.5, (double) width, height);
  }

  /** A box drawn on the rows as they are stored, on the upright picture. */
  public Box upright(Box box, double storedWidth, double storedHeight) {
    double x1 = x(box.x(), box.y(), storedWidth, storedHeight);
    double y1 = y(box.x(), box.y(), storedWidth, storedHeight);
    double right = box.x() + box.width();
    double bottom = box.y() + box.height();
    double x2 = x(right, bottom, storedWidth, storedHeight);
    double y2 = y(right, bottom, storedWidth, storedHeight);
    return new Box(Math.min(x1, x2), Math.min(y1, y2), Math.abs(x1 - x2), Math.abs(y1 - y2));
  }

  private double x(double x, double y, double width, double height) {
    return switch (this) {
      case UPRIGHT, MIRRORED_UPSIDE_DOWN -> x;
      case MIRRORED, UPSIDE_DOWN -> width - x;
      case MIRRORED_LYING_LEFT, LYING_RIGHT -> y;
      case LYING_LEFT, MIRRORED_LYING_RIGHT -> height - y;
    };
  }

  private double y(double x, double y, double width, double height) {
    return switch (this) {
      case UPRIGHT, MIRRORED -> y;
      case UPSIDE_DOWN, MIRRORED_UPSIDE_DOWN -> height - y;
      case MIRRORED_LYING_LEFT, LYING_LEFT -> x;
      case MIRRORED_LYING_RIGHT, LYING_RIGHT -> width - x;
    };
  }
}
