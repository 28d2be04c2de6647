package io.nearfield.connect.document;

import java.io.Serializable;

/**
 * What reading one document may take. Whatever goes beyond is refused.
 *
 * @param mostBytes the largest file
 * @param mostText the longest extracted text, in UTF-16 code units
 * @param seconds the longest time for one document; its parser is ended then
 * @param heapMegabytes the memory of a parser's process
 */
public record DocumentLimits(long mostBytes, int mostText, int seconds, int heapMegabytes)
    implements Serializable {

  public DocumentLimits {
    require(mostBytes >= 1 && mostBytes <= 1L << 30, "a size of " + mostBytes + " bytes");
    require(mostText >= 1 && mostText <= 1 << 28, "a text of " + mostText + " characters");
    require(seconds >= 1 && seconds <= 86_400, "a time of " + seconds + " seconds");
    require(heapMegabytes >= 64 && heapMegabytes <= 65_536, "a heap of " + heapMegabytes + " MiB");
  }

  /** 100 MiB, 32 million characters, one minute, 512 MiB. */
  public static DocumentLimits defaults() {
    return new DocumentLimits(100L << 20, 32 << 20, 60, 512);
  }

  public DocumentLimits withMostBytes(long bytes) {
    return new DocumentLimits(bytes, mostText, seconds, heapMegabytes);
  }

  public DocumentLimits withMostText(int characters) {
    return new DocumentLimits(mostBytes, characters, seconds, heapMegabytes);
  }

  public DocumentLimits withSeconds(int most) {
    return new DocumentLimits(mostBytes, mostText, most, heapMegabytes);
  }

  public DocumentLimits withHeapMegabytes(int megabytes) {
    return new DocumentLimits(mostBytes, mostText, seconds, megabytes);
  }

  private static void require(boolean holds, String what) {
    if (!holds) {
      throw new IllegalArgumentException(
          "Cannot limit documents to "
              + what
              + ": sizes are 1 byte to 1 GiB, texts 1 to 268435456 characters, times 1 to 86400"
              + " seconds, heaps 64 to 65536 MiB");
    }
  }
}
