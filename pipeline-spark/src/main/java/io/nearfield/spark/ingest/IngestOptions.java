package io.nearfield.spark.ingest;

import io.nearfield.connect.api.Names;
import java.io.Serializable;
import java.util.List;

/**
 * What to ingest, and how to read it.
 *
 * @param dataset where the items go
 * @param paths files, folders (read with all below them) or globs, on any Hadoop file system
 * @param idColumn column of tables and JSON that holds the entity id, dots for nested fields; null
 *     for {@code entity_id} or {@code id} if there is one, else an id made from the content
 * @param textColumn column that holds the text, dots for nested fields; null for the first of
 *     {@code text}, {@code body}, {@code content}, {@code description}
 * @param maxTextLength the longest text taken, in UTF-16 code units; longer ones are refused
 */
public record IngestOptions(
    String dataset, List<String> paths, String idColumn, String textColumn, int maxTextLength)
    implements Serializable {

  /** One MiB of characters: far above what any model reads, far below what hurts a task. */
  public static final int DEFAULT_MAX_TEXT_LENGTH = 1 << 20;

  public IngestOptions {
    Names.check("dataset", dataset);
    paths = List.copyOf(paths);
    if (paths.isEmpty()) {
      throw new IllegalArgumentException(
          "Cannot ingest into '" + dataset + "': no path given; name a file, folder or glob");
    }
    if (maxTextLength < 1) {
      throw new IllegalArgumentException(
          "Cannot ingest texts of at most " + maxTextLength + " characters: at least 1 is needed");
    }
  }

  public static IngestOptions of(String dataset, List<String> paths) {
    return new IngestOptions(dataset, paths, null, null, DEFAULT_MAX_TEXT_LENGTH);
  }

  public IngestOptions withIdColumn(String column) {
    return new IngestOptions(dataset, paths, column, textColumn, maxTextLength);
  }

  public IngestOptions withTextColumn(String column) {
    return new IngestOptions(dataset, paths, idColumn, column, maxTextLength);
  }

  public IngestOptions withMaxTextLength(int length) {
    return new IngestOptions(dataset, paths, idColumn, textColumn, length);
  }
}
