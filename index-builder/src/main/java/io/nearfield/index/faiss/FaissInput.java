package io.nearfield.index.faiss;

import io.nearfield.index.format.CorruptIndexException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;

/**
 * A FAISS file read from front to back: little-endian numbers, and vectors that say their length
 * first. Allocates no array before the rest of the file is known to fill it. Not thread-safe.
 */
final class FaissInput implements AutoCloseable {

  private static final int MOST_BUFFERED = 1 << 18;
  private static final int LONGEST_ARRAY = Integer.MAX_VALUE - 8;

  private final String name;
  private final FileChannel channel;
  private final long size;
  private final ByteBuffer chunk;
  private long read; // bytes taken from the channel

  FaissInput(Path file) throws IOException {
    name = file.toString();
    channel = FileChannel.open(file, StandardOpenOption.READ);
    size = channel.size();
    chunk = ByteBuffer.allocate((int) Math.min(MOST_BUFFERED, Math.max(size, Long.BYTES)));
    chunk.order(ByteOrder.LITTLE_ENDIAN).limit(0);
  }

  /** Where the next byte lies. */
  long offset() {
    return read - chunk.remaining();
  }

  long remaining() {
    return size - offset();
  }

  int int32() throws IOException {
    return need(Integer.BYTES).getInt();
  }

  long int64() throws IOException {
    return need(Long.BYTES).getLong();
  }

  float float32() throws IOException {
    return need(Float.BYTES).getFloat();
  }

  /** One byte, 0 or 1. */
  boolean bool() throws IOException {
    long at = offset();
    byte value = need(1).get();
    if (value != 0 && value != 1) {
      throw corrupt(at, "a yes or no is %d", value);
    }
    return value == 1;
  }

  /** One byte. */
  byte int8() throws IOException {
    return need(1).get();
  }

  /** A number of things, 0 to {@code most}. */
  int count(String what, long most) throws IOException {
    long at = offset();
    long value = int64();
    if (value < 0 || value > Math.min(most, LONGEST_ARRAY)) {
      throw corrupt(at, "%d %s, must be 0 to %d", value, what, Math.min(most, LONGEST_ARRAY));
    }
    return (int) value;
  }

  /** A vector's length: a number of elements that the rest of the file can hold. */
  int length(String what, int elementBytes) throws IOException {
    long at = offset();
    long value = int64();
    requireRoom(at, what, value, elementBytes);
    return (int) value;
  }

  byte[] bytes(String what, long count) throws IOException {
    requireRoom(offset(), what, count, 1);
    byte[] values = new byte[(int) count];
    for (int at = 0; at < values.length; ) {
      ByteBuffer from = some();
      int some = Math.min(from.remaining(), values.length - at);
      from.get(values, at, some);
      at += some;
    }
    return values;
  }

  float[] floats(String what, long count) throws IOException {
    requireRoom(offset(), what, count, Float.BYTES);
    float[] values = new float[(int) count];
    for (int at = 0; at < values.length; ) {
      ByteBuffer from = need(Float.BYTES);
      int some = Math.min(from.remaining() / Float.BYTES, values.length - at);
      from.asFloatBuffer().get(values, at, some);
      from.position(from.position() + some * Float.BYTES);
      at += some;
    }
    return values;
  }

  long[] longs(String what, long count) throws IOException {
    requireRoom(offset(), what, count, Long.BYTES);
    long[] values = new long[(int) count];
    for (int at = 0; at < values.length; ) {
      ByteBuffer from = need(Long.BYTES);
      int some = Math.min(from.remaining() / Long.BYTES, values.length - at);
      from.asLongBuffer().get(values, at, some);
      from.position(from.position() + some * Long.BYTES);
      at += some;
    }
    return values;
  }

  /** Nothing may follow. */
  void requireEnd() {
    if (remaining() != 0) {
      throw corrupt(offset(), "%d bytes follow the index", remaining());
    }
  }

  CorruptIndexException corrupt(long at, String reason, Object... args) {
    return new CorruptIndexException(
        "FAISS file '" + name + "'", at, String.format(Locale.ROOT, reason, args));
  }

  UnsupportedFaissException unsupported(long at, String reason, Object... args) {
    return new UnsupportedFaissException(name, at, String.format(Locale.ROOT, reason, args));
  }

  private void requireRoom(long at, String what, long count, int elementBytes) {
    if (count < 0 || count > remaining() / elementBytes) {
      throw corrupt(
          at,
          "%d %s of %d bytes, and only %d bytes follow",
          count,
          what,
          elementBytes,
          remaining());
    }
    if (count > LONGEST_ARRAY) {
      throw unsupported(
          at, "%d %s are more than an array holds, at most %d", count, what, LONGEST_ARRAY);
    }
  }

  private ByteBuffer some() throws IOException {
    return chunk.hasRemaining() ? chunk : need(1);
  }

  /** The buffer, at least so many bytes in it. */
  private ByteBuffer need(int bytes) throws IOException {
    if (chunk.remaining() < bytes) {
      if (remaining() < bytes) {
        throw corrupt(size, "it ends too early");
      }
      chunk.compact();
      while (chunk.position() < bytes) {
        int some = channel.read(chunk);
        if (some < 0) {
          throw corrupt(size, "it ends too early");
        }
        read += some;
      }
      chunk.flip();
    }
    return chunk;
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
