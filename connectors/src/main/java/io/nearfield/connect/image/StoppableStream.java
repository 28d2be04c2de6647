package io.nearfield.connect.image;

import java.io.IOException;
import javax.imageio.stream.ImageInputStreamImpl;

/** A file's bytes, which can be taken away from a decoder that does not come to an end. */
final class StoppableStream extends ImageInputStreamImpl {

  private final byte[] bytes;
  private volatile boolean stopped;

  StoppableStream(byte[] bytes) {
    this.bytes = bytes;
  }

  /** From now on every read fails. */
  void stop() {
    stopped = true;
  }

  @Override
  public int read() throws IOException {
    check();
    bitOffset = 0;
    return streamPos < bytes.length ? bytes[(int) streamPos++] & 255 : -1;
  }

  @Override
  public int read(byte[] into, int offset, int length) throws IOException {
    check();
    bitOffset = 0;
    if (length == 0) {
      return 0;
    }
    int n = (int) Math.min(length, bytes.length - streamPos);
    if (n <= 0) {
      return -1;
    }
    System.arraycopy(bytes, (int) streamPos, into, offset, n);
    streamPos += n;
    return n;
  }

  @Override
  public long length() {
    return bytes.length;
  }

  private void check() throws IOException {
    checkClosed();
    if (stopped) {
      throw new IOException("stopped: it took too long");
    }
  }
}
