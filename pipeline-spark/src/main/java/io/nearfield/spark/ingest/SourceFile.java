package io.nearfield.spark.ingest;

import java.io.Serializable;

/**
 * A file to read.
 *
 * @param number its place in the order of this run, from 0; earlier files win over later ones
 * @param kind what it is taken for
 * @param root the folder that {@code relative} starts from
 * @param uri where it is
 * @param relative its path below {@code root}, with {@code /}
 * @param id its entity id if the whole file is one item: base name of the root and {@code relative}
 * @param length in bytes
 */
record SourceFile(
    int number, Kind kind, String root, String uri, String relative, String id, long length)
    implements Serializable {

  SourceFile as(Kind other) {
    return new SourceFile(number, other, root, uri, relative, id, length);
  }

  /** How people are told about it: without the scheme if it is a local file. */
  String place() {
    return Places.shown(uri);
  }
}
