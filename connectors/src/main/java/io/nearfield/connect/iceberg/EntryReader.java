package io.nearfield.connect.iceberg;

import io.nearfield.connect.api.IndexEntry;
import java.io.Serializable;
import java.util.List;
import org.apache.iceberg.Table;
import org.apache.iceberg.io.CloseableIterable;

/**
 * Reads the entries of one generation inside the tasks of an engine. It carries the table's
 * metadata as of its making, so tasks need no catalog and all see one snapshot. Get one from {@link
 * IndexTable#reader}. Serializable and thread-safe.
 */
public final class EntryReader implements Serializable {

  private static final long serialVersionUID = 1L;

  private final Table table;
  private final long generation;
  private final String[] filterColumns;
  private final long snapshot; // -1: the one that the table was at

  EntryReader(Table serializable, long generation, List<String> filterColumns, long snapshot) {
    this.table = serializable;
    this.generation = generation;
    this.snapshot = snapshot;
    this.filterColumns = filterColumns.toArray(String[]::new);
  }

  /** The entries of one index partition, in no particular order. */
  public CloseableIterable<IndexEntry> entries(int partition) {
    return EntryRows.entries(table, snapshot, List.of(filterColumns), generation, partition);
  }

  /** The snapshot that all tasks see. */
  public long snapshot() {
    return snapshot >= 0 ? snapshot : table.currentSnapshot().snapshotId();
  }

  /** The name of the table, for messages. */
  public String tableName() {
    return table.name();
  }
}
