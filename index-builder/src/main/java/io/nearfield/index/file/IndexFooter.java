package io.nearfield.index.file;

import io.nearfield.index.format.FileBytes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The last 64 bytes of an index file. See {@code docs/format.md}.
 *
 * @param trainedCrc CRC-32C of the trained index with the zeros behind it
 * @param directoryCrc CRC-32C of the directory with the zeros behind it
 */
record IndexFooter(int trainedCrc, int directoryCrc) {

  static final int BYTES = 64;

  private static final int LENGTH_AT = 8;
  private static final int RESERVED_AT = 16;
  private static final int HEADER_CRC_AT = 56;
  private static final int CRC_AT = 60;

  ByteBuffer write(IndexHeader header) {
    ByteBuffer out = ByteBuffer.allocate(BYTES).order(ByteOrder.LITTLE_ENDIAN);
    out.putInt(trainedCrc).putInt(directoryCrc).putLong(header.length());
    out.putInt(HEADER_CRC_AT, Checksum.of(header.write(), IndexHeader.BYTES));
    out.putInt(CRC_AT, Checksum.of(out, CRC_AT));
    return out.position(0);
  }

  static IndexFooter read(FileBytes file, IndexHeader header) throws IOException {
    long at = header.footerAt();
    ByteBuffer in = file.read(at, BYTES);
    file.require(
        in.getInt(CRC_AT) == Checksum.of(in, CRC_AT), at + CRC_AT, "footer checksum differs");
    file.require(
        in.getLong(LENGTH_AT) == header.length(),
        at + LENGTH_AT,
        "footer and header differ in the length");
    for (int i = RESERVED_AT; i < HEADER_CRC_AT; i++) {
      file.require(in.get(i) == 0, at + i, "a reserved byte is not zero");
    }
    file.require(
        in.getInt(HEADER_CRC_AT) == Checksum.of(header.write(), IndexHeader.BYTES),
        at + HEADER_CRC_AT,
        "the header's checksum differs in the footer");
    return new IndexFooter(in.getInt(0), in.getInt(4));
  }
}
