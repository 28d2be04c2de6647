package io.nearfield.index.file;

import io.nearfield.index.TrainedIndex;
import io.nearfield.index.format.CorruptIndexException;
import io.nearfield.index.format.FileBytes;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.CRC32C;

/**
 * An index file whose header, trained index, directory and footer are known to be sound. Of lists
 * and vectors only the places are.
 */
final class IndexFile implements Closeable {

  static final String WHAT = "index file";
  private static final int BUFFER = 1 << 20;

  private final FileBytes bytes;
  private final IndexHeader header;
  private final TrainedIndex trained;
  private final Run[] runs;

  private IndexFile(FileBytes bytes, IndexHeader header, TrainedIndex trained, Run[] runs) {
    this.bytes = bytes;
    this.header = header;
    this.trained = trained;
    this.runs = runs;
  }

  static IndexFile open(Path path) throws IOException {
    FileBytes bytes = FileBytes.open(WHAT, path);
    try {
      IndexHeader header = IndexHeader.read(bytes);
      IndexFooter footer = IndexFooter.read(bytes, header);
      TrainedIndex trained = trained(bytes, header, footer);
      RunShape shape = RunShape.of(trained);
      bytes.require(
          header.shape().equals(shape), 68, "%s is not %s's %s", header.shape(), trained, shape);
      return new IndexFile(bytes, header, trained, directory(bytes, header, footer, trained));
    } catch (IOException | RuntimeException e) {
      try {
        bytes.close();
      } catch (IOException second) {
        e.addSuppressed(second);
      }
      throw e;
    }
  }

  FileBytes bytes() {
    return bytes;
  }

  IndexHeader header() {
    return header;
  }

  TrainedIndex trained() {
    return trained;
  }

  /** In the order of their cells. */
  Run[] runs() {
    return runs;
  }

  private static TrainedIndex trained(FileBytes bytes, IndexHeader header, IndexFooter footer)
      throws IOException {
    int length = (int) header.trainedLength();
    int padded = (int) (header.listsAt() - IndexHeader.BYTES);
    ByteBuffer section = bytes.read(IndexHeader.BYTES, padded);
    bytes.require(
        Checksum.of(section, padded) == footer.trainedCrc(),
        header.footerAt(),
        "the trained index's checksum differs");
    requireZeros(bytes, section, length, padded, IndexHeader.BYTES);
    try {
      return TrainedIndex.fromBytes(Arrays.copyOf(section.array(), length));
    } catch (CorruptIndexException e) {
      throw bytes.corrupt(IndexHeader.BYTES + e.offset(), "its trained index: %s", e.reason());
    }
  }

  private static Run[] directory(
      FileBytes bytes, IndexHeader header, IndexFooter footer, TrainedIndex trained)
      throws IOException {
    long from = header.directoryAt();
    requireChecksum(bytes, from, header.footerAt(), footer.directoryCrc(), header.footerAt() + 4);
    Run[] runs = new Run[header.runs()];
    DirectoryCheck check = new DirectoryCheck(bytes, header, trained.cells());
    int perBlock = BUFFER / Run.BYTES;
    ByteBuffer block =
        ByteBuffer.allocate(Math.min(perBlock, runs.length) * Run.BYTES)
            .order(ByteOrder.LITTLE_ENDIAN);
    for (int first = 0; first < runs.length; first += perBlock) {
      int count = Math.min(perBlock, runs.length - first);
      bytes.read(from + (long) first * Run.BYTES, block, count * Run.BYTES);
      for (int i = first; i < first + count; i++) {
        runs[i] = Run.read(block);
        check.next(runs[i]);
      }
    }
    check.end();
    long end = from + (long) runs.length * Run.BYTES;
    ByteBuffer zeros = bytes.read(end, (int) (header.footerAt() - end));
    requireZeros(bytes, zeros, 0, zeros.limit(), end);
    return runs;
  }

  /** That the bytes from one offset to another have a checksum, which was read at {@code at}. */
  static void requireChecksum(FileBytes bytes, long from, long to, int expected, long at)
      throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate((int) Math.min(BUFFER, to - from));
    CRC32C crc = new CRC32C();
    for (long offset = from; offset < to; offset += buffer.capacity()) {
      int count = (int) Math.min(buffer.capacity(), to - offset);
      bytes.read(offset, buffer, count);
      crc.update(buffer.array(), 0, count);
    }
    bytes.require(
        (int) crc.getValue() == expected,
        at,
        "the checksum of bytes %d to %d differs, it was read",
        from,
        to);
  }

  private static void requireZeros(
      FileBytes bytes, ByteBuffer buffer, int from, int to, long offset) {
    for (int i = from; i < to; i++) {
      bytes.require(buffer.get(i) == 0, offset + i, "a byte between sections is not zero");
    }
  }

  @Override
  public void close() throws IOException {
    bytes.close();
  }
}
