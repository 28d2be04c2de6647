package io.nearfield.spark.ingest;

import io.nearfield.connect.api.Names;
import io.nearfield.connect.image.PictureLimits;
import java.io.Serializable;
import java.util.List;
import java.util.Objects;

/**
 * What to ingest, and how to read it.
 *
 * @param dataset where the items go
 * @param paths files, folders (read with all below them) or globs, on any Hadoop file system
 * @param sources tables as {@code table:lake.db.docs} and queries as {@code sql:SELECT ...}, all
 *     that Spark can read
 * @param idColumn column of tables and JSON that holds the entity id, dots for nested fields; null
 *     for {@code entity_id} or {@code id} if there is one, else an id made from the content
 * @param textColumn column that holds the text, dots for nested fields; null for the first of
 *     {@code text}, {@code body}, {@code content}, {@code description}
 * @param maxTextLength the longest text taken, in UTF-16 code units; longer ones are refused
 * @param chunking how long texts are cut, and the limits of documents
 * @param sync whether items of these paths and sources that are gone are marked as removed
 * @param pictures how much a picture may ask for
 */
public record IngestOptions(
    String dataset,
    List<String> paths,
    List<String> sources,
    String idColumn,
    String textColumn,
    int maxTextLength,
    Chunking chunking,
    boolean sync,
    PictureLimits pictures)
    implements Serializable {

  /** One MiB of characters: far above what any model reads, far below what hurts a task. */
  public static final int DEFAULT_MAX_TEXT_LENGTH = 1 << 20;

  public IngestOptions {
    Names.check("dataset", dataset);
    Objects.requireNonNull(chunking);
    Objects.requireNonNull(pictures);
    paths = List.copyOf(paths);
    sources = List.copyOf(sources);
    if (paths.isEmpty() && sources.isEmpty()) {
      throw new IllegalArgumentException(
          "Cannot ingest into '"
              + dataset
              + "': no path given; name a file, folder or glob, or a --source");
    }
    sources.forEach(TableSource::check);
    if (maxTextLength < 1) {
      throw new IllegalArgumentException(
          "Cannot ingest texts of at most " + maxTextLength + " characters: at least 1 is needed");
    }
  }

  public static IngestOptions of(String dataset, List<String> paths) {
    return of(dataset, paths, List.of());
  }

  /** Paths and sources; at least one of either. */
  public static IngestOptions of(String dataset, List<String> paths, List<String> sources) {
    return new IngestOptions(
        dataset,
        paths,
        sources,
        null,
        null,
        DEFAULT_MAX_TEXT_LENGTH,
        Chunking.defaults(),
        false,
        PictureLimits.defaults());
  }

  public IngestOptions withIdColumn(String column) {
    return new IngestOptions(
        dataset, paths, sources, column, textColumn, maxTextLength, chunking, sync, pictures);
  }

  public IngestOptions withTextColumn(String column) {
    return new IngestOptions(
        dataset, paths, sources, idColumn, column, maxTextLength, chunking, sync, pictures);
  }

  public IngestOptions withMaxTextLength(int length) {
    return new IngestOptions(
        dataset, paths, sources, idColumn, textColumn, length, chunking, sync, pictures);
  }

  public IngestOptions withChunking(Chunking other) {
    return new IngestOptions(
        dataset, paths, sources, idColumn, textColumn, maxTextLength, other, sync, pictures);
  }

  /** Items that came from these paths and sources and are not there any more are removed. */
  public IngestOptions withSync() {
    return new IngestOptions(
        dataset, paths, sources, idColumn, textColumn, maxTextLength, chunking, true, pictures);
  }

  public IngestOptions withPictures(PictureLimits limits) {
    return new IngestOptions(
        dataset, paths, sources, idColumn, textColumn, maxTextLength, chunking, sync, limits);
  }
}
