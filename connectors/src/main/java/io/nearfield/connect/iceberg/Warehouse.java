package io.nearfield.connect.iceberg;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.regex.Pattern;

/** The warehouse location: a path made absolute, or a Hadoop file system URI left as it is. */
final class Warehouse {

  private static final Pattern URI = Pattern.compile("^[A-Za-z][A-Za-z0-9+.-]+:/.*");

  private Warehouse() {}

  /**
   * The location as Iceberg's HadoopFileIO takes it: {@code file:/absolute/path} for local paths,
   * not percent-encoded. Locating a location again changes nothing.
   */
  static String locate(String warehouse) {
    if (warehouse == null || warehouse.isBlank()) {
      throw new IllegalArgumentException(
          "Cannot open a warehouse without a location; give --warehouse a folder or URI");
    }
    String given = warehouse.strip();
    if (isLocal(given) || !URI.matcher(given).matches()) {
      return "file:" + local(given);
    }
    return given.replaceAll("/+$", "");
  }

  static boolean isLocal(String location) {
    return location.regionMatches(true, 0, "file:", 0, 5);
  }

  /** The folder of a local location. */
  static Path local(String location) {
    String path = isLocal(location) ? location.substring(5).replaceFirst("^//+", "/") : location;
    try {
      return Path.of(path).toAbsolutePath().normalize();
    } catch (InvalidPathException e) {
      throw new IllegalArgumentException(
          "Cannot open warehouse '" + location + "': " + e.getReason(), e);
    }
  }
}
