package io.nearfield.jobs.quickstart.sample;

/**
 * Draws in the unit square of one object: (0, 0) is the upper left corner of its frame and (1, 1)
 * the lower right one, wherever in the picture and however large the frame is.
 */
final class Pen {

  private static final int CORNERS_OF_AN_OVAL = 48;

  private final Canvas canvas;
  private final double x;
  private final double y;
  private final double width;
  private final double height;

  Pen(Canvas canvas, double x, double y, double width, double height) {
    this.canvas = canvas;
    this.x = x;
    this.y = y;
    this.width = width;
    this.height = height;
  }

  /** A filled polygon; {@code points} are x and y, alternating. */
  void shape(int colour, double... points) {
    double[] placed = new double[points.length];
    for (int i = 0; i < points.length; i += 2) {
      placed[i] = x + points[i] * width;
      placed[i + 1] = y + points[i + 1] * height;
    }
    canvas.fill(colour, placed);
  }

  void box(int colour, double left, double top, double right, double bottom) {
    shape(colour, left, top, right, top, right, bottom, left, bottom);
  }

  /** A filled oval between four sides. */
  void oval(int colour, double left, double top, double right, double bottom) {
    double[] points = new double[2 * CORNERS_OF_AN_OVAL];
    for (int i = 0; i < CORNERS_OF_AN_OVAL; i++) {
      corner(points, i, i, 1, left, top, right, bottom);
    }
    shape(colour, points);
  }

  /** An oval between four sides with an oval hole, {@code hole} times its size, in the middle. */
  void ring(int colour, double left, double top, double right, double bottom, double hole) {
    int once = CORNERS_OF_AN_OVAL + 1; // back to the first corner, then over to the hole
    double[] points = new double[4 * once];
    for (int i = 0; i < once; i++) {
      corner(points, i, i, 1, left, top, right, bottom);
      corner(points, once + i, i, hole, left, top, right, bottom);
    }
    shape(colour, points);
  }

  private static void corner(
      double[] points,
      int at,
      int step,
      double size,
      double left,
      double top,
      double right,
      double bottom) {
    double angle = 2 * StrictMath.PI * (step % CORNERS_OF_AN_OVAL) / CORNERS_OF_AN_OVAL;
    points[2 * at] = (left + right) / 2 + size * (right - left) / 2 * StrictMath.cos(angle);
    points[2 * at + 1] = (top + bottom) / 2 + size * (bottom - top) / 2 * StrictMath.sin(angle);
  }
}
