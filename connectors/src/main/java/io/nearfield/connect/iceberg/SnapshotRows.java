package io.nearfield.connect.iceberg;

import io.nearfield.connect.api.NearfieldException;
import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.FileContent;
import org.apache.iceberg.MetadataColumns;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotChanges;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.data.parquet.GenericParquetReaders;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.io.CloseableIterator;
import org.apache.iceberg.parquet.Parquet;

/**
 * What one snapshot changed in a feature table: the entities whose rows it hid or removed, then the
 * rows it added. Reads its files alone. Not thread-safe.
 */
final class SnapshotRows implements AutoCloseable {

  private final Table table;
  private final Set<String> gone = new TreeSet<>();
  private final Map<String, Set<Long>> hidden = new HashMap<>();
  private final Iterator<DataFile> files;
  private final Iterator<String> removed;
  private CloseableIterable<Record> rows;
  private CloseableIterator<Record> row;
  private Set<Long> hiddenHere = Set.of();
  private long position;

  SnapshotRows(Table table, Snapshot snapshot) {
    this.table = table;
    SnapshotChanges changes = SnapshotChanges.builderFor(table).snapshot(snapshot).build();
    Set<String> added = new HashSet<>();
    for (DataFile file : changes.addedDataFiles()) {
      added.add(file.location());
    }
    for (DeleteFile file : changes.addedDeleteFiles()) {
      if (file.content() == FileContent.EQUALITY_DELETES) {
        gone.addAll(LiveTouched.ids(table, file));
      } else {
        readPositions(file);
      }
    }
    for (DataFile file : changes.removedDataFiles()) {
      gone.addAll(LiveTouched.ids(table, file));
    }
    hidden.forEach(
        (file, positions) -> {
          if (!added.contains(file)) {
            addGone(file, positions);
          }
        });
    this.removed = gone.iterator();
    this.files = changes.addedDataFiles().iterator();
  }

  /** The next entity whose earlier row is gone; null after the last. */
  String nextGone() {
    return removed.hasNext() ? removed.next() : null;
  }

  /** The next row that was added; null after the last. All that are gone come first. */
  Record nextAdded() {
    while (true) {
      while (row != null && row.hasNext()) {
        Record next = row.next();
        if (!hiddenHere.contains(position++)) {
          return next;
        }
      }
      close();
      if (!files.hasNext()) {
        return null;
      }
      open(files.next());
    }
  }

  @Override
  public void close() {
    if (rows != null) {
      try {
        row.close();
        rows.close();
      } catch (IOException e) {
        throw failed(e);
      }
      rows = null;
      row = null;
    }
  }

  private void open(DataFile file) {
    rows =
        Parquet.read(table.io().newInputFile(file.location()))
            .project(table.schema())
            .createReaderFunc(read -> GenericParquetReaders.buildReader(table.schema(), read))
            .build();
    row = rows.iterator();
    hiddenHere = hidden.getOrDefault(file.location(), Set.of());
    position = 0;
  }

  private void readPositions(DeleteFile file) {
    Schema places = new Schema(MetadataColumns.DELETE_FILE_PATH, MetadataColumns.DELETE_FILE_POS);
    try (CloseableIterable<Record> all =
        Parquet.read(table.io().newInputFile(file.location()))
            .project(places)
            .createReaderFunc(read -> GenericParquetReaders.buildReader(places, read))
            .build()) {
      for (Record place : all) {
        hidden
            .computeIfAbsent(
                place.getField(MetadataColumns.DELETE_FILE_PATH.name()).toString(),
                path -> new HashSet<>())
            .add((Long) place.getField(MetadataColumns.DELETE_FILE_POS.name()));
      }
    } catch (IOException e) {
      throw failed(e);
    }
  }

  private void addGone(String file, Set<Long> positions) {
    List<String> ids = LiveTouched.ids(table, file);
    for (long place : positions) {
      gone.add(ids.get(Math.toIntExact(place)));
    }
  }

  private NearfieldException failed(IOException cause) {
    return new NearfieldException(
        "Cannot read table " + table.name() + ": " + cause.getMessage(), cause);
  }
}
