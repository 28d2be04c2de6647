package io.nearfield.spark.features;

import io.nearfield.connect.api.NearfieldException;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A UTF-8 file with one id per line, read by parts; the last line may lack its end. */
final class IdFile {

  /** More than the longest id can have; a file without line ends is no file of ids. */
  private static final int MAX_LINE_BYTES = 16_384;

  /** What a task holds of them. */
  private static final long MAX_PART_BYTES = 16 << 20;

  private IdFile() {}

  /** Some lines: where they begin, in bytes and in lines, and how many bytes they are. */
  record Part(long firstLine, int lines, long offset, int bytes) implements Serializable {}

  record Parts(long lines, List<Part> parts) {}

  /** Looks through the file once. */
  static Parts split(Path file, int linesPerPart) {
    List<Part> parts = new ArrayList<>();
    long line = 0;
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 20)) {
      long offset = 0;
      long begin = 0;
      long first = 0;
      int length = 0;
      int last = '\n';
      for (int one = in.read(); one >= 0; one = in.read()) {
        offset++;
        length++;
        last = one;
        if (length > MAX_LINE_BYTES) {
          throw new NearfieldException(
              "Cannot read ids from '%s': line %,d is longer than %,d bytes; there must be one id per line (--ids)"
                  .formatted(file, line + 1, MAX_LINE_BYTES));
        }
        if (one == '\n') {
          line++;
          length = 0;
          if (line - first == linesPerPart || offset - begin >= MAX_PART_BYTES) {
            parts.add(part(first, line, begin, offset));
            first = line;
            begin = offset;
          }
        }
      }
      if (last != '\n') {
        line++;
      }
      if (line > first) {
        parts.add(part(first, line, begin, offset));
      }
    } catch (IOException e) {
      throw new NearfieldException("Cannot read ids from '" + file + "': " + e + " (--ids)", e);
    }
    return new Parts(line, parts);
  }

  private static Part part(long firstLine, long endLine, long begin, long end) {
    return new Part(firstLine, (int) (endLine - firstLine), begin, Math.toIntExact(end - begin));
  }

  static List<String> read(Path file, Part part) throws IOException {
    byte[] bytes = new byte[part.bytes()];
    try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
      in.seek(part.offset());
      in.readFully(bytes);
    }
    List<String> ids = new ArrayList<>(part.lines());
    int from = 0;
    for (int i = 0; i <= bytes.length; i++) {
      if (i == bytes.length ? from < i : bytes[i] == '\n') {
        int end = i > from && bytes[i - 1] == '\r' ? i - 1 : i;
        ids.add(new String(bytes, from, end - from, StandardCharsets.UTF_8));
        from = i + 1;
      }
    }
    return ids;
  }
}
