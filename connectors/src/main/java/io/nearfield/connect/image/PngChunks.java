package io.nearfield.connect.image;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;

/** Compares the checksums of a PNG's chunks, which decoders do not, with what is in them. */
final class PngChunks {

  private static final int OVERHEAD = 12;

  private PngChunks() {}

  /**
   * Looks at all chunks that decide pixels, those whose name begins with a capital.
   *
   * @throws PictureException if the content of one is not what was written
   */
  static void check(byte[] file) {
    ByteBuffer in = ByteBuffer.wrap(file);
    CRC32 crc = new CRC32();
    long at = 8;
    while (at + OVERHEAD <= file.length) {
      long length = in.getInt((int) at) & 0xFFFFFFFFL;
      if (at + OVERHEAD + length > file.length) {
        return;
      }
      String name = new String(file, (int) at + 4, 4, StandardCharsets.ISO_8859_1);
      crc.reset();
      crc.update(file, (int) at + 4, 4 + (int) length);
      if (Character.isUpperCase(name.charAt(0))
          && (int) crc.getValue() != in.getInt((int) (at + 8 + length))) {
        throw PictureException.undecodable(
            "it is broken (wrong checksum of chunk " + name.replaceAll("[^A-Za-z]", "?") + ")");
      }
      if (name.equals("IEND")) {
        return;
      }
      at += OVERHEAD + length;
    }
  }
}
