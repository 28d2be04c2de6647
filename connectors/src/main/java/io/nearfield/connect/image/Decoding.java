package io.nearfield.connect.image;

import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;
import javax.imageio.ImageTypeSpecifier;

/** One file on its way to a picture: first its size, then its pixels. */
final class Decoding {

  /** What a decoder holds of a pixel if it does not say. */
  private static final int USUAL_BYTES = 4;

  private final byte[] file;
  private final PictureFormat format;
  private final long maxPixels;
  private final List<String> losses = Collections.synchronizedList(new ArrayList<>());
  private volatile StoppableStream stream;

  Decoding(byte[] file, PictureFormat format, long maxPixels) {
    this.file = file;
    this.format = format;
    this.maxPixels = maxPixels;
  }

  /**
   * What the file declares.
   *
   * @param bytes what decoding it takes
   */
  record Size(int width, int height, long bytes) {}

  private interface Step<T> {
    T apply(ImageReader reader) throws IOException;
  }

  /** Reads the header. */
  Size size() throws IOException {
    if (format == PictureFormat.PNG) {
      PngChunks.check(file);
    } else if (format == PictureFormat.WEBP) {
      WebpFile.check(file);
    }
    return with(
        reader -> {
          int width = reader.getWidth(0);
          int height = reader.getHeight(0);
          check(width, height);
          GifCanvas canvas = canvas();
          if (canvas != null) {
            check(canvas.width(), canvas.height());
          }
          boolean turned = Exif.orientation(file, format) != Orientation.UPRIGHT;
          long pixels = (long) width * height;
          return new Size(width, height, pixels * (bytesPerPixel(reader) + (turned ? 3 : 0)));
        });
  }

  /** Decodes. */
  Picture picture() throws IOException {
    BufferedImage image = with(reader -> reader.read(0, asStored(reader)));
    if (image == null) {
      throw PictureException.undecodable("it holds no image");
    }
    if (!losses.isEmpty()) {
      throw PictureException.undecodable("it is incomplete (" + losses.get(0) + ")");
    }
    check(image.getWidth(), image.getHeight());
    Rows rows = new StoredRows(image);
    rows.row(0, new byte[3 * rows.width()]);
    GifCanvas canvas = canvas();
    if (canvas != null) {
      rows = rows.placed(canvas.left(), canvas.top(), canvas.width(), canvas.height());
    }
    Orientation orientation = Exif.orientation(file, format);
    if (orientation != Orientation.UPRIGHT) {
      rows = PackedRows.upright(rows, orientation);
    }
    return new Picture(rows, format.mediaType(), orientation);
  }

  /** JPEG: without its colour profile, as all other formats are read. */
  private ImageReadParam asStored(ImageReader reader) throws IOException {
    ImageReadParam param = reader.getDefaultReadParam();
    if (format == PictureFormat.JPEG) {
      ImageTypeSpecifier stored = reader.getRawImageType(0);
      if (stored != null
          && stored.getColorModel().getColorSpace().getType() == ColorSpace.TYPE_RGB) {
        param.setDestinationType(stored);
      }
    }
    return param;
  }

  /** Makes a decoder that is still at it fail at its next look at the file. */
  void stop() {
    StoppableStream current = stream;
    if (current != null) {
      current.stop();
    }
  }

  private <T> T with(Step<T> step) throws IOException {
    ImageReader reader = format.reader();
    byte[] seen = format == PictureFormat.WEBP ? WebpFile.withoutProfile(file) : file;
    try (StoppableStream in = new StoppableStream(seen)) {
      stream = in;
      reader.addIIOReadWarningListener((source, warning) -> note(warning));
      reader.setInput(in, true, true);
      return step.apply(reader);
    } finally {
      reader.dispose();
    }
  }

  /** Pixels that are not there are made up by some decoders, which then only warn. */
  private void note(String warning) {
    if (warning.contains("Premature end") || warning.contains("Truncated")) {
      losses.add(warning);
    }
  }

  private GifCanvas canvas() {
    return format == PictureFormat.GIF ? GifCanvas.of(file) : null;
  }

  private void check(int width, int height) {
    if (width < 1 || height < 1) {
      throw PictureException.undecodable("its size is " + width + " x " + height + " pixels");
    }
    if ((long) width * height > maxPixels) {
      throw PictureException.tooLarge(
          "at most " + maxPixels + " pixels are allowed, got " + width + " x " + height);
    }
  }

  private static int bytesPerPixel(ImageReader reader) {
    try {
      Iterator<ImageTypeSpecifier> types = reader.getImageTypes(0);
      if (!types.hasNext()) {
        return USUAL_BYTES;
      }
      int bits = 0;
      for (int size : types.next().getSampleModel().getSampleSize()) {
        bits += size;
      }
      return Math.max(USUAL_BYTES, (bits + 7) / 8);
    } catch (IOException | RuntimeException e) {
      return USUAL_BYTES;
    }
  }
}
