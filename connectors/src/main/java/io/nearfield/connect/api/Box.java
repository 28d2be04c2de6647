package io.nearfield.connect.api;

import java.io.Serializable;

/**
 * A rectangle in a picture, in pixels, origin at the upper left corner.
 *
 * @param x left edge
 * @param y upper edge
 * @param width extent to the right, above zero
 * @param height extent downwards, above zero
 */
public record Box(double x, double y, double width, double height) implements Serializable {
  public Box {
    if (!(width > 0 && height > 0)) {
      throw new IllegalArgumentException(
          "Cannot use a box of " + width + " x " + height + ": both sides must be above 0");
    }
  }
}
