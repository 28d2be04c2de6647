package io.nearfield.connect.iceberg;

import io.nearfield.connect.api.FeatureSet;
import io.nearfield.connect.api.FeatureVector;
import io.nearfield.connect.api.IndexRef;
import io.nearfield.connect.api.NearfieldException;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.iceberg.DataOperations;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.io.CloseableIterable;

/**
 * Follows a feature table from snapshot to snapshot, whoever commits them: an embed, an import, a
 * row that somebody added by SQL, the live job of another index. What the live job of the own index
 * committed is passed over, and so are compactions.
 *
 * <p>Changes come in the order of snapshots, and within one first what is gone, then what is there.
 * Rows that a later snapshot replaces come all the same, with the later one after them. Where a
 * snapshot in between has been expired, all rows of the newest one come as changes; what was
 * removed in between is then not told, which a refresh of the index makes good. Not thread-safe.
 */
public final class FeatureFollower implements AutoCloseable {

  private final LakeCatalog catalog;
  private final IndexRef index;
  private final FeatureSet set;
  private final List<String> filterColumns;
  private final Deque<Snapshot> waiting = new ArrayDeque<>();
  private Table table;
  private Snapshot current;
  private SnapshotRows rows;
  private CloseableIterable<Record> all;
  private Iterator<Record> allRows;
  private long next;

  /**
   * @param next the sequence number of the first snapshot to tell; -1: all that is there comes
   *     first
   */
  FeatureFollower(
      LakeCatalog catalog,
      IndexRef index,
      FeatureSet set,
      Collection<String> filterColumns,
      long next) {
    this.catalog = catalog;
    this.index = index;
    this.set = set;
    this.filterColumns = List.copyOf(filterColumns);
    this.next = next;
  }

  /** The sequence number of the first snapshot that has not been told to its end. */
  public long next() {
    return next;
  }

  /** Whether there is anything to tell of snapshots that were seen. */
  public boolean isTelling() {
    return current != null || !waiting.isEmpty();
  }

  /** Looks for new snapshots; true if there is anything to tell. */
  public boolean look() {
    if (isTelling()) {
      return true;
    }
    table = catalog.load(set.dataset(), Schemas.FEATURES + set.name());
    Snapshot at = table.currentSnapshot();
    if (next < 0 && at != null) {
      waiting.add(at);
      return true;
    }
    while (at != null && at.sequenceNumber() >= next) {
      waiting.addFirst(at);
      Snapshot parent = at.parentId() == null ? null : table.snapshot(at.parentId());
      if (parent == null && at.parentId() != null && at.sequenceNumber() > next) {
        // The history is cut off: the newest state is all that can be told.
        Snapshot newest = waiting.peekLast();
        waiting.clear();
        waiting.add(newest);
        next = -1;
        return true;
      }
      at = parent;
    }
    return !waiting.isEmpty();
  }

  /**
   * The next changes, some at a time.
   *
   * @param most so many, at least 1
   * @return empty at the end of a snapshot: {@link #next} has gone on then
   */
  public List<FeatureChange> read(int most) {
    if (current == null) {
      current = waiting.poll();
      if (current == null) {
        return List.of();
      }
    }
    if (next >= 0 && isPassedOver(current)) {
      end();
      return List.of();
    }
    List<FeatureChange> changes = next < 0 ? everything(most) : some(most);
    if (changes.isEmpty()) {
      end();
    }
    return withAttributes(changes);
  }

  @Override
  public void close() {
    if (rows != null) {
      rows.close();
    }
    closeAll();
  }

  private void end() {
    close();
    rows = null;
    next = current.sequenceNumber() + 1;
    current = null;
  }

  private boolean isPassedOver(Snapshot snapshot) {
    Optional<LiveMark> mark = LiveMark.of(snapshot);
    return DataOperations.REPLACE.equals(snapshot.operation())
        || (mark.isPresent() && mark.get().index().equals(index));
  }

  private List<FeatureChange> some(int most) {
    if (rows == null) {
      rows = new SnapshotRows(table, current);
    }
    List<FeatureChange> changes = new ArrayList<>();
    while (changes.size() < most) {
      String gone = rows.nextGone();
      if (gone != null) {
        changes.add(change(gone, null));
        continue;
      }
      Record added = rows.nextAdded();
      if (added == null) {
        break;
      }
      FeatureVector vector = FeatureRecords.vector(added);
      changes.add(change(vector.entityId(), vector));
    }
    return changes;
  }

  private List<FeatureChange> everything(int most) {
    if (all == null) {
      all = IcebergGenerics.read(table).useSnapshot(current.snapshotId()).build();
      allRows = all.iterator();
    }
    List<FeatureChange> changes = new ArrayList<>();
    while (changes.size() < most && allRows.hasNext()) {
      FeatureVector vector = FeatureRecords.vector(allRows.next());
      changes.add(change(vector.entityId(), vector));
    }
    return changes;
  }

  private void closeAll() {
    if (all != null) {
      try {
        all.close();
      } catch (IOException e) {
        throw new NearfieldException(
            "Cannot read table " + table.name() + ": " + e.getMessage(), e);
      }
      all = null;
      allRows = null;
    }
  }

  private FeatureChange change(String id, FeatureVector vector) {
    return new FeatureChange(
        id, current.sequenceNumber(), current.timestampMillis(), vector, Map.of());
  }

  private List<FeatureChange> withAttributes(List<FeatureChange> changes) {
    List<String> items =
        changes.stream()
            .filter(change -> change.vector() != null && change.vector().itemId() != null)
            .map(change -> change.vector().itemId())
            .distinct()
            .toList();
    Optional<Table> there = catalog.find(set.dataset(), Schemas.ITEMS);
    if (items.isEmpty() || filterColumns.isEmpty() || there.isEmpty()) {
      return changes;
    }
    Map<String, Map<String, Object>> attributes = attributes(there.get(), items);
    return changes.stream()
        .map(
            change ->
                change.vector() == null
                    ? change
                    : change.withAttributes(
                        attributes.getOrDefault(change.vector().itemId(), Map.of())))
        .toList();
  }

  private Map<String, Map<String, Object>> attributes(Table items, List<String> ids) {
    List<String> columns = new ArrayList<>(List.of("entity_id"));
    for (String name : filterColumns) {
      if (items.schema().findField(Lake.itemColumn(name)) != null) {
        columns.add(Lake.itemColumn(name));
      }
    }
    Map<String, Map<String, Object>> attributes = new HashMap<>();
    try (CloseableIterable<Record> found =
        IcebergGenerics.read(items)
            .where(Expressions.in("entity_id", ids.toArray()))
            .select(columns)
            .build()) {
      for (Record row : found) {
        Map<String, Object> values = new HashMap<>();
        for (String name : filterColumns) {
          String column = Lake.itemColumn(name);
          Object value = columns.contains(column) ? row.getField(column) : null;
          if (value != null) {
            values.put(name, Columns.fromRecord(value));
          }
        }
        attributes.put((String) row.getField("entity_id"), values);
      }
      return attributes;
    } catch (IOException e) {
      throw new NearfieldException("Cannot read table " + items.name() + ": " + e.getMessage(), e);
    }
  }
}
