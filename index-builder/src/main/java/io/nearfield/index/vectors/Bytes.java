package io.nearfield.index.vectors;

import io.nearfield.index.format.CorruptIndexException;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** The bytes of a file, read by position; any number of threads at once. */
final class Bytes implements Closeable {

  private final Path file;
  private final FileChannel channel;
  private final long length;

  private Bytes(Path file, FileChannel channel, long length) {
    this.file = file;
    this.channel = channel;
    this.length = length;
  }

  static Bytes open(Path file) throws IOException {
    FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
    try {
      return new Bytes(file, channel, channel.size());
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  /** The file's length when it was opened. */
  long length() {
    return length;
  }

  /** A fresh little-endian buffer of exactly the bytes asked for. */
  ByteBuffer read(long offset, int count) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(count).order(ByteOrder.LITTLE_ENDIAN);
    read(offset, buffer, count);
    return buffer;
  }

  /** Fills the first {@code count} bytes of a buffer; its position is 0 before and after. */
  void read(long offset, ByteBuffer buffer, int count) throws IOException {
    buffer.clear().limit(count);
    while (buffer.hasRemaining()) {
      long at = offset + buffer.position();
      if (channel.read(buffer, at) < 0) {
        throw new CorruptIndexException(VectorFile.WHAT, file, at, "it ends too early");
      }
    }
    buffer.flip();
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
