package io.nearfield.index.file;

import io.nearfield.index.format.CorruptIndexException;
import io.nearfield.index.format.FileBytes;
import io.nearfield.index.search.Backing;
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
final class MappedWindows implements Backing {

  private static final long MOST_BYTES = Integer.MAX_VALUE / 64 * 64L;

  private static final int[] NOWHERE = {-1, 0};

  @SuppressWarnings("NonFinalStaticField") // a constant would be folded
  private static int zero;

  private final Path file;
  private final long length;
  private final int windowOfFooter;
  private final long lastBytes;
  private volatile Window[] windows; // null once closed

  private MappedWindows(FileBytes file, Window[] windows, int windowOfFooter) {
    this.file = file.file();
    this.length = file.length();
    this.windowOfFooter = windowOfFooter;
    LongBuffer footer = windows[windowOfFooter].longs();
    this.lastBytes = footer.get(footer.limit() - 1);
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

    /** Maps what was placed, and the footer. */
    MappedWindows build() throws IOException {
      int[] footer = place(file.length() - IndexFooter.BYTES, IndexFooter.BYTES);
      flush();
      return new MappedWindows(file, windows.toArray(Window[]::new), footer[0]);
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

  /** Reads the end of the file again, which is no longer there if any of it is missing. */
  @Override
  public void check() {
    long[] end = new long[1];
    try {
      Window footer = window(windowOfFooter);
      footer.longs().get(footer.longs().limit() - 1, end, 0, 1);
      deliverFaults();
    } catch (InternalError fault) {
      throw explain(fault);
    }
    if (end[0] != lastBytes) {
      throw lost();
    }
  }

  @Override
  public RuntimeException explain(InternalError fault) {
    RuntimeException error = lost();
    error.initCause(fault);
    return error;
  }

  private CorruptIndexException lost() {
    return new CorruptIndexException(
        IndexFile.WHAT,
        file,
        length,
        "it became shorter or unreadable while it was open, its end was");
  }

  /**
   * A fault of compiled code is thrown when the thread next calls into the virtual machine, which
   * may be much later (JDK 17). Making an array of arrays of lengths that are not known to the
   * compiler is such a call, of a tenth of a microsecond.
   */
  private static void deliverFaults() {
    if (new byte[zero][zero].length != zero) {
      throw new AssertionError("an array of another length");
    }
  }

  void close() {
    windows = null;
  }
}
