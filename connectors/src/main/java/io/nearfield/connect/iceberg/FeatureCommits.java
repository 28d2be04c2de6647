package io.nearfield.connect.iceberg;

import io.nearfield.connect.api.NearfieldException;
import java.util.List;
import org.apache.iceberg.RowDelta;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotRef;
import org.apache.iceberg.Table;
import org.apache.iceberg.exceptions.ValidationException;

/**
 * Makes files part of a feature set, each time in one commit that succeeds only if nobody else has
 * committed since this object's last look. So two runs over the same items never add an item's
 * vector twice: one of them stops.
 */
public final class FeatureCommits {

  private final Table table;
  private final String branch;
  private Long seen;

  /**
   * Looks at the table now.
   *
   * @param branch null for the main line
   */
  public FeatureCommits(Table table, String branch) {
    this.table = table;
    this.branch = branch == null ? SnapshotRef.MAIN_BRANCH : branch;
    table.refresh();
    this.seen = head();
  }

  /** The snapshot that was seen last, or null for an empty table. */
  public Long seen() {
    return seen;
  }

  /**
   * Commits; nothing if there is nothing.
   *
   * @throws NearfieldException if somebody else has committed meanwhile; the files are deleted
   */
  public void commit(List<FeatureFile.Written> parts) {
    if (parts.stream().allMatch(FeatureFile.Written::isEmpty)) {
      return;
    }
    RowDelta delta = table.newRowDelta().toBranch(branch).validateWith(new UnchangedSince(seen));
    for (FeatureFile.Written part : parts) {
      part.rows().forEach(delta::addRows);
      part.deletes().forEach(delta::addDeletes);
    }
    try {
      delta.commit();
    } catch (ValidationException e) {
      discard(parts);
      throw new NearfieldException(
          "Cannot go on writing to table "
              + table.name()
              + ": another run wrote to it meanwhile; what was committed so far is kept, run it"
              + " again",
          e);
    }
    seen = head();
  }

  /** Deletes files that are not to become part of the table. */
  public void discard(List<FeatureFile.Written> parts) {
    for (FeatureFile.Written part : parts) {
      part.rows().forEach(file -> delete(file.location()));
      part.deletes().forEach(file -> delete(file.location()));
    }
  }

  private void delete(String file) {
    try {
      table.io().deleteFile(file);
    } catch (RuntimeException e) {
      // A file that no table knows: a later clean-up of the folder removes it.
    }
  }

  private Long head() {
    Snapshot snapshot = table.snapshot(branch);
    return snapshot == null ? null : snapshot.snapshotId();
  }
}
