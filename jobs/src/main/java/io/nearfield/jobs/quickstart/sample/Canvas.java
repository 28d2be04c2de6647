package io.nearfield.jobs.quickstart.sample;

import java.awt.image.BufferedImage;
import java.awt.image.DataBufferInt;
import java.util.Arrays;

/**
 * A picture in the making, filled polygon by polygon on a grid {@value #FINE} times as fine as its
 * pixels and averaged at the end. Whole-number arithmetic after the edges are placed, and no
 * graphics environment: the same strokes give the same pixels on every machine.
 */
final class Canvas {

  /** Sub-pixels per pixel and axis. */
  static final int FINE = 4;

  private final int width;
  private final int height;
  private final int[] colours; // row-major, one 0xRRGGBB per sub-pixel
  private int left = Integer.MAX_VALUE;
  private int top = Integer.MAX_VALUE;
  private int right = -1;
  private int bottom = -1;

  Canvas(int width, int height) {
    this.width = width * FINE;
    this.height = height * FINE;
    this.colours = new int[this.width * this.height];
  }

  /** Fills all of it, from one colour at the first pixel row to another at the last. */
  void shade(int firstRow, int lastRow, int above, int below) {
    int from = firstRow * FINE;
    int to = (lastRow + 1) * FINE;
    for (int y = from; y < to; y++) {
      int colour = Colours.mix(above, below, (double) (y - from) / (to - from));
      Arrays.fill(colours, y * width, (y + 1) * width, colour);
    }
  }

  /**
   * Fills a polygon by the even-odd rule.
   *
   * @param points x and y in pixels, alternating
   */
  void fill(int colour, double... points) {
    int n = points.length / 2;
    double[] crossings = new double[n];
    double upper = Double.POSITIVE_INFINITY;
    double lower = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < n; i++) {
      upper = Math.min(upper, points[2 * i + 1]);
      lower = Math.max(lower, points[2 * i + 1]);
    }
    int first = Math.max(0, (int) Math.floor(upper * FINE) - 1);
    int last = Math.min(height - 1, (int) Math.ceil(lower * FINE));
    for (int y = first; y <= last; y++) {
      double at = (y + 0.5) / FINE;
      int found = 0;
      for (int i = 0, j = n - 1; i < n; j = i++) {
        double ya = points[2 * j + 1];
        double yb = points[2 * i + 1];
        if ((ya <= at) != (yb <= at)) {
          double xa = points[2 * j];
          crossings[found++] = xa + (at - ya) / (yb - ya) * (points[2 * i] - xa);
        }
      }
      Arrays.sort(crossings, 0, found);
      for (int i = 0; i + 1 < found; i += 2) {
        row(colour, y, crossings[i], crossings[i + 1]);
      }
    }
  }

  private void row(int colour, int y, double from, double to) {
    int first = Math.max(0, (int) StrictMath.ceil(from * FINE - 0.5));
    int last = Math.min(width - 1, (int) StrictMath.ceil(to * FINE - 0.5) - 1);
    if (first > last) {
      return;
    }
    Arrays.fill(colours, y * width + first, y * width + last + 1, colour);
    left = Math.min(left, first / FINE);
    right = Math.max(right, last / FINE);
    top = Math.min(top, y / FINE);
    bottom = Math.max(bottom, y / FINE);
  }

  /** Forgets what {@link #touched} has seen so far. */
  void beginObject() {
    left = Integer.MAX_VALUE;
    top = Integer.MAX_VALUE;
    right = -1;
    bottom = -1;
  }

  /** The pixels that polygons have touched since {@link #beginObject}: x, y, width, height. */
  int[] touched() {
    if (right < 0) {
      throw new IllegalStateException("Nothing was drawn since beginObject");
    }
    return new int[] {left, top, right - left + 1, bottom - top + 1};
  }

  BufferedImage toImage() {
    BufferedImage image =
        new BufferedImage(width / FINE, height / FINE, BufferedImage.TYPE_INT_RGB);
    int[] pixels = ((DataBufferInt) image.getRaster().getDataBuffer()).getData();
    int pixel = 0;
    for (int y = 0; y < height; y += FINE) {
      for (int x = 0; x < width; x += FINE, pixel++) {
        pixels[pixel] = average(x, y);
      }
    }
    return image;
  }

  private int average(int x0, int y0) {
    int red = 0;
    int green = 0;
    int blue = 0;
    for (int y = y0; y < y0 + FINE; y++) {
      for (int x = x0; x < x0 + FINE; x++) {
        int colour = colours[y * width + x];
        red += colour >> 16 & 0xFF;
        green += colour >> 8 & 0xFF;
        blue += colour & 0xFF;
      }
    }
    int n = FINE * FINE;
    return (red / n) << 16 | (green / n) << 8 | blue / n;
  }
}
