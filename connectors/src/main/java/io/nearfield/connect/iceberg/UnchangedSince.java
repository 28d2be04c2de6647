package io.nearfield.connect.iceberg;

import java.util.Iterator;
import java.util.Objects;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotAncestryValidator;

/**
 * Lets a commit pass only if the newest snapshot is still the one that was seen.
 *
 * @param seen null for a table without any
 */
record UnchangedSince(Long seen) implements SnapshotAncestryValidator {

  @Override
  public boolean validate(Iterable<Snapshot> newestFirst) {
    Iterator<Snapshot> snapshots = newestFirst.iterator();
    return Objects.equals(seen, snapshots.hasNext() ? snapshots.next().snapshotId() : null);
  }

  @Override
  public String errorMessage() {
    return "the newest snapshot is no longer " + seen;
  }
}
