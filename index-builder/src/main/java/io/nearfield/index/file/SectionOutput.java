package io.nearfield.index.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.util.zip.CRC32C;

/** Writes one section from its offset on through a buffer, and sums up what went by. */
final class SectionOutput {

  private static final int BUFFER = 1 << 20;

  private final FileChannel channel;
  private final Progress progress;
  private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER).order(ByteOrder.LITTLE_ENDIAN);
  private final CRC32C crc = new CRC32C();
  private long offset;

  SectionOutput(FileChannel channel, long offset, Progress progress) {
    this.channel = channel;
    this.offset = offset;
    this.progress = progress;
  }

  /** Where the next byte goes. */
  long offset() {
    return offset + buffer.position();
  }

  /** The checksum of what was written since the last call. */
  int takeCrc() throws IOException {
    flush();
    int value = (int) crc.getValue();
    crc.reset();
    return value;
  }

  void write(byte[] bytes, int count) throws IOException {
    for (int done = 0; done < count; ) {
      int some = Math.min(room(1), count - done);
      buffer.put(bytes, done, some);
      done += some;
    }
  }

  void write(float[] values, int count) throws IOException {
    for (int done = 0; done < count; ) {
      int some = Math.min(room(Float.BYTES), count - done);
      buffer.asFloatBuffer().put(values, done, some);
      buffer.position(buffer.position() + some * Float.BYTES);
      done += some;
    }
  }

  void write(long[] values, int count) throws IOException {
    for (int done = 0; done < count; ) {
      int some = Math.min(room(Long.BYTES), count - done);
      buffer.asLongBuffer().put(values, done, some);
      buffer.position(buffer.position() + some * Long.BYTES);
      done += some;
    }
  }

  void write(Run run) throws IOException {
    if (buffer.remaining() < Run.BYTES) {
      flush();
    }
    run.write(buffer);
  }

  /** Zeros up to a multiple of 64. */
  void align() throws IOException {
    while (offset() != RunShape.aligned(offset())) {
      room(1);
      buffer.put((byte) 0);
    }
  }

  /** How many values of a width fit, at least one. */
  private int room(int width) throws IOException {
    if (buffer.remaining() < width) {
      flush();
    }
    return buffer.remaining() / width;
  }

  void flush() throws IOException {
    int length = buffer.position();
    crc.update(buffer.array(), 0, length);
    buffer.flip();
    while (buffer.hasRemaining()) {
      offset += channel.write(buffer, offset);
    }
    buffer.clear();
    progress.advance(length);
  }
}
