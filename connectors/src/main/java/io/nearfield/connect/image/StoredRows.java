package io.nearfield.connect.image;

import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.Raster;

/**
 * What a decoder made, as rows of RGB bytes, whatever it was stored as.
 *
 * <p>Grey becomes three equal values; palettes are looked up; samples of more than 8 bits keep
 * their high bits; transparent parts show white. Stored numbers are taken as they are: embedded
 * colour profiles are not applied, as image models were trained without them.
 */
final class StoredRows implements Rows {

  private final BufferedImage image;
  private final Kind kind;

  private enum Kind {
    GREY,
    RGB,
    OTHER
  }

  StoredRows(BufferedImage image) {
    this.image = image;
    this.kind = kindOf(image);
  }

  @Override
  public int width() {
    return image.getWidth();
  }

  @Override
  public int height() {
    return image.getHeight();
  }

  @Override
  public void row(int y, byte[] rgb) {
    if (kind == Kind.OTHER) {
      convertedRow(y, rgb);
    } else {
      sampledRow(y, rgb);
    }
  }

  private void convertedRow(int y, byte[] rgb) {
    int width = image.getWidth();
    int[] argb = image.getRGB(0, y, width, 1, null, 0, width);
    for (int x = 0; x < width; x++) {
      int alpha = argb[x] >>> 24;
      rgb[3 * x] = overWhite(argb[x] >> 16 & 255, alpha);
      rgb[3 * x + 1] = overWhite(argb[x] >> 8 & 255, alpha);
      rgb[3 * x + 2] = overWhite(argb[x] & 255, alpha);
    }
  }

  private void sampledRow(int y, byte[] rgb) {
    int width = image.getWidth();
    Raster raster = image.getRaster();
    int bands = raster.getNumBands();
    int colours = kind == Kind.GREY ? 1 : 3;
    int[] samples =
        raster.getPixels(raster.getMinX(), raster.getMinY() + y, width, 1, (int[]) null);
    int[] sizes = image.getColorModel().getComponentSize();
    for (int x = 0; x < width; x++) {
      int at = x * bands;
      int alpha = bands > colours ? toByte(samples[at + colours], sizes[colours]) : 255;
      for (int c = 0; c < 3; c++) {
        int band = colours == 1 ? 0 : c;
        rgb[3 * x + c] = overWhite(toByte(samples[at + band], sizes[band]), alpha);
      }
    }
  }

  private static int toByte(int sample, int bits) {
    return bits >= 8 ? sample >> (bits - 8) & 255 : sample * 255 / ((1 << bits) - 1);
  }

  private static byte overWhite(int value, int alpha) {
    return (byte) ((value * alpha + 255 * (255 - alpha) + 127) / 255);
  }

  private static Kind kindOf(BufferedImage image) {
    ColorModel model = image.getColorModel();
    int type = model.getColorSpace().getType();
    int data = image.getRaster().getDataBuffer().getDataType();
    boolean whole = data == DataBuffer.TYPE_BYTE || data == DataBuffer.TYPE_USHORT;
    if (!(model instanceof ComponentColorModel) || !whole || model.isAlphaPremultiplied()) {
      return Kind.OTHER;
    }
    int colours = model.getNumColorComponents();
    if (type == ColorSpace.TYPE_GRAY && colours == 1) {
      return Kind.GREY;
    }
    return type == ColorSpace.TYPE_RGB && colours == 3 ? Kind.RGB : Kind.OTHER;
  }
}
