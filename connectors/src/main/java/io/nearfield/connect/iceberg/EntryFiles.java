package io.nearfield.connect.iceberg;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DeleteFile;

/**
 * Files of an index table that are written and not yet part of it.
 *
 * @param added new entries
 * @param removed which rows of older files are entries no more
 * @param touched those older files
 */
public record EntryFiles(List<DataFile> added, List<DeleteFile> removed, List<String> touched)
    implements Serializable {

  public EntryFiles {
    // Not List.copyOf: engines serialize these with what knows only plain lists.
    added = new ArrayList<>(added);
    removed = new ArrayList<>(removed);
    touched = new ArrayList<>(touched);
  }

  /** No files. */
  public static EntryFiles none() {
    return new EntryFiles(List.of(), List.of(), List.of());
  }

  /** Both together. */
  public EntryFiles plus(EntryFiles other) {
    EntryFiles sum = new EntryFiles(added, removed, touched);
    sum.added.addAll(other.added);
    sum.removed.addAll(other.removed);
    sum.touched.addAll(other.touched);
    return sum;
  }

  public boolean isEmpty() {
    return added.isEmpty() && removed.isEmpty();
  }
}
