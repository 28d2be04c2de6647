package io.nearfield.connect.onnx;

import java.util.Arrays;

/**
 * How a picture becomes the numbers that a graph takes.
 *
 * @param resize to what size, or null for not at all
 * @param filter how
 * @param cropWidth width of the middle part that is kept, 0 for all; a smaller picture gets a black
 *     frame
 * @param cropHeight height of the same
 * @param rescale what each byte is multiplied by
 * @param mean then subtracted, one per channel in the graph's order
 * @param std then divided by, one per channel in the graph's order
 * @param bgr whether channels are fed as blue, green, red
 */
@SuppressWarnings("ArrayRecordComponent") // never compared; canonical() is
record ImageSettings(
    ImageSize resize,
    ResampleFilter filter,
    int cropWidth,
    int cropHeight,
    double rescale,
    double[] mean,
    double[] std,
    boolean bgr) {

  /** All settings in one line, for the identity. */
  String canonical() {
    return "resize="
        + (resize == null ? "none" : resize + " filter=" + filter)
        + " crop="
        + cropWidth
        + "x"
        + cropHeight
        + " rescale="
        + rescale
        + " mean="
        + Arrays.toString(mean)
        + " std="
        + Arrays.toString(std)
        + " bgr="
        + bgr;
  }

  /** The width of what a graph is fed, or -1 if it depends on the picture. */
  int outputWidth() {
    return cropWidth > 0 ? cropWidth : fixed(resize == null ? 0 : resize.width());
  }

  /** The height of what a graph is fed, or -1 if it depends on the picture. */
  int outputHeight() {
    return cropHeight > 0 ? cropHeight : fixed(resize == null ? 0 : resize.height());
  }

  private static int fixed(int size) {
    return size > 0 ? size : -1;
  }
}
