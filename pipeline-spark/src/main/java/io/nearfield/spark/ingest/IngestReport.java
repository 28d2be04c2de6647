package io.nearfield.spark.ingest;

import java.io.Serializable;
import java.util.List;

/**
 * What became of each item that was read: {@code in = added + updated + unchanged + refused}.
 *
 * @param in items found: files of texts and pictures, chunks of documents, lines of JSON, rows of
 *     tables
 * @param added new in the dataset, or back after they were removed
 * @param updated known, with other content or attributes than before
 * @param unchanged known and the same, or given twice in this run
 * @param refused not taken; each is in {@code dead_letters} with its reason
 * @param removed items of before that are gone and were marked so; not among {@code in}
 * @param skippedFiles files of kinds that are not read, by address
 * @param notes what the reader should know, such as a column whose type had to be widened
 */
public record IngestReport(
    long in,
    long added,
    long updated,
    long unchanged,
    long refused,
    long removed,
    List<String> skippedFiles,
    List<String> notes)
    implements Serializable {

  public IngestReport {
    skippedFiles = List.copyOf(skippedFiles);
    notes = List.copyOf(notes);
    if (in != added + updated + unchanged + refused) {
      throw new IllegalStateException(
          "Items got lost while ingesting: in "
              + in
              + " is not added "
              + added
              + " + updated "
              + updated
              + " + unchanged "
              + unchanged
              + " + refused "
              + refused);
    }
  }
}
