package io.nearfield.connect.image;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** What has to be known of a WebP file before its decoder sees it. */
final class WebpFile {

  private static final int VP8X = 'V' | 'P' << 8 | '8' << 16 | 'X' << 24;
  private static final int FLAGS = 20;
  private static final byte HAS_PROFILE = 0x20;

  private WebpFile() {}

  /**
   * Looks at the length that the file declares: a decoder of the lossless kind fills what is
   * missing with anything.
   *
   * @throws PictureException if the file is shorter
   */
  static void check(byte[] file) {
    long declared =
        8 + (ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).getInt(4) & 0xFFFFFFFFL);
    if (declared > file.length) {
      throw PictureException.undecodable(
          "it is incomplete (" + file.length + " of " + declared + " bytes)");
    }
  }

  /** The file without word of a colour profile; the decoder would apply it. */
  static byte[] withoutProfile(byte[] file) {
    ByteBuffer in = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    if (file.length <= FLAGS || in.getInt(12) != VP8X || (file[FLAGS] & HAS_PROFILE) == 0) {
      return file;
    }
    byte[] copy = file.clone();
    copy[FLAGS] &= ~HAS_PROFILE;
    return copy;
  }
}
