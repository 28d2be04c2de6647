package io.nearfield.connect.image;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;

/**
 * A small copy of a picture, each of its pixels the mean of those it stands for. Rows are read one
 * at a time: beside the decoded picture only the copy is in memory.
 */
public final class Thumbnail {

  /** The longest side that can be asked for, in pixels. */
  public static final int MOST_SIDE = 2048;

  private static final float QUALITY = 0.85f;

  private Thumbnail() {}

  /**
   * The picture as a JPEG file that fits into a square; one that fits already keeps its size.
   *
   * @param side of the square, 1 to {@value #MOST_SIDE} pixels
   */
  public static byte[] jpeg(Picture picture, int side) {
    if (side < 1 || side > MOST_SIDE) {
      throw new IllegalArgumentException(
          "Cannot make a thumbnail: its side is 1 to " + MOST_SIDE + " pixels, got " + side);
    }
    double scale = Math.min(1, (double) side / Math.max(picture.width(), picture.height()));
    int width = Math.max(1, (int) Math.round(picture.width() * scale));
    int height = Math.max(1, (int) Math.round(picture.height() * scale));
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    fill(image, picture);
    return encoded(image);
  }

  private static void fill(BufferedImage image, Picture picture) {
    int width = image.getWidth();
    byte[] row = new byte[3 * picture.width()];
    long[] sums = new long[3 * width];
    int[] pixels = new int[width];
    for (int y = 0; y < image.getHeight(); y++) {
      int top = from(y, picture.height(), image.getHeight());
      int bottom = from(y + 1, picture.height(), image.getHeight());
      Arrays.fill(sums, 0);
      for (int sourceY = top; sourceY < bottom; sourceY++) {
        picture.row(sourceY, row);
        for (int x = 0; x < width; x++) {
          int right = from(x + 1, picture.width(), width);
          for (int sourceX = from(x, picture.width(), width); sourceX < right; sourceX++) {
            sums[3 * x] += row[3 * sourceX] & 255;
            sums[3 * x + 1] += row[3 * sourceX + 1] & 255;
            sums[3 * x + 2] += row[3 * sourceX + 2] & 255;
          }
        }
      }
      for (int x = 0; x < width; x++) {
        int across = from(x + 1, picture.width(), width) - from(x, picture.width(), width);
        long count = (long) across * (bottom - top);
        pixels[x] =
            mean(sums[3 * x], count) << 16
                | mean(sums[3 * x + 1], count) << 8
                | mean(sums[3 * x + 2], count);
      }
      image.setRGB(0, y, width, 1, pixels, 0, width);
    }
  }

  private static int mean(long sum, long count) {
    return (int) ((sum + count / 2) / count);
  }

  /** Where the source pixels of a target pixel begin; there is at least one for each. */
  private static int from(int target, int sourceSide, int targetSide) {
    return (int) ((long) target * sourceSide / targetSide);
  }

  private static byte[] encoded(BufferedImage image) {
    ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ImageOutputStream out = ImageIO.createImageOutputStream(bytes)) {
      ImageWriteParam params = writer.getDefaultWriteParam();
      params.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
      params.setCompressionQuality(QUALITY);
      writer.setOutput(out);
      writer.write(null, new IIOImage(image, null, null), params);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot write a thumbnail to memory", e);
    } finally {
      writer.dispose();
    }
    return bytes.toByteArray();
  }
}
