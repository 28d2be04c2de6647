package io.nearfield.index.file;

import io.nearfield.index.format.FileBytes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;

/** Checks the entries themselves: the checksums of all runs, and that filling bytes are zero. */
final class RunCheck {

  private static final int BUFFER = 1 << 20;

  private final FileBytes bytes;
  private final IndexHeader header;
  private final Progress progress;
  private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER).order(ByteOrder.LITTLE_ENDIAN);

  private RunCheck(IndexFile file, FileListener listener) {
    this.bytes = file.bytes();
    this.header = file.header();
    this.progress = new Progress(listener, header.directoryAt() - header.listsAt());
  }

  static void all(IndexFile file, FileListener listener) throws IOException {
    RunCheck check = new RunCheck(file, listener);
    long line = file.header().directoryAt();
    for (Run run : file.runs()) {
      check.run(run, line);
      line += Run.BYTES;
    }
  }

  private void run(Run run, long line) throws IOException {
    RunShape shape = header.shape();
    int n = run.entries();
    long lists = run.listsAt();
    checksum(lists, shape.listsBytes(n), run.listsCrc(), line + 24, "lists", run.cell());
    zeros(lists + shape.codesBytes(n), lists + shape.biasesAt(n));
    zeros(lists + shape.biasesAt(n) + (long) n * shape.biasBytes(), lists + shape.idsAt(n));
    zeros(lists + shape.idsAt(n) + (long) n * Long.BYTES, lists + shape.listsBytes(n));
    long vectors = run.vectorsAt();
    checksum(vectors, shape.vectorsBytes(n), run.vectorsCrc(), line + 28, "vectors", run.cell());
    zeros(vectors + (long) n * shape.keptBytes(), vectors + shape.vectorsBytes(n));
  }

  private void checksum(long from, long length, int expected, long at, String what, int cell)
      throws IOException {
    CRC32C crc = new CRC32C();
    for (long done = 0; done < length; ) {
      int count = (int) Math.min(BUFFER, length - done);
      bytes.read(from + done, buffer, count);
      crc.update(buffer.array(), 0, count);
      progress.advance(count);
      done += count;
    }
    bytes.require(
        (int) crc.getValue() == expected,
        from,
        "the %s of cell %d, %d bytes, have another checksum than the directory says (offset %d)",
        what,
        cell,
        length,
        at);
  }

  private void zeros(long from, long to) throws IOException {
    int count = (int) (to - from);
    bytes.read(from, buffer, count);
    for (int i = 0; i < count; i++) {
      bytes.require(buffer.get(i) == 0, from + i, "a byte between arrays is not zero");
    }
  }
}
