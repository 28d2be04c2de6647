package io.nearfield.index.vectors;

import io.nearfield.index.format.FileBytes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Reads runs of rows into arrays, a bounded buffer at a time. */
final class RowReader {

  private static final int BUFFER = 1 << 20;

  private final FileBytes bytes;
  private final RowLayout layout;

  RowReader(FileBytes bytes, RowLayout layout) {
    this.bytes = bytes;
    this.layout = layout;
  }

  /**
   * Takes {@code count} values that begin at {@code at} in a buffer as {@code to}, {@code to + 1},
   * ...
   */
  @FunctionalInterface
  interface Sink {
    void take(ByteBuffer buffer, int at, int count, int to);
  }

  /** Hands the values of the rows to a sink, in order. */
  void read(long from, int count, Sink sink) throws IOException {
    int stride = layout.stride();
    int perBlock = Math.max(1, BUFFER / stride);
    ByteBuffer buffer =
        ByteBuffer.allocate(Math.min(count, perBlock) * stride).order(ByteOrder.LITTLE_ENDIAN);
    for (int done = 0; done < count; done += perBlock) {
      int rows = Math.min(perBlock, count - done);
      bytes.read(layout.offset(from + done), buffer, rows * stride);
      int d = layout.dimension();
      if (layout.prefix() == 0) {
        sink.take(buffer, 0, rows * d, done * d);
        continue;
      }
      for (int i = 0; i < rows; i++) {
        VecsHeader.check(bytes, layout, from + done + i, buffer.getInt(i * stride));
        sink.take(buffer, i * stride + layout.prefix(), d, (done + i) * d);
      }
    }
  }

  /** A sink that turns values of any type into floats. */
  static Sink floats(ElementType type, float[] out) {
    return switch (type) {
      case FLOAT32 ->
          (in, at, n, to) ->
              in.slice(at, n * Float.BYTES)
                  .order(ByteOrder.LITTLE_ENDIAN)
                  .asFloatBuffer()
                  .get(out, to, n);
      case FLOAT16 ->
          (in, at, n, to) -> {
            for (int i = 0; i < n; i++) {
              out[to + i] = HalfFloat.toFloat(in.getShort(at + i * Short.BYTES));
            }
          };
      case FLOAT64 ->
          (in, at, n, to) -> {
            for (int i = 0; i < n; i++) {
              out[to + i] = (float) in.getDouble(at + i * Double.BYTES);
            }
          };
      case INT8, UINT8, INT32, INT64, BOOL ->
          (in, at, n, to) -> {
            for (int i = 0; i < n; i++) {
              out[to + i] = whole(type, in, at + i * type.bytes());
            }
          };
    };
  }

  /** A sink that takes whole numbers of any type. */
  static Sink longs(ElementType type, long[] out) {
    return (in, at, n, to) -> {
      for (int i = 0; i < n; i++) {
        out[to + i] = whole(type, in, at + i * type.bytes());
      }
    };
  }

  /** A sink that takes values of one byte as they are. */
  static Sink bytes(byte[] out) {
    return (in, at, n, to) -> in.get(at, out, to, n);
  }

  private static long whole(ElementType type, ByteBuffer in, int at) {
    return switch (type) {
      case INT8 -> in.get(at);
      case UINT8, BOOL -> Byte.toUnsignedInt(in.get(at));
      case INT32 -> in.getInt(at);
      case INT64 -> in.getLong(at);
      case FLOAT16, FLOAT32, FLOAT64 -> throw new AssertionError(type);
    };
  }
}
