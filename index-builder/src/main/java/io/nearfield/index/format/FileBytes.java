package io.nearfield.index.format;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * The bytes of a file, little-endian, read by position; any number of threads at once. Makes the
 * errors that name it.
 */
public final class FileBytes implements Closeable {

  private final String what;
  private final Path file;
  private final FileChannel channel;
  private final long length;

  private FileBytes(String what, Path file, FileChannel channel, long length) {
    this.what = what;
    this.file = file;
    this.channel = channel;
    this.length = length;
  }

  /**
   * @param what what kind of file it should be, for errors: {@code vector file}
   */
  public static FileBytes open(String what, Path file) throws IOException {
    FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
    try {
      return new FileBytes(what, file, channel, channel.size());
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  public Path file() {
    return file;
  }

  /** The file's length when it was opened. */
  public long length() {
    return length;
  }

  /** To be mapped. */
  public FileChannel channel() {
    return channel;
  }

  /** A fresh buffer of exactly the bytes asked for, which the caller knows to be there. */
  public ByteBuffer read(long offset, int count) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(count).order(ByteOrder.LITTLE_ENDIAN);
    read(offset, buffer, count);
    return buffer;
  }

  /** Fills the first {@code count} bytes of a buffer; its position is 0 afterwards. */
  public void read(long offset, ByteBuffer buffer, int count) throws IOException {
    buffer.clear().limit(count);
    while (buffer.hasRemaining()) {
      long at = offset + buffer.position();
      if (channel.read(buffer, at) < 0) {
        throw corrupt(at, "it ends too early");
      }
    }
    buffer.flip();
  }

  /** That something is wrong at an offset. */
  public CorruptIndexException corrupt(long offset, String reason, Object... args) {
    return new CorruptIndexException(
        what, file, offset, args.length == 0 ? reason : reason.formatted(args));
  }

  /** Throws {@link #corrupt} unless something holds. */
  public void require(boolean holds, long offset, String reason, Object... args) {
    if (!holds) {
      throw corrupt(offset, reason, args);
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
