package io.nearfield.connect.image;

import com.twelvemonkeys.imageio.plugins.bmp.BMPImageReaderSpi;
import com.twelvemonkeys.imageio.plugins.jpeg.JPEGImageReaderSpi;
import com.twelvemonkeys.imageio.plugins.tiff.TIFFImageReaderSpi;
import com.twelvemonkeys.imageio.plugins.webp.WebPImageReaderSpi;
import java.io.IOException;
import java.util.Arrays;
import java.util.Iterator;
import java.util.stream.Collectors;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.spi.IIORegistry;
import javax.imageio.spi.ImageReaderSpi;

/**
 * The formats that are read, known by their first bytes, each with the one decoder that reads it.
 * Decoders that other libraries bring along are never asked.
 */
enum PictureFormat {
  PNG("image/png", null),
  JPEG("image/jpeg", JPEGImageReaderSpi.class),
  GIF("image/gif", null),
  BMP("image/bmp", BMPImageReaderSpi.class),
  TIFF("image/tiff", TIFFImageReaderSpi.class),
  WEBP("image/webp", WebPImageReaderSpi.class);

  private final String mediaType;
  private final Class<? extends ImageReaderSpi> spi;

  /**
   * @param spi whose decoder, null for the JDK's
   */
  PictureFormat(String mediaType, Class<? extends ImageReaderSpi> spi) {
    this.mediaType = mediaType;
    this.spi = spi;
  }

  String mediaType() {
    return mediaType;
  }

  /** For messages: {@code PNG, JPEG, ...}. */
  static String all() {
    return Arrays.stream(values()).map(Enum::name).collect(Collectors.joining(", "));
  }

  /** The format of a file, or null if it is none of these. */
  static PictureFormat of(byte[] file) {
    if (starts(file, 0, 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n')) {
      return PNG;
    }
    if (starts(file, 0, 0xFF, 0xD8, 0xFF)) {
      return JPEG;
    }
    if (starts(file, 0, 'G', 'I', 'F', '8', '7', 'a')
        || starts(file, 0, 'G', 'I', 'F', '8', '9', 'a')) {
      return GIF;
    }
    if (starts(file, 0, 'R', 'I', 'F', 'F') && starts(file, 8, 'W', 'E', 'B', 'P')) {
      return WEBP;
    }
    boolean little = starts(file, 0, 'I', 'I', 42, 0) || starts(file, 0, 'I', 'I', 43, 0);
    if (little || starts(file, 0, 'M', 'M', 0, 42) || starts(file, 0, 'M', 'M', 0, 43)) {
      return TIFF;
    }
    return starts(file, 0, 'B', 'M') ? BMP : null;
  }

  /** A new decoder; to be disposed of. */
  ImageReader reader() throws IOException {
    if (spi != null) {
      return Registered.provider(spi).createReaderInstance();
    }
    Iterator<ImageReader> readers = ImageIO.getImageReadersByFormatName(name());
    while (readers.hasNext()) {
      ImageReader reader = readers.next();
      if (reader.getClass().getModule() == ImageIO.class.getModule()) {
        return reader;
      }
    }
    throw new IOException("this Java has no decoder of " + name());
  }

  private static boolean starts(byte[] file, int at, int... expected) {
    if (file.length < at + expected.length) {
      return false;
    }
    for (int i = 0; i < expected.length; i++) {
      if ((file[at + i] & 255) != expected[i]) {
        return false;
      }
    }
    return true;
  }

  /**
   * Registers by class: an engine's class loaders need not let the registry find them by itself.
   */
  private static final class Registered {
    static <T extends ImageReaderSpi> T provider(Class<T> type) {
      IIORegistry registry = IIORegistry.getDefaultInstance();
      synchronized (Registered.class) {
        T there = registry.getServiceProviderByClass(type);
        if (there == null) {
          try {
            registry.registerServiceProvider(type.getDeclaredConstructor().newInstance());
          } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
          }
          there = registry.getServiceProviderByClass(type);
        }
        return there;
      }
    }
  }
}
