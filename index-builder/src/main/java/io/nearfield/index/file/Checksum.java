package io.nearfield.index.file;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/** CRC-32C of bytes. */
final class Checksum {

  private Checksum() {}

  /** Of the first bytes of a buffer on the heap. */
  static int of(ByteBuffer bytes, int length) {
    CRC32C crc = new CRC32C();
    crc.update(bytes.array(), bytes.arrayOffset(), length);
    return (int) crc.getValue();
  }
}
