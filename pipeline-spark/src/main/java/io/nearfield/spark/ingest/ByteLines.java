package io.nearfield.spark.ingest;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import org.apache.hadoop.fs.FSDataInputStream;

/**
 * The lines of a part of a file, as bytes, each with its number in the file.
 *
 * <p>A line belongs to the part that its first byte lies in. Lines end with {@code \n}; a {@code
 * \r} before it is dropped. A line above the limit is read over, not held.
 */
final class ByteLines implements Closeable {

  private static final int BUFFER = 1 << 16;

  private final BufferedInputStream in;
  private final long end;
  private final int maxLength;
  private byte[] line = new byte[1024];
  private int length;
  private boolean tooLong;
  private long position;
  private long number;

  /**
   * @param firstLine number of the line that {@code start} lies in, from 1
   */
  ByteLines(FSDataInputStream file, long start, long end, long firstLine, int maxLength)
      throws IOException {
    this.end = end;
    this.maxLength = maxLength;
    this.number = firstLine - 1;
    // One byte early: if that is a line end, the first line starts exactly here.
    this.position = Math.max(0, start - 1);
    file.seek(position);
    this.in = new BufferedInputStream(file, BUFFER);
    if (start > 0) {
      int first = in.read();
      position++;
      if (first != '\n') {
        skipLine();
        number++;
      }
    }
  }

  /** All lines of a stream. */
  ByteLines(InputStream whole, int maxLength) {
    this.end = Long.MAX_VALUE;
    this.maxLength = maxLength;
    this.in = new BufferedInputStream(whole, BUFFER);
  }

  /** Moves to the next line; false at the end of the part. */
  boolean next() throws IOException {
    if (position >= end) {
      return false;
    }
    length = 0;
    tooLong = false;
    int b = in.read();
    if (b < 0) {
      return false;
    }
    number++;
    while (b >= 0) {
      position++;
      if (b == '\n') {
        break;
      }
      put((byte) b);
      b = in.read();
    }
    if (length > 0 && !tooLong && line[length - 1] == '\r') {
      length--;
    }
    return true;
  }

  private void put(byte b) {
    if (length == maxLength) {
      tooLong = true;
      return;
    }
    if (length == line.length) {
      line = java.util.Arrays.copyOf(line, (int) Math.min(maxLength, 2L * line.length));
    }
    line[length++] = b;
  }

  private void skipLine() throws IOException {
    int b;
    do {
      b = in.read();
      position++;
    } while (b >= 0 && b != '\n');
  }

  /** Bytes of the current line; only the first {@link #length} count. Valid until the next. */
  byte[] bytes() {
    return line;
  }

  int length() {
    return length;
  }

  boolean tooLong() {
    return tooLong;
  }

  /** From 1, in the whole file. */
  long number() {
    return number;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
