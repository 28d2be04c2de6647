package io.nearfield.connect.iceberg;

import io.nearfield.connect.api.FeatureSet;
import io.nearfield.connect.api.FeatureVector;
import io.nearfield.connect.api.NearfieldException;
import io.nearfield.connect.iceberg.RowPositions.Placed;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.RowDelta;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.exceptions.ValidationException;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.io.CloseableIterable;

/**
 * The vectors of one feature set, without an engine: for one vector or some thousands at a time.
 * Every call reads the table as it is then. Thread-safe.
 */
public final class FeatureTable {

  private static final List<String> COMPARED =
      List.of("entity_id", "item_id", "content_hash", "model_hash");

  private final LakeCatalog catalog;
  private final FeatureSet set;

  FeatureTable(LakeCatalog catalog, FeatureSet set) {
    this.catalog = catalog;
    this.set = set;
  }

  public FeatureSet set() {
    return set;
  }

  /** What became of vectors that were given. */
  public record Upserted(long added, long updated, long unchanged) {}

  /**
   * Adds vectors or puts them in place of those that are there, in one commit; none if all are
   * there already. Old rows are marked by position deletes. If somebody else writes the same
   * entities meanwhile, all is decided anew.
   *
   * @param vectors at most one per entity, each fit for the set and of its model
   */
  public Upserted upsert(List<FeatureVector> vectors) {
    Map<String, FeatureVector> wanted = new LinkedHashMap<>();
    vectors.forEach(vector -> wanted.put(vector.entityId(), vector));
    if (wanted.size() != vectors.size()) {
      throw new IllegalArgumentException(
          "Cannot add vectors to " + what() + ": an entity comes twice among them");
    }
    if (vectors.isEmpty()) {
      return new Upserted(0, 0, 0);
    }
    Upserted[] done = new Upserted[1];
    CommitRetry.run("add vectors to " + what(), () -> done[0] = commit(wanted));
    return done[0];
  }

  private Upserted commit(Map<String, FeatureVector> wanted) {
    Table table = load();
    Expression these = Expressions.in("entity_id", wanted.keySet().toArray());
    Map<String, FeatureVector> changed = new LinkedHashMap<>(wanted);
    List<Placed> replaced = new ArrayList<>();
    int unchanged = 0;
    if (table.currentSnapshot() != null) {
      for (Placed there : RowPositions.find(table, these, COMPARED)) {
        String id = (String) there.row().getField("entity_id");
        if (same(there.row(), wanted.get(id)) && changed.remove(id) != null) {
          unchanged++;
        } else {
          replaced.add(there);
        }
      }
    }
    long updated = replaced.stream().map(row -> row.row().getField("entity_id")).distinct().count();
    if (!changed.isEmpty()) {
      write(table, these, changed.values(), replaced);
    }
    return new Upserted(changed.size() - updated, updated, unchanged);
  }

  /**
   * Deletes the vectors of these entities, in one commit.
   *
   * @return the ids of those that had one
   */
  public Set<String> remove(Collection<String> entityIds) {
    Set<String> removed = new TreeSet<>();
    if (!entityIds.isEmpty()) {
      CommitRetry.run("remove vectors from " + what(), () -> removeOnce(entityIds, removed));
    }
    return removed;
  }

  private void removeOnce(Collection<String> entityIds, Set<String> removed) {
    removed.clear();
    Table table = load();
    if (table.currentSnapshot() == null) {
      return;
    }
    Expression these = Expressions.in("entity_id", entityIds.toArray());
    List<Placed> rows = RowPositions.find(table, these, List.of("entity_id"));
    rows.forEach(row -> removed.add((String) row.row().getField("entity_id")));
    if (!rows.isEmpty()) {
      write(table, these, List.of(), rows);
    }
  }

  private static boolean same(Record row, FeatureVector vector) {
    return Objects.equals(row.getField("content_hash"), vector.contentHash())
        && Objects.equals(row.getField("model_hash"), vector.modelHash())
        && Objects.equals(row.getField("item_id"), vector.itemId());
  }

  private static void write(
      Table table, Expression these, Collection<FeatureVector> rows, List<Placed> replaced) {
    RowDelta delta =
        table
            .newRowDelta()
            .conflictDetectionFilter(these)
            .validateNoConflictingDataFiles()
            .validateNoConflictingDeleteFiles();
    if (table.currentSnapshot() != null) {
      delta.validateFromSnapshot(table.currentSnapshot().snapshotId());
    }
    List<String> written = new ArrayList<>();
    if (!rows.isEmpty()) {
      DataFile added = RowFiles.write(table, rows.stream().map(FeatureRecords::row).iterator());
      delta.addRows(added);
      written.add(added.location());
    }
    if (!replaced.isEmpty()) {
      DeleteFile deletes = RowDeletes.write(table, replaced);
      written.add(deletes.location());
      delta
          .addDeletes(deletes)
          .validateDataFilesExist(replaced.stream().map(Placed::file).distinct().toList())
          .validateDeletedFiles();
    }
    try {
      delta.commit();
    } catch (ValidationException e) {
      written.forEach(table.io()::deleteFile);
      throw new CommitFailedException(e, "%s", e.getMessage());
    }
  }

  /** The vectors of these entities by entity id; those that are missing are left out. */
  public Map<String, FeatureVector> find(Collection<String> entityIds) {
    Map<String, FeatureVector> found = new HashMap<>();
    if (!entityIds.isEmpty()) {
      read(Expressions.in("entity_id", entityIds.toArray()))
          .forEach(vector -> found.put(vector.entityId(), vector));
    }
    return found;
  }

  /** The vectors of an item and of its parts, by entity id. */
  public List<FeatureVector> ofItem(String itemId) {
    return read(
        Expressions.or(
            Expressions.equal("entity_id", itemId), Expressions.equal("item_id", itemId)));
  }

  private List<FeatureVector> read(Expression where) {
    Table table = load();
    List<FeatureVector> found = new ArrayList<>();
    try (CloseableIterable<Record> rows = IcebergGenerics.read(table).where(where).build()) {
      rows.forEach(row -> found.add(FeatureRecords.vector(row)));
    } catch (IOException e) {
      throw new NearfieldException("Cannot read table " + table.name() + ": " + e.getMessage(), e);
    }
    found.sort(Comparator.comparing(FeatureVector::entityId));
    return found;
  }

  /** All vectors as they are now, in no particular order; holds one at a time. */
  public CloseableIterable<FeatureVector> scan() {
    Table table = load();
    return table.currentSnapshot() == null
        ? CloseableIterable.empty()
        : CloseableIterable.transform(IcebergGenerics.read(table).build(), FeatureRecords::vector);
  }

  /** How many vectors there are. */
  public long count() {
    Table table = load();
    return count(table, table.currentSnapshot());
  }

  /**
   * How many rows a table has at a snapshot, as a reader would find them. By the table's own count
   * and its delete files; while a live job's equality deletes are in it, one column is read.
   */
  public static long count(Table table, Snapshot snapshot) {
    return RowCount.of(table, snapshot);
  }

  /** The same, if no row need be read for it. */
  public static OptionalLong told(Table table, Snapshot snapshot) {
    return RowCount.told(table, snapshot);
  }

  private String what() {
    return "feature set '" + set.name() + "' of dataset '" + set.dataset() + "'";
  }

  private Table load() {
    return catalog.load(set.dataset(), Schemas.FEATURES + set.name());
  }
}
