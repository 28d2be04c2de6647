package io.nearfield.index.file;

import io.nearfield.index.format.CorruptIndexException;
import io.nearfield.index.format.FileBytes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A file mapped into memory piece by piece, since one buffer spans at most 2 GiB: each run's lists,
 * and each run's vectors, lie within one window.
 *
 * <p>Closing lets go of the buffers; the pages go with the last reader that still holds one, so
 * that none reads memory that is gone.
 */
final class MappedWindows {

  private static final long MOST_BYTES = Integer.MAX_VALUE / 64 * 64L;

  private static final int[] NOWHERE = {-1, 0};

  private final Path file;
  private volatile Window[] windows; // null once closed

  private MappedWindows(Path file, Window[] windows) {
    this.file = file;
    this.windows = windows;
  }

  /**
   * A piece of the file.
   *
   * @param offset in the file
   * @param bytes all of the piece
   * @param floats the same bytes
   * @param longs the same bytes
   */
  record Window(long offset, ByteBuffer bytes, FloatBuffer floats, LongBuffer longs) {

    static Window map(FileBytes file, long from, long to) throws IOException {
      ByteBuffer bytes =
          file.channel().map(MapMode.READ_ONLY, from, to - from).order(ByteOrder.LITTLE_ENDIAN);
      return new Window(from, bytes, bytes.asFloatBuffer(), bytes.asLongBuffer());
    }
  }

  /** Collects what has to lie within one window, in ascending order, and maps it. */
  static final class Builder {
    private final FileBytes file;
    private final List<Window> windows = new ArrayList<>();
    private long from;
    private long to;

    Builder(FileBytes file) {
      this.file = file;
    }

    /** Window and place within it of these bytes, which lie behind those of the last call. */
    int[] place(long offset, long length) throws IOException {
      if (length == 0) {
        return NOWHERE;
      }
      if (offset != to || offset + length - from > MOST_BYTES) {
        flush();
        from = offset;
      }
      to = offset + length;
      return new int[] {windows.size(), (int) (offset - from)};
    }

    private void flush() throws IOException {
      if (to > from) {
        windows.add(Window.map(file, from, to));
      }
    }

    MappedWindows build() throws IOException {
      flush();
      return new MappedWindows(file.file(), windows.toArray(Window[]::new));
    }
  }

  /**
   * @throws IllegalStateException when the file was closed
   */
  Window window(int number) {
    Window[] open = windows;
    if (open == null) {
      throw new IllegalStateException(
          "Cannot search index file '%s': it was closed".formatted(file));
    }
    return open[number];
  }

  /** What an access to a page means that the file no longer has. */
  CorruptIndexException lost(int number, long within, InternalError fault) {
    CorruptIndexException error =
        new CorruptIndexException(
            IndexFile.WHAT,
            file,
            window(number).offset() + within,
            "it became shorter or unreadable while it was open; a page is missing");
    error.initCause(fault);
    return error;
  }

  void close() {
    windows = null;
  }
}
