package io.nearfield.connect.iceberg;

import io.nearfield.connect.api.Generation;
import io.nearfield.connect.api.IndexRef;
import io.nearfield.connect.api.NearfieldException;
import io.nearfield.connect.iceberg.Descriptions.Described;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.iceberg.ContentFile;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.HasTableOperations;
import org.apache.iceberg.RowDelta;
import org.apache.iceberg.SerializableTable;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableOperations;
import org.apache.iceberg.Transaction;
import org.apache.iceberg.Transactions;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.exceptions.ValidationException;
import org.apache.iceberg.io.CloseableIterable;

/**
 * A change of the entries of a generation that is already there: written, then staged where only
 * its author sees it, then published with the generation's new figures in one commit, or discarded.
 *
 * <p>Publishing fails, and changes nothing, if anybody refreshed, retired or rewrote the generation
 * in the meantime. A process that dies leaves files and at most a snapshot that no reader asks for.
 */
public final class Refresh {

  private static final String MARK = "nearfield.staged";

  private final String key;
  private final IndexRef ref;
  private final Table table;
  private final Described before;
  private final String description;
  private final long base;
  private EntryFiles files = EntryFiles.none();
  private long staged = -1;

  Refresh(Table table, IndexRef ref, String key, Described before) {
    this.table = table;
    this.ref = ref;
    this.key = key;
    this.before = before;
    this.description = table.properties().get(key);
    Snapshot current = table.currentSnapshot();
    if (current == null) {
      throw new NearfieldException(
          "Cannot refresh index '" + ref + "': its table has no rows; build it again");
    }
    this.base = current.snapshotId();
  }

  /** The generation as it was when the refresh began. */
  public Generation before() {
    return before.generation();
  }

  /** The snapshot of the index table that the refresh starts from. */
  public long baseSnapshot() {
    return base;
  }

  /** Writes files in tasks. */
  public EntryWriter writer() {
    return new EntryWriter(
        SerializableTable.copyOf(table), before().number(), before.filterColumns());
  }

  /** Makes the files readable as a snapshot that nobody is led to; once. */
  public void stage(EntryFiles written) {
    files = written;
    staged = base;
    if (files.isEmpty()) {
      return;
    }
    RowDelta delta = delta(table.newRowDelta());
    delta.stageOnly();
    String mark = UUID.randomUUID().toString();
    delta.set(MARK, mark);
    delta.commit();
    table.refresh();
    for (Snapshot snapshot : table.snapshots()) {
      if (mark.equals(snapshot.summary().get(MARK))) {
        staged = snapshot.snapshotId();
      }
    }
  }

  /** The locations of the files with new entries. */
  public List<String> addedFiles() {
    return files.added().stream().map(ContentFile::location).toList();
  }

  /** The snapshot that shows the generation as it will be. */
  public long stagedSnapshot() {
    return staged;
  }

  /** Reads what is staged. */
  public EntryReader reader(Collection<String> filterColumns) {
    return new EntryReader(
        SerializableTable.copyOf(table), before().number(), List.copyOf(filterColumns), staged);
  }

  /**
   * Publishes entries and description in one commit.
   *
   * @throws NearfieldException if the generation changed meanwhile; nothing is published then
   */
  public void publish(Generation after) {
    TableOperations operations = ((HasTableOperations) table).operations();
    CommitRetry.run(
        "refresh generation " + before().number() + " of index '" + ref + "'",
        () -> {
          TableMetadata now = operations.refresh();
          if (!description.equals(now.properties().get(key))) {
            throw outrun(null);
          }
          Transaction change =
              Transactions.newTransaction(table.name(), new OneAttempt(operations, now));
          List<DeleteFile> overtaken = List.of();
          if (!files.isEmpty()) {
            table.refresh();
            overtaken = overtaken();
            RowDelta delta = delta(change.newRowDelta());
            overtaken.forEach(delta::addDeletes);
            delta.commit();
            forget(change);
          }
          change
              .updateProperties()
              .set(key, Descriptions.write(after, before.filterColumns()))
              .commit();
          try {
            change.commitTransaction();
          } catch (OneAttempt.Outrun e) {
            overtaken.forEach(file -> table.io().deleteFile(file.location()));
            throw (CommitFailedException) e.getCause();
          } catch (ValidationException e) {
            throw outrun(e);
          }
        });
  }

  /**
   * Takes back what was staged and deletes the files; for a refresh that is not to be published.
   */
  public void discard() {
    table.refresh();
    if (!files.isEmpty() && table.snapshot(staged) != null) {
      table
          .expireSnapshots()
          .expireOlderThan(0)
          .expireSnapshotId(staged)
          .cleanExpiredFiles(false)
          .commit();
    }
    Set<String> live = live();
    Stream.concat(files.added().stream(), files.removed().stream())
        .map(ContentFile::location)
        .filter(file -> !live.contains(file))
        .forEach(table.io()::deleteFile);
    files = EntryFiles.none();
  }

  /** Files that readers see, should a commit have gone through whose answer was lost. */
  private Set<String> live() {
    Set<String> live = new HashSet<>();
    try (CloseableIterable<FileScanTask> tasks = table.newScan().planFiles()) {
      for (FileScanTask task : tasks) {
        live.add(task.file().location());
        task.deletes().forEach(file -> live.add(file.location()));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return live;
  }

  /** The staged snapshot goes in the commit that publishes its files, which stay. */
  private void forget(Transaction change) {
    if (change.table().snapshot(staged) != null) {
      change
          .expireSnapshots()
          .expireOlderThan(0)
          .expireSnapshotId(staged)
          .cleanExpiredFiles(false)
          .commit();
    }
  }

  /**
   * Entries of entities that a live job has changed since the refresh began: what it said stands,
   * and the refresh's entries of them are hidden at once.
   */
  private List<DeleteFile> overtaken() {
    Set<String> ids = new HashSet<>();
    for (Snapshot at = table.currentSnapshot();
        at != null && at.snapshotId() != base;
        at = at.parentId() == null ? null : table.snapshot(at.parentId())) {
      if (LiveMark.of(at).isPresent()) {
        ids.addAll(LiveTouched.of(table, at, this::isOfGeneration));
      }
    }
    Map<Object, List<LiveTouched.Place>> byPartition =
        LiveTouched.places(table, files.added(), ids).stream()
            .collect(
                Collectors.groupingBy(place -> place.file().partition().get(1, Integer.class)));
    return byPartition.values().stream().map(rows -> RowDeletes.writeNew(table, rows)).toList();
  }

  private boolean isOfGeneration(ContentFile<?> file) {
    return file.partition().get(0, Long.class) == before().number();
  }

  private RowDelta delta(RowDelta delta) {
    files.added().forEach(delta::addRows);
    files.removed().forEach(delta::addDeletes);
    return delta
        .validateFromSnapshot(base)
        .validateDataFilesExist(files.touched())
        .validateDeletedFiles();
  }

  private NearfieldException outrun(Exception cause) {
    return new NearfieldException(
        "Cannot refresh generation "
            + before().number()
            + " of index '"
            + ref
            + "': it was refreshed, retired or rewritten by somebody else meanwhile; nothing was"
            + " changed, run 'nearfield refresh' again",
        cause);
  }
}
