package io.nearfield.index.file;

import io.nearfield.index.format.FileBytes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * The first 128 bytes of an index file: where its sections lie. See {@code docs/format.md}.
 *
 * @param length of the file
 * @param entries in all
 * @param trainedLength bytes of the trained index, which begins behind the header
 * @param listsAt offset of the lists
 * @param vectorsAt offset of the vectors
 * @param directoryAt offset of the directory
 * @param runs lines of the directory
 * @param shape what an entry consists of
 */
record IndexHeader(
    long length,
    long entries,
    long trainedLength,
    long listsAt,
    long vectorsAt,
    long directoryAt,
    int runs,
    RunShape shape) {

  static final int BYTES = 128;

  private static final int VERSION = 1;
  private static final int RESERVED_AT = 84;
  private static final int CRC_AT = BYTES - Integer.BYTES;
  private static final byte[] MAGIC = "NFINDEX\n".getBytes(StandardCharsets.US_ASCII);

  /** The layout of a file. */
  static IndexHeader of(
      long trainedLength, long lists, long vectors, int runs, long entries, RunShape shape) {
    long listsAt = BYTES + RunShape.aligned(trainedLength);
    long vectorsAt = listsAt + lists;
    long directoryAt = vectorsAt + vectors;
    long footerAt = directoryAt + RunShape.aligned((long) runs * Run.BYTES);
    return new IndexHeader(
        footerAt + IndexFooter.BYTES,
        entries,
        trainedLength,
        listsAt,
        vectorsAt,
        directoryAt,
        runs,
        shape);
  }

  long footerAt() {
    return length - IndexFooter.BYTES;
  }

  ByteBuffer write() {
    ByteBuffer out = ByteBuffer.allocate(BYTES).order(ByteOrder.LITTLE_ENDIAN);
    out.put(MAGIC).putInt(VERSION).putInt(BYTES);
    out.putLong(length).putLong(entries).putLong(trainedLength);
    out.putLong(listsAt).putLong(vectorsAt).putLong(directoryAt).putInt(runs);
    out.putInt(shape.layout()).putInt(shape.codeBytes());
    out.putInt(shape.biasBytes()).putInt(shape.keptBytes());
    out.putInt(CRC_AT, Checksum.of(out, CRC_AT));
    return out.position(0).limit(BYTES);
  }

  /** Reads a header whose sections lie one behind the other and fill the file. */
  static IndexHeader read(FileBytes file) throws IOException {
    file.require(
        file.length() >= BYTES + IndexFooter.BYTES, file.length(), "it ends within the header");
    ByteBuffer in = file.read(0, BYTES);
    for (int i = 0; i < MAGIC.length; i++) {
      file.require(in.get(i) == MAGIC[i], i, "bad magic");
    }
    int version = in.getInt(8);
    file.require(version == VERSION, 8, "unsupported version %d, this build reads 1,", version);
    file.require(in.getInt(CRC_AT) == Checksum.of(in, CRC_AT), CRC_AT, "header checksum differs");
    file.require(in.getInt(12) == BYTES, 12, "bad header length %d", in.getInt(12));
    for (int at = RESERVED_AT; at < CRC_AT; at++) {
      file.require(in.get(at) == 0, at, "a reserved byte is not zero");
    }
    RunShape shape = new RunShape(in.getInt(68), in.getInt(72), in.getInt(76), in.getInt(80));
    IndexHeader header =
        new IndexHeader(
            in.getLong(16),
            in.getLong(24),
            in.getLong(32),
            in.getLong(40),
            in.getLong(48),
            in.getLong(56),
            in.getInt(64),
            shape);
    header.check(file);
    return header;
  }

  private void check(FileBytes file) {
    file.require(length == file.length(), 16, "length %d is not the file's own", length);
    file.require(entries >= 0, 24, "bad number of entries %d", entries);
    file.require(
        trainedLength >= 0 && trainedLength <= Math.min(length, Integer.MAX_VALUE - 8),
        32,
        "bad length %d of the trained index",
        trainedLength);
    file.require(
        listsAt == BYTES + RunShape.aligned(trainedLength), 40, "bad offset %d of lists", listsAt);
    requireOffset(file, vectorsAt, listsAt, 48, "vectors");
    requireOffset(file, directoryAt, vectorsAt, 56, "the directory");
    file.require(
        runs >= 0 && directoryAt + RunShape.aligned((long) runs * Run.BYTES) == footerAt(),
        64,
        "a directory of %d runs does not end at the footer",
        runs);
    boolean codes = shape.codeBytes() > 0;
    file.require(
        codes
            ? shape.layout() >= RunShape.ROWS && shape.layout() <= RunShape.BLOCKS_WITH_FLOATS
            : shape.layout() == RunShape.NO_CODES,
        68,
        "bad code layout %d",
        shape.layout());
    file.require(shape.codeBytes() >= 0, 72, "bad code size %d", shape.codeBytes());
    file.require(
        shape.biasBytes() == 0 || (codes && shape.biasBytes() == Float.BYTES),
        76,
        "bad bias size %d",
        shape.biasBytes());
    file.require(shape.keptBytes() >= 0, 80, "bad size %d of kept vectors", shape.keptBytes());
  }

  private void requireOffset(FileBytes file, long offset, long least, int at, String what) {
    file.require(
        offset >= least && offset <= length && offset % 64 == 0,
        at,
        "bad offset %d of %s",
        offset,
        what);
  }
}
