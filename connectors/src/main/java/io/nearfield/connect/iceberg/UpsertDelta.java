package io.nearfield.connect.iceberg;

import io.nearfield.connect.api.NearfieldException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.PartitionKey;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.RowDelta;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotAncestryValidator;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.GenericFileWriterFactory;
import org.apache.iceberg.data.GenericRecord;
import org.apache.iceberg.data.InternalRecordWrapper;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.deletes.EqualityDeleteWriter;
import org.apache.iceberg.exceptions.CleanableFailure;
import org.apache.iceberg.exceptions.ValidationException;
import org.apache.iceberg.io.OutputFileFactory;

/**
 * Rows that take the place of all rows of their entities, in one commit. What was there is not
 * looked for: equality deletes on {@code entity_id} hide it, in the partitions they are written for
 * and for rows of earlier commits alone. So the cost is that of what changed, not of the table.
 */
final class UpsertDelta {

  private static final String KEY = "entity_id";

  private final Table table;
  private final RowDelta delta;
  private final List<String> written = new ArrayList<>();

  UpsertDelta(Table table) {
    this.table = table;
    this.delta = table.newRowDelta();
  }

  /**
   * Adds what changes in one partition.
   *
   * @param partition a row with the partition's values; null for a table without partitions
   * @param replaced the entities whose earlier rows go
   * @param rows what is there instead
   */
  void add(Record partition, Collection<String> replaced, List<Record> rows) {
    if (!rows.isEmpty()) {
      DataFile file = RowFiles.write(table, rows.iterator());
      written.add(file.location());
      delta.addRows(file);
    }
    if (!replaced.isEmpty() && table.currentSnapshot() != null) {
      DeleteFile file = deletes(partition, replaced);
      written.add(file.location());
      delta.addDeletes(file);
    }
  }

  boolean isEmpty() {
    return written.isEmpty();
  }

  /**
   * Commits, and tries again while others are faster, unless the live job's own last mark is
   * another one by then.
   *
   * @return the snapshot's id
   * @throws NearfieldException if another live job of the index committed meanwhile
   */
  long commit(LiveMark mark, LiveMark lastSeen) {
    mark.forEach(delta::set);
    delta.validateWith(new SameMark(mark, lastSeen));
    try {
      delta.commit();
    } catch (ValidationException e) {
      discard();
      throw new NearfieldException(
          "Cannot commit live changes to table " + table.name() + ": " + e.getMessage(), e);
    } catch (RuntimeException e) {
      if (e instanceof CleanableFailure) {
        discard();
      }
      throw e;
    }
    table.refresh();
    return table.currentSnapshot().snapshotId();
  }

  /** Deletes the files; for a delta that is not to be committed. */
  void discard() {
    for (String file : written) {
      try {
        table.io().deleteFile(file);
      } catch (RuntimeException e) {
        // No table knows the file: the clean-up of orphans removes it.
      }
    }
    written.clear();
  }

  private DeleteFile deletes(Record row, Collection<String> ids) {
    Schema key = table.schema().select(KEY);
    PartitionSpec spec = table.spec();
    PartitionKey partition = null;
    if (spec.isPartitioned()) {
      partition = new PartitionKey(spec, table.schema());
      partition.partition(new InternalRecordWrapper(table.schema().asStruct()).wrap(row));
    }
    EqualityDeleteWriter<Record> writer =
        new GenericFileWriterFactory.Builder(table)
            .deleteFileFormat(FileFormat.PARQUET)
            .equalityDeleteRowSchema(key)
            .equalityFieldIds(new int[] {key.findField(KEY).fieldId()})
            .build()
            .newEqualityDeleteWriter(
                OutputFileFactory.builderFor(table, 0, 0)
                    .format(FileFormat.PARQUET)
                    .operationId(UUID.randomUUID().toString())
                    .suffix("equality-deletes")
                    .build()
                    .newOutputFile(spec, partition),
                spec,
                partition);
    try (writer) {
      Record id = GenericRecord.create(key);
      for (String entity : ids.stream().sorted().distinct().toList()) {
        id.setField(KEY, entity);
        writer.write(id);
      }
    } catch (IOException e) {
      throw new NearfieldException(
          "Cannot write to table " + table.name() + ": " + e.getMessage(), e);
    }
    return writer.toDeleteFile();
  }

  /** Nobody committed for the same index since {@code seen}: not a job thought dead, say. */
  private record SameMark(LiveMark mine, LiveMark seen) implements SnapshotAncestryValidator {

    @Override
    public boolean validate(Iterable<Snapshot> newestFirst) {
      for (Snapshot snapshot : newestFirst) {
        LiveMark mark = LiveMark.of(snapshot).orElse(null);
        if (mark != null && mark.index().equals(mine.index())) {
          return mark.equals(seen);
        }
      }
      return true; // the one that was seen may have been expired since
    }

    @Override
    public String errorMessage() {
      return "another live job of index '" + mine.index() + "' committed meanwhile";
    }
  }
}
