package io.nearfield.connect.image;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;

/**
 * Decodes picture files: PNG, JPEG, GIF and WebP (the first frame of animated ones), BMP and TIFF
 * (the first page), told apart by their first bytes.
 *
 * <p>The picture comes out upright, whatever its EXIF orientation; transparent parts show white;
 * grey, palettes, CMYK and deep samples become 8-bit RGB; embedded colour profiles of RGB and grey
 * pictures are not applied.
 *
 * <p>A file may be hostile. Its length and its declared number of pixels are looked at before
 * anything is decoded, decoders together get at most a third of the heap, and one that does not
 * come to an end is abandoned. Whatever is wrong with a file is a {@link PictureException}.
 */
public final class Pictures {

  private Pictures() {}

  /** Decodes within {@link PictureLimits#defaults()}. */
  public static Picture decode(byte[] file) {
    return decode(file, PictureLimits.defaults());
  }

  /**
   * Decodes.
   *
   * @throws PictureException if the file is not taken
   */
  public static Picture decode(byte[] file, PictureLimits limits) {
    if (file == null || file.length == 0) {
      throw PictureException.undecodable("it is empty (0 bytes)");
    }
    if (file.length > limits.maxBytes()) {
      throw PictureException.tooLarge(
          "at most " + limits.maxBytes() + " bytes are allowed, got " + file.length);
    }
    PictureFormat format = PictureFormat.of(file);
    if (format == null) {
      throw PictureException.undecodable(
          "its " + file.length + " bytes are none of the known formats " + PictureFormat.all());
    }
    Decoding decoding = new Decoding(file, format, limits.maxPixels());
    try {
      Decoding.Size size = TimeLimit.call(decoding::size, () -> {}, limits.timeout());
      Runnable release = DecodeMemory.OF_PROCESS.take(size.bytes(), size.width(), size.height());
      // Given back by whoever decodes, when it ends: an abandoned decoder still has its memory.
      return TimeLimit.call(decoding::picture, release, limits.timeout());
    } catch (TimeoutException e) {
      decoding.stop();
      throw new PictureException(
          PictureException.Reason.TIMEOUT,
          "Cannot decode picture: its "
              + format
              + " decoder did not end within "
              + limits.timeout().toSeconds()
              + " seconds",
          e);
    } catch (ExecutionException e) {
      throw refusal(e.getCause());
    } catch (InterruptedException e) {
      decoding.stop();
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while a picture was decoded", e);
    }
  }

  /** Decoders answer broken files with all kinds of exceptions. */
  private static RuntimeException refusal(Throwable cause) {
    if (cause instanceof PictureException refused) {
      return refused;
    }
    if (cause instanceof OutOfMemoryError) {
      return new PictureException(
          PictureException.Reason.TOO_LARGE,
          "Cannot decode picture: it needs more memory than this process has; store a smaller copy",
          cause);
    }
    if (cause instanceof Error error && !(error instanceof StackOverflowError)) {
      throw error;
    }
    return PictureException.undecodable("it is broken", cause);
  }
}
