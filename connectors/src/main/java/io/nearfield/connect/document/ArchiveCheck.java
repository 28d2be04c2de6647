package io.nearfield.connect.document;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Collections;
import java.util.Locale;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipInputStream;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipFile;

/**
 * Looks through a zipped document before anything takes it apart: how much it holds when expanded,
 * whether archives lie in archives, and whether a name leads out of it. Reads each entry once,
 * keeps none.
 */
final class ArchiveCheck {

  /** What text, pictures and markup expand to at most; a bomb has a thousand times and more. */
  private static final int MOST_EXPANSION = 100;

  /** Below this nothing is suspected: small files of blanks expand well. */
  private static final long FREE_BYTES = 8L << 20;

  private static final int MOST_ENTRIES = 20_000;
  private static final int MOST_NESTING = 2;

  private final long mostBytes;
  private long expanded;
  private int entries;

  private ArchiveCheck(long mostBytes) {
    this.mostBytes = mostBytes;
  }

  static void check(byte[] zip) throws RefusedDocumentException {
    if (zip.length < 4 || zip[0] != 'P' || zip[1] != 'K') {
      throw new RefusedDocumentException(
          "malformed-document", "Cannot open it: it is no zip archive, as its kind must be");
    }
    long most = Math.max(FREE_BYTES, (long) zip.length * MOST_EXPANSION);
    try {
      walkWhole(zip, most);
    } catch (IOException | IllegalArgumentException e) {
      throw new RefusedDocumentException(
          "malformed-document", "Cannot open it as a zip archive: " + e.getMessage());
    }
  }

  private static void walkWhole(byte[] zip, long most)
      throws IOException, RefusedDocumentException {
    try {
      new ArchiveCheck(most).walk(new ByteArrayInputStream(zip), 0);
    } catch (ZipException | IllegalArgumentException e) {
      // Some archives only their central directory describes; their parsers go by it too.
      new ArchiveCheck(most).walkDirectory(zip);
    }
  }

  private void walkDirectory(byte[] bytes) throws IOException, RefusedDocumentException {
    byte[] buffer = new byte[1 << 16];
    try (ZipFile zip = ZipFile.builder().setByteArray(bytes).get()) {
      for (ZipArchiveEntry entry : Collections.list(zip.getEntriesInPhysicalOrder())) {
        admit(entry.getName());
        if (!zip.canReadEntryData(entry)) {
          throw new ZipException("'" + entry.getName() + "' is packed in a way that is not known");
        }
        try (InputStream content = zip.getInputStream(entry)) {
          content(entry.getName(), new Counted(content), 0, buffer);
        }
      }
    }
  }

  private void walk(InputStream in, int depth) throws IOException, RefusedDocumentException {
    if (depth > MOST_NESTING) {
      throw new RefusedDocumentException(
          "archive-nesting",
          "Cannot take it: archives lie in it more than " + MOST_NESTING + " deep");
    }
    ZipInputStream zip = new ZipInputStream(in);
    byte[] buffer = new byte[1 << 16];
    for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
      admit(entry.getName());
      content(entry.getName(), new Counted(zip), depth, buffer);
    }
  }

  private void admit(String name) throws RefusedDocumentException {
    if (++entries > MOST_ENTRIES) {
      throw new RefusedDocumentException(
          "archive-entries", "Cannot take it: it holds more than " + MOST_ENTRIES + " files");
    }
    checkName(name);
  }

  private void content(String name, InputStream counted, int depth, byte[] buffer)
      throws IOException, RefusedDocumentException {
    if (name.toLowerCase(Locale.ROOT).matches("(?s).*\\.(zip|epub|docx|xlsx|pptx|odt|jar)")) {
      walk(counted, depth + 1);
    }
    while (counted.read(buffer, 0, buffer.length) >= 0) {
      // Counting is all that is wanted.
    }
  }

  private static void checkName(String name) throws RefusedDocumentException {
    String path = name.replace('\\', '/');
    boolean leaves =
        path.startsWith("/")
            || path.matches("[A-Za-z]:.*")
            || ("/" + path + "/").contains("/../")
            || path.indexOf('\0') >= 0;
    if (leaves) {
      throw new RefusedDocumentException(
          "path-escape",
          "Cannot take it: the name of a file in it leads out of it, '"
              + name.replaceAll("\\p{Cntrl}", "?")
              + "'");
    }
  }

  /** Counts over all entries; does not close what is below. */
  private final class Counted extends InputStream {
    private final InputStream in;

    Counted(InputStream in) {
      this.in = in;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      int read = in.read(buffer, offset, length);
      expanded += Math.max(0, read);
      if (expanded > mostBytes) {
        throw new BombException();
      }
      return read;
    }
  }

  /** Has to pass through readers that know only their own exceptions. */
  static final class BombException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    RefusedDocumentException refusal() {
      return new RefusedDocumentException(
          "archive-bomb",
          "Cannot take it: expanded it is more than "
              + MOST_EXPANSION
              + " times as large as packed");
    }
  }
}
