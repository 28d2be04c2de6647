package io.nearfield.connect.annotation;

import io.nearfield.connect.api.Box;
import io.nearfield.connect.image.Orientation;
import java.io.Serializable;

/**
 * A box as it was drawn, perhaps on a picture that lay otherwise or was of another size.
 *
 * @param x left edge
 * @param y upper edge
 * @param width extent to the right
 * @param height extent downwards
 * @param pictureWidth width of the picture that it was drawn on: 1 if its numbers are fractions of
 *     the picture, 0 if it is not known
 * @param pictureHeight height of the same
 */
public record DrawnBox(
    double x, double y, double width, double height, double pictureWidth, double pictureHeight)
    implements Serializable {

  /** Proportions that differ by less are those of a picture that was resized. */
  private static final double SAME_SHAPE = 0.02;

  /** How much of a box must be in its picture for the rest to be cut off. */
  private static final double MOSTLY_INSIDE = 0.5;

  /** What reaches over the border by less is rounding. */
  private static final double ROUNDING = 0.5;

  /**
   * A box in its picture.
   *
   * @param clipped whether it reached over the border and was cut off there
   */
  public record Placed(Box box, boolean clipped) {}

  /**
   * Where it lies on the upright picture.
   *
   * @throws IllegalArgumentException if it is empty, not a number, for the most part outside, or
   *     drawn on a picture of other proportions
   */
  public Placed on(int uprightWidth, int uprightHeight, Orientation orientation) {
    if (!Double.isFinite(x + y + width + height)) {
      throw new IllegalArgumentException(refusal("it holds a number that is not finite"));
    }
    if (!(width > 0 && height > 0)) {
      throw new IllegalArgumentException(refusal("it is empty"));
    }
    Box drawn = upright(uprightWidth, uprightHeight, orientation);
    double left = Math.max(0, drawn.x());
    double top = Math.max(0, drawn.y());
    double right = Math.min(uprightWidth, drawn.x() + drawn.width());
    double bottom = Math.min(uprightHeight, drawn.y() + drawn.height());
    double inside = Math.max(0, right - left) * Math.max(0, bottom - top);
    if (!(inside >= MOSTLY_INSIDE * drawn.width() * drawn.height()) || inside == 0) {
      throw new IllegalArgumentException(
          refusal("it is outside the picture of " + uprightWidth + " x " + uprightHeight));
    }
    double over =
        Math.max(
            Math.max(left - drawn.x(), top - drawn.y()),
            Math.max(drawn.x() + drawn.width() - right, drawn.y() + drawn.height() - bottom));
    return new Placed(new Box(left, top, right - left, bottom - top), over > ROUNDING);
  }

  private Box upright(int uprightWidth, int uprightHeight, Orientation orientation) {
    if (pictureWidth <= 0 || pictureHeight <= 0) {
      return new Box(x, y, width, height);
    }
    boolean fractions = pictureWidth == 1 && pictureHeight == 1;
    int storedWidth = orientation.swapsSides() ? uprightHeight : uprightWidth;
    int storedHeight = orientation.swapsSides() ? uprightWidth : uprightHeight;
    if (fractions || sameShape(uprightWidth, uprightHeight)) {
      return scaled(uprightWidth, uprightHeight);
    }
    if (sameShape(storedWidth, storedHeight)) {
      return orientation.upright(scaled(storedWidth, storedHeight), storedWidth, storedHeight);
    }
    throw new IllegalArgumentException(
        refusal(
            "it was drawn on a picture of "
                + (long) pictureWidth
                + " x "
                + (long) pictureHeight
                + ", this one is "
                + uprightWidth
                + " x "
                + uprightHeight));
  }

  private boolean sameShape(double otherWidth, double otherHeight) {
    double ratio = pictureWidth / pictureHeight / (otherWidth / otherHeight);
    return Math.abs(ratio - 1) < SAME_SHAPE
        // A pixel more or less of a small picture.
        || (Math.abs(pictureWidth - otherWidth) <= 1 && Math.abs(pictureHeight - otherHeight) <= 1);
  }

  private Box scaled(double toWidth, double toHeight) {
    double across = toWidth / pictureWidth;
    double down = toHeight / pictureHeight;
    return new Box(x * across, y * down, width * across, height * down);
  }

  private String refusal(String rule) {
    return "Cannot take box [" + x + ", " + y + ", " + width + ", " + height + "]: " + rule;
  }
}
