package io.nearfield.connect.iceberg;

import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableOperations;
import org.apache.iceberg.encryption.EncryptionManager;
import org.apache.iceberg.exceptions.CleanableFailure;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.io.LocationProvider;

/**
 * A table as it was decided upon: a commit succeeds on exactly that state or fails, and is not
 * repeated by Iceberg on a state that nobody looked at.
 */
final class OneAttempt implements TableOperations {

  private final TableOperations table;
  private TableMetadata state;

  OneAttempt(TableOperations table, TableMetadata state) {
    this.table = table;
    this.state = state;
  }

  /** Somebody else changed the table; not one of the failures that Iceberg repeats by itself. */
  static final class Outrun extends RuntimeException implements CleanableFailure {
    private static final long serialVersionUID = 1L;

    Outrun(CommitFailedException cause) {
      super(cause.getMessage(), cause);
    }
  }

  @Override
  public TableMetadata current() {
    return state;
  }

  @Override
  public TableMetadata refresh() {
    return state;
  }

  @Override
  public void commit(TableMetadata base, TableMetadata metadata) {
    try {
      table.commit(base, metadata);
    } catch (CommitFailedException e) {
      throw new Outrun(e);
    }
    state = table.refresh();
  }

  @Override
  public FileIO io() {
    return table.io();
  }

  @Override
  public EncryptionManager encryption() {
    return table.encryption();
  }

  @Override
  public String metadataFileLocation(String fileName) {
    return table.metadataFileLocation(fileName);
  }

  @Override
  public LocationProvider locationProvider() {
    return table.locationProvider();
  }

  @Override
  public long newSnapshotId() {
    return table.newSnapshotId();
  }

  @Override
  public boolean requireStrictCleanup() {
    return table.requireStrictCleanup();
  }
}
