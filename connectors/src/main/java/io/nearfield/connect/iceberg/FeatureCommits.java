package io.nearfield.connect.iceberg;

import io.nearfield.connect.api.CommitConflictException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.RowDelta;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotRef;
import org.apache.iceberg.Table;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.exceptions.ValidationException;

/**
 * Makes files part of a feature set, each time in one commit that succeeds only if nobody but live
 * jobs has committed since this object's last look. So two runs over the same items never add an
 * item's vector twice: one of them stops. What a live job said meanwhile of an entity stands, and
 * the run's vector of it is left out.
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
   * @throws CommitConflictException if somebody else has committed meanwhile; the files are deleted
   */
  public void commit(List<FeatureFile.Written> parts) {
    if (parts.stream().allMatch(FeatureFile.Written::isEmpty)) {
      return;
    }
    CommitRetry.run("write to table " + table.name(), () -> commitOnHead(parts));
    seen = head();
  }

  private void commitOnHead(List<FeatureFile.Written> parts) {
    table.refresh();
    Set<String> overtaken = LiveTouched.since(table, seen, table.snapshot(branch), file -> true);
    if (overtaken == null) {
      discard(parts);
      throw outrun(null);
    }
    RowDelta delta = table.newRowDelta().toBranch(branch);
    List<DataFile> rows = new ArrayList<>();
    for (FeatureFile.Written part : parts) {
      part.rows().forEach(delta::addRows);
      part.deletes().forEach(delta::addDeletes);
      rows.addAll(part.rows());
    }
    List<LiveTouched.Place> left = LiveTouched.places(table, rows, overtaken);
    DeleteFile leftOut = left.isEmpty() ? null : RowDeletes.writeNew(table, left);
    if (leftOut != null) {
      delta.addDeletes(leftOut);
    }
    Long now = head();
    try {
      delta.validateWith(new UnchangedSince(now)).commit();
    } catch (ValidationException e) {
      if (leftOut != null) {
        delete(leftOut.location());
      }
      throw new CommitFailedException(e, "%s", e.getMessage());
    }
  }

  private CommitConflictException outrun(Exception cause) {
    return new CommitConflictException(
        "Cannot go on writing to table "
            + table.name()
            + ": another run wrote to it meanwhile; what was committed so far is kept, run it again",
        cause);
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
