package io.nearfield.index.faiss;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;

/** A FAISS file written from front to back. The counterpart of {@link FaissInput}. */
final class FaissOutput {

  private static final int CHUNK = 1 << 18;

  private final FileChannel channel;
  private final ByteBuffer chunk = ByteBuffer.allocate(CHUNK).order(ByteOrder.LITTLE_ENDIAN);

  FaissOutput(FileChannel channel) {
    this.channel = channel;
  }

  FaissOutput fourCc(String text) throws IOException {
    return int32(FourCc.of(text));
  }

  FaissOutput int32(int value) throws IOException {
    room(Integer.BYTES).putInt(value);
    return this;
  }

  FaissOutput int64(long value) throws IOException {
    room(Long.BYTES).putLong(value);
    return this;
  }

  FaissOutput float32(float value) throws IOException {
    room(Float.BYTES).putFloat(value);
    return this;
  }

  FaissOutput bool(boolean value) throws IOException {
    room(1).put((byte) (value ? 1 : 0));
    return this;
  }

  /** Values without their number. */
  FaissOutput bytes(byte[] values, int count) throws IOException {
    for (int at = 0; at < count; ) {
      ByteBuffer to = room(1);
      int some = Math.min(to.remaining(), count - at);
      to.put(values, at, some);
      at += some;
    }
    return this;
  }

  /** Values without their number. */
  FaissOutput floats(float[] values, int count) throws IOException {
    for (int at = 0; at < count; ) {
      ByteBuffer to = room(Float.BYTES);
      int some = Math.min(to.remaining() / Float.BYTES, count - at);
      to.asFloatBuffer().put(values, at, some);
      to.position(to.position() + some * Float.BYTES);
      at += some;
    }
    return this;
  }

  /** Values without their number. */
  FaissOutput longs(long[] values, int count) throws IOException {
    for (int at = 0; at < count; ) {
      ByteBuffer to = room(Long.BYTES);
      int some = Math.min(to.remaining() / Long.BYTES, count - at);
      to.asLongBuffer().put(values, at, some);
      to.position(to.position() + some * Long.BYTES);
      at += some;
    }
    return this;
  }

  /** A vector: the number of its values, then the values. */
  FaissOutput vector(float[] values) throws IOException {
    return int64(values.length).floats(values, values.length);
  }

  /** A vector: the number of its values, then the values. */
  FaissOutput vector(long[] values) throws IOException {
    return int64(values.length).longs(values, values.length);
  }

  void flush() throws IOException {
    chunk.flip();
    while (chunk.hasRemaining()) {
      channel.write(chunk);
    }
    chunk.clear();
  }

  private ByteBuffer room(int bytes) throws IOException {
    if (chunk.remaining() < bytes) {
      flush();
    }
    return chunk;
  }
}
