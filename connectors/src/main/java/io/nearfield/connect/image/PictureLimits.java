package io.nearfield.connect.image;

import java.io.Serializable;
import java.time.Duration;

/**
 * How much one picture may ask for.
 *
 * @param maxBytes the largest file
 * @param maxPixels the most pixels, width times height as the file declares them, looked at before
 *     any is decoded
 * @param timeout how long a decoder may take before it is abandoned
 */
public record PictureLimits(int maxBytes, long maxPixels, Duration timeout)
    implements Serializable {

  public PictureLimits {
    if (maxBytes < 1 || maxPixels < 1 || timeout.isNegative() || timeout.isZero()) {
      throw new IllegalArgumentException(
          "Cannot read pictures of at most "
              + maxBytes
              + " bytes and "
              + maxPixels
              + " pixels within "
              + timeout
              + ": each limit must be above 0");
    }
  }

  /** 64 MiB, 100 million pixels, 30 seconds. */
  public static PictureLimits defaults() {
    return new PictureLimits(64 << 20, 100_000_000, Duration.ofSeconds(30));
  }

  public PictureLimits withMaxBytes(int bytes) {
    return new PictureLimits(bytes, maxPixels, timeout);
  }

  public PictureLimits withMaxPixels(long pixels) {
    return new PictureLimits(maxBytes, pixels, timeout);
  }

  public PictureLimits withTimeout(Duration time) {
    return new PictureLimits(maxBytes, maxPixels, time);
  }
}
