package io.nearfield.connect.onnx;

import io.nearfield.connect.api.NearfieldException;
import io.nearfield.connect.image.Picture;

/** Makes a graph's input of a picture: resize, crop the middle, scale, normalise, by channel. */
final class ImagePreprocessor {

  /**
   * The most pixels a preprocessed picture may have; only a picture without fixed size gets there.
   */
  private static final long MAX_PIXELS = 4096L * 4096;

  private ImagePreprocessor() {}

  /**
   * A preprocessed picture.
   *
   * @param values row-major 3 x height x width
   */
  @SuppressWarnings("ArrayRecordComponent") // handed straight to the runtime, never compared
  record Pixels(float[] values, int width, int height) {}

  static Pixels apply(Picture image, ImageSettings settings) {
    int width = image.width();
    int height = image.height();
    if (settings.resize() != null) {
      width = Math.max(1, settings.resize().widthFor(image.width(), image.height()));
      height = Math.max(1, settings.resize().heightFor(image.width(), image.height()));
    }
    if ((long) width * height > MAX_PIXELS) {
      throw new NearfieldException(
          "Cannot prepare picture: resized for the model it would be "
              + width
              + " x "
              + height
              + " pixels; crop it to a less extreme shape");
    }
    byte[] rgb = Resizer.resize(image, width, height, settings.filter());
    int cropWidth = settings.cropWidth() > 0 ? settings.cropWidth() : width;
    int cropHeight = settings.cropHeight() > 0 ? settings.cropHeight() : height;
    int left = Math.floorDiv(width - cropWidth, 2);
    int top = Math.floorDiv(height - cropHeight, 2);
    float[] values = new float[3 * cropWidth * cropHeight];
    for (int c = 0; c < 3; c++) {
      float[] table = table(settings, c);
      int channel = settings.bgr() ? 2 - c : c;
      for (int y = 0; y < cropHeight; y++) {
        for (int x = 0; x < cropWidth; x++) {
          int sx = x + left;
          int sy = y + top;
          boolean inside = sx >= 0 && sx < width && sy >= 0 && sy < height;
          int value = inside ? rgb[(sy * width + sx) * 3 + channel] & 255 : 0;
          values[(c * cropHeight + y) * cropWidth + x] = table[value];
        }
      }
    }
    return new Pixels(values, cropWidth, cropHeight);
  }

  /** What each byte value becomes in a channel. */
  private static float[] table(ImageSettings settings, int c) {
    float[] table = new float[256];
    for (int v = 0; v < 256; v++) {
      table[v] = (float) ((v * settings.rescale() - settings.mean()[c]) / settings.std()[c]);
    }
    return table;
  }
}
