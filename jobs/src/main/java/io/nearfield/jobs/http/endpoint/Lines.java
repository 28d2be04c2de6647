package io.nearfield.jobs.http.endpoint;

import io.nearfield.jobs.http.HttpProblem;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;

/** Reads lines of bounded length. Not thread-safe. */
final class Lines {

  private final InputStream in;
  private final int longest;
  private long number;

  Lines(InputStream in, int longest) {
    this.in = new BufferedInputStream(in, 16_384);
    this.longest = longest;
  }

  /** The number of the line that was read last, from 1. */
  long number() {
    return number;
  }

  /**
   * The next line without its end, or null after the last.
   *
   * @throws HttpProblem if it is too long; the lines behind it are lost then
   */
  byte[] next() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream(256);
    int one = in.read();
    if (one < 0) {
      return null;
    }
    number++;
    while (one >= 0 && one != '\n') {
      if (line.size() >= longest) {
        throw new HttpProblem(
            413,
            "too_large",
            "Cannot take line " + number + ": it is longer than " + longest + " bytes",
            null);
      }
      line.write(one);
      one = in.read();
    }
    return line.toByteArray();
  }
}
