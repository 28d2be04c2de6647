package io.nearfield.spark.ingest;

/** How a place in a file is written for people. */
final class Places {

  private Places() {}

  /** A local file as its path, anything else as its URI. */
  static String shown(String uri) {
    return uri.startsWith("file:") ? uri.replaceFirst("^file:/*", "/") : uri;
  }

  /** {@code shop.jsonl:17}. */
  static String line(SourceFile file, long line) {
    return file.place() + ":" + line;
  }
}
