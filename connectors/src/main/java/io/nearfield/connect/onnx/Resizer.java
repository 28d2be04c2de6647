package io.nearfield.connect.onnx;

import io.nearfield.connect.api.NearfieldException;
import io.nearfield.connect.image.Picture;

/**
 * Resizes a picture the way image models were trained on: each axis in its own pass, the filter
 * widened when the picture shrinks so that every source pixel counts, rounding to bytes after each
 * pass. Integer arithmetic with 22 fractional bits, so the result is the same on every machine and
 * equals the Python Imaging Library's.
 *
 * <p>Rows are read one at a time: beside the decoded picture only (source height x width) pixels
 * are held.
 */
final class Resizer {

  private static final int FRACTION_BITS = 22;

  /** The most bytes held between the passes. */
  private static final long MAX_BETWEEN = 256L << 20;

  private Resizer() {}

  /**
   * Resizes; target sides are at most 4096 x 4096 pixels together.
   *
   * @return row-major height x width x 3, RGB bytes
   */
  static byte[] resize(Picture source, int width, int height, ResampleFilter filter) {
    int sourceHeight = source.height();
    Axis across = Axis.of(source.width(), width, filter);
    byte[] row = new byte[3 * source.width()];
    byte[] narrowed = new byte[checkedSize(source, width)];
    for (int y = 0; y < sourceHeight; y++) {
      source.row(y, row);
      across.apply(row, 0, 3, narrowed, y * width * 3, 3);
    }
    if (height == sourceHeight) {
      return narrowed;
    }
    Axis down = Axis.of(sourceHeight, height, filter);
    byte[] out = new byte[height * width * 3];
    for (int x = 0; x < width; x++) {
      down.apply(narrowed, 3 * x, 3 * width, out, 3 * x, 3 * width);
    }
    return out;
  }

  private static int checkedSize(Picture source, int width) {
    long size = 3L * source.height() * width;
    if (size > MAX_BETWEEN) {
      throw new NearfieldException(
          "Cannot resize picture: "
              + source.width()
              + " x "
              + source.height()
              + " pixels are too extreme a shape; crop it");
    }
    return (int) size;
  }

  /**
   * The weights along one axis.
   *
   * @param first for each target pixel the first source pixel that counts
   * @param weights for each target pixel a row of fixed-point weights; null if sizes are equal
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Axis(int size, int[] first, int[][] weights) {

    static Axis of(int from, int to, ResampleFilter filter) {
      if (from == to) {
        return new Axis(to, null, null);
      }
      double scale = (double) from / to;
      double widening = Math.max(1, scale);
      double support = filter.support() * widening;
      int[] first = new int[to];
      int[][] weights = new int[to][];
      for (int i = 0; i < to; i++) {
        double center = (i + 0.5) * scale;
        int low = Math.max(0, (int) (center - support + 0.5));
        int high = Math.min(from, (int) (center + support + 0.5));
        double[] raw = new double[high - low];
        double sum = 0;
        for (int j = 0; j < raw.length; j++) {
          raw[j] = filter.at((j + low - center + 0.5) / widening);
          sum += raw[j];
        }
        first[i] = low;
        weights[i] = fixedPoint(raw, sum);
      }
      return new Axis(to, first, weights);
    }

    private static int[] fixedPoint(double[] raw, double sum) {
      int[] out = new int[raw.length];
      for (int j = 0; j < raw.length; j++) {
        double weight = (sum == 0 ? raw[j] : raw[j] / sum) * (1 << FRACTION_BITS);
        out[j] = (int) (weight < 0 ? weight - 0.5 : weight + 0.5);
      }
      return out;
    }

    /** Resizes one line of pixels; consecutive pixels lie {@code step} bytes apart. */
    void apply(byte[] in, int inAt, int inStep, byte[] out, int outAt, int outStep) {
      for (int i = 0; i < size; i++) {
        for (int c = 0; c < 3; c++) {
          out[outAt + i * outStep + c] =
              weights == null ? in[inAt + i * inStep + c] : pixel(in, inAt + c, inStep, i);
        }
      }
    }

    private byte pixel(byte[] in, int at, int step, int i) {
      int[] row = weights[i];
      int sum = 1 << (FRACTION_BITS - 1);
      for (int j = 0; j < row.length; j++) {
        sum += (in[at + (first[i] + j) * step] & 255) * row[j];
      }
      return (byte) Math.max(0, Math.min(255, sum >> FRACTION_BITS));
    }
  }
}
