package io.nearfield.connect.iceberg;

import io.nearfield.connect.api.NearfieldException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.apache.iceberg.ContentFile;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DataOperations;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.FileContent;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotChanges;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.data.parquet.GenericParquetReaders;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.parquet.Parquet;

/**
 * What live jobs committed while a batch run was writing. A live change is the later word: the
 * run's rows of such entities do not become part of the table, and the run goes on, since it would
 * never come to its end if every commit of a live job stopped it.
 */
final class LiveTouched {

  private LiveTouched() {}

  /** A row of a file that is not part of the table yet. */
  record Place(DataFile file, long position) {}

  /**
   * The entities that live jobs changed since a snapshot.
   *
   * @param seen the snapshot, or null for an empty table
   * @param files which of their delete files matter
   * @return null if anybody else committed since, or the snapshot is no ancestor
   */
  static Set<String> since(Table table, Long seen, Snapshot head, Predicate<ContentFile<?>> files) {
    Set<String> ids = new HashSet<>();
    Snapshot at = head;
    while (at != null && (seen == null || at.snapshotId() != seen)) {
      if (LiveMark.of(at).isEmpty() || DataOperations.REPLACE.equals(at.operation())) {
        return null;
      }
      ids.addAll(of(table, at, files));
      at = at.parentId() == null ? null : table.snapshot(at.parentId());
    }
    return at == null && seen != null ? null : ids;
  }

  /** The entities that a live job's snapshot changed. */
  static Set<String> of(Table table, Snapshot live, Predicate<ContentFile<?>> files) {
    Set<String> ids = new HashSet<>();
    SnapshotChanges changes = SnapshotChanges.builderFor(table).snapshot(live).build();
    for (DeleteFile file : changes.addedDeleteFiles()) {
      if (file.content() == FileContent.EQUALITY_DELETES && files.test(file)) {
        ids.addAll(ids(table, file));
      }
    }
    // All changed entities are among the deletes, but for the first commit to an empty table.
    if (live.parentId() == null) {
      for (DataFile file : changes.addedDataFiles()) {
        if (files.test(file)) {
          ids.addAll(ids(table, file));
        }
      }
    }
    return ids;
  }

  /** Where rows of these entities lie in files that are not part of the table yet. */
  static List<Place> places(Table table, List<DataFile> files, Set<String> ids) {
    List<Place> places = new ArrayList<>();
    if (ids.isEmpty()) {
      return places;
    }
    for (DataFile file : files) {
      List<String> there = ids(table, file);
      for (int i = 0; i < there.size(); i++) {
        if (ids.contains(there.get(i))) {
          places.add(new Place(file, i));
        }
      }
    }
    return places;
  }

  /** The entity of each row, in order. */
  static List<String> ids(Table table, ContentFile<?> file) {
    return ids(table, file.location());
  }

  static List<String> ids(Table table, String file) {
    Schema id = table.schema().select("entity_id");
    List<String> ids = new ArrayList<>();
    try (CloseableIterable<Record> rows =
        Parquet.read(table.io().newInputFile(file))
            .project(id)
            .createReaderFunc(read -> GenericParquetReaders.buildReader(id, read))
            .build()) {
      rows.forEach(row -> ids.add((String) row.getField("entity_id")));
      return ids;
    } catch (IOException e) {
      throw new NearfieldException(
          "Cannot read '" + file + "' of table " + table.name() + ": " + e.getMessage(), e);
    }
  }
}
