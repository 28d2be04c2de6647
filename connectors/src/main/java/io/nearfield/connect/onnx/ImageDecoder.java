package io.nearfield.connect.onnx;

import io.nearfield.connect.api.NearfieldException;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Locale;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;

/**
 * Decodes PNG, JPEG, GIF (its first frame), BMP, TIFF and whatever else {@code javax.imageio} reads
 * here, within bounds: a file of more than {@value #MAX_BYTES} bytes or a picture of more than
 * {@value #MAX_PIXELS} pixels is refused before any of its pixels are decoded.
 */
final class ImageDecoder {

  static final int MAX_BYTES = 64 << 20;
  static final long MAX_PIXELS = 100_000_000;

  private ImageDecoder() {}

  /**
   * Decodes.
   *
   * @throws NearfieldException if the bytes are no picture, a broken one or too large a one
   */
  static DecodedImage decode(byte[] bytes) {
    if (bytes == null || bytes.length == 0) {
      throw new NearfieldException("Cannot decode picture: it is empty (0 bytes)");
    }
    if (bytes.length > MAX_BYTES) {
      throw new NearfieldException(
          "Cannot decode picture: at most "
              + MAX_BYTES
              + " bytes are taken, got "
              + bytes.length
              + "; store a smaller copy");
    }
    try (ImageInputStream in = new MemoryCacheImageInputStream(new ByteArrayInputStream(bytes))) {
      Iterator<ImageReader> readers = ImageIO.getImageReaders(in);
      if (!readers.hasNext()) {
        throw new NearfieldException(
            "Cannot decode picture: its "
                + bytes.length
                + " bytes are none of the known formats "
                + String.join(", ", formats()));
      }
      ImageReader reader = readers.next();
      try {
        reader.setInput(in, true, true);
        return decode(reader);
      } finally {
        reader.dispose();
      }
    } catch (NearfieldException e) {
      throw e;
    } catch (IOException e) {
      throw new NearfieldException(
          "Cannot decode picture: it is broken (" + Messages.oneLine(e) + ")", e);
    } catch (RuntimeException e) {
      // The JDK's readers answer broken files with all kinds of unchecked exceptions.
      throw new NearfieldException(
          "Cannot decode picture: it is broken ("
              + e.getClass().getSimpleName()
              + ": "
              + Messages.oneLine(e)
              + ")",
          e);
    } catch (OutOfMemoryError e) {
      // One huge allocation asked for by a broken or very large file; the heap itself is fine.
      throw new NearfieldException(
          "Cannot decode picture: it needs more memory than this process has; store a smaller copy",
          e);
    }
  }

  private static DecodedImage decode(ImageReader reader) throws IOException {
    int width = reader.getWidth(0);
    int height = reader.getHeight(0);
    if (width < 1 || height < 1) {
      throw new NearfieldException(
          "Cannot decode picture: its size is " + width + " x " + height + " pixels");
    }
    if ((long) width * height > MAX_PIXELS) {
      throw new NearfieldException(
          "Cannot decode picture: at most "
              + MAX_PIXELS
              + " pixels are taken, got "
              + width
              + " x "
              + height
              + "; store a smaller copy");
    }
    BufferedImage image = reader.read(0);
    if (image == null) {
      throw new NearfieldException("Cannot decode picture: it holds no image");
    }
    DecodedImage decoded = new DecodedImage(image);
    decoded.row(0, new byte[3 * decoded.width()]);
    return decoded;
  }

  private static String[] formats() {
    return Arrays.stream(ImageIO.getReaderFormatNames())
        .map(name -> name.toLowerCase(Locale.ROOT))
        .distinct()
        .sorted()
        .toArray(String[]::new);
  }
}
