package io.nearfield.connect.iceberg;

import io.nearfield.connect.api.IndexRef;
import io.nearfield.connect.api.NearfieldException;
import java.io.IOException;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SortOrder;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.GenericRecord;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.io.CloseableIterable;

/**
 * The table {@code versions_<index>}: which change of each entity was the last that counted,
 * deleted entities included. It lets a live job that begins in the middle of the changes topic drop
 * what is late.
 */
public final class LiveVersions {

  private final Table table;
  private final IndexRef index;

  private LiveVersions(Table table, IndexRef index) {
    this.table = table;
    this.index = index;
  }

  /** The last change of an entity. */
  public record Version(String entityId, long version, long order, boolean deleted) {}

  /**
   * Where a live job may begin.
   *
   * @param snapshot of this table, whose versions are known by then; -1 for none
   * @param offsets the first changes to read
   */
  public record Start(long snapshot, CoveredOffsets offsets) {

    /** With the first change, knowing nothing. */
    public static final Start FROM_FIRST = new Start(-1, CoveredOffsets.NONE);
  }

  static Table create(LakeCatalog catalog, IndexRef index) {
    return catalog.loadOrCreate(
        index.dataset(),
        Schemas.VERSIONS + index.name(),
        Schemas.VERSION_COLUMNS,
        PartitionSpec.unpartitioned(),
        SortOrder.unsorted(),
        Schemas.plain());
  }

  static LiveVersions of(LakeCatalog catalog, IndexRef index) {
    return new LiveVersions(
        catalog.find(index.dataset(), Schemas.VERSIONS + index.name()).orElse(null), index);
  }

  /**
   * The latest point at which a job may begin over what is covered: no change after it is in the
   * versions yet, else it would pass for a repeated one; and none before it is missing from what is
   * covered.
   */
  public Start startFor(CoveredOffsets covered) {
    Snapshot at = table == null ? null : table.currentSnapshot();
    while (at != null) {
      LiveMark mark = LiveMark.of(at).filter(m -> m.index().equals(index)).orElse(null);
      if (mark != null && mark.offsets().isWithin(covered)) {
        CoveredOffsets start = mark.offsets();
        Long table = covered.next().get(CoveredOffsets.TABLE);
        return new Start(
            at.snapshotId(), table == null ? start : start.with(CoveredOffsets.TABLE, table));
      }
      at = at.parentId() == null ? null : table.snapshot(at.parentId());
    }
    return Start.FROM_FIRST;
  }

  /** Keeps a snapshot from being expired, as long as it is the last one asked for. */
  public void keep(long snapshot) {
    String tag = "live-start";
    if (table.refs().containsKey(tag)) {
      table.manageSnapshots().replaceTag(tag, snapshot).commit();
    } else {
      table.manageSnapshots().createTag(tag, snapshot).commit();
    }
  }

  /** Reads all versions of a snapshot. */
  public void forEach(long snapshot, Consumer<Version> versions) {
    try (CloseableIterable<Record> rows =
        IcebergGenerics.read(table).useSnapshot(snapshot).build()) {
      for (Record row : rows) {
        versions.accept(
            new Version(
                (String) row.getField("entity_id"),
                (Long) row.getField("version"),
                (Long) row.getField("version_order"),
                (Boolean) row.getField("deleted")));
      }
    } catch (IOException e) {
      throw new NearfieldException("Cannot read table " + table.name() + ": " + e.getMessage(), e);
    }
  }

  static List<Record> rows(Collection<LiveChange> changes) {
    return changes.stream().map(LiveVersions::row).toList();
  }

  private static Record row(LiveChange change) {
    Record row = GenericRecord.create(Schemas.VERSION_COLUMNS);
    row.setField("entity_id", change.entityId());
    row.setField("version", change.version());
    row.setField("version_order", change.order());
    row.setField("deleted", change.deleted());
    row.setField("changed_at", change.at().atOffset(ZoneOffset.UTC));
    return row;
  }
}
