package io.nearfield.connect.onnx;

/**
 * To what size a picture is resized.
 *
 * @param width wanted width, or 0 if the shorter side is given
 * @param height wanted height, or 0 if the shorter side is given
 * @param shortestEdge wanted length of the shorter side, the other in proportion; 0 if both sides
 *     are given
 */
record ImageSize(int width, int height, int shortestEdge) {

  static ImageSize exactly(int width, int height) {
    return new ImageSize(width, height, 0);
  }

  static ImageSize shortestEdge(int length) {
    return new ImageSize(0, 0, length);
  }

  int widthFor(int sourceWidth, int sourceHeight) {
    return shortestEdge == 0 ? width : scaled(sourceWidth, sourceHeight);
  }

  int heightFor(int sourceWidth, int sourceHeight) {
    return shortestEdge == 0 ? height : scaled(sourceHeight, sourceWidth);
  }

  private int scaled(int side, int other) {
    return side <= other ? shortestEdge : (int) ((long) shortestEdge * side / other);
  }
}
