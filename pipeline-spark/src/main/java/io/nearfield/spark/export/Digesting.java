package io.nearfield.spark.export;

import io.nearfield.connect.api.Hashes;
import io.nearfield.connect.export.ExportedFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.MessageDigest;
import java.util.HexFormat;

/** A stream that knows the length and the checksum of what went through it. */
final class Digesting extends OutputStream {

  private static final int BUFFER = 1 << 16;

  private final OutputStream out;
  private final MessageDigest digest = Hashes.digest();
  private long bytes;

  Digesting(OutputStream out) {
    this.out = out;
  }

  @Override
  public void write(int one) throws IOException {
    write(new byte[] {(byte) one}, 0, 1);
  }

  @Override
  public void write(byte[] some, int from, int count) throws IOException {
    out.write(some, from, count);
    digest.update(some, from, count);
    bytes += count;
  }

  @Override
  public void flush() throws IOException {
    out.flush();
  }

  @Override
  public void close() throws IOException {
    out.close();
  }

  /** What was written, once it is closed. */
  ExportedFile file(String path, String kind, long rows) {
    return new ExportedFile(path, kind, rows, bytes, HexFormat.of().formatHex(digest.digest()));
  }

  /** Reads a stream to its end. */
  static ExportedFile read(InputStream in, String path, String kind, long rows) throws IOException {
    Digesting read = new Digesting(OutputStream.nullOutputStream());
    byte[] buffer = new byte[BUFFER];
    for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
      read.write(buffer, 0, count);
    }
    return read.file(path, kind, rows);
  }
}
