package io.nearfield.connect.iceberg;

import io.nearfield.connect.api.NearfieldException;
import java.io.IOException;
import java.io.Serializable;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.List;
import java.util.RandomAccess;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.GenericFileWriterFactory;
import org.apache.iceberg.data.GenericRecord;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.deletes.PositionDelete;
import org.apache.iceberg.deletes.PositionDeleteWriter;
import org.apache.iceberg.io.DataWriter;
import org.apache.iceberg.io.OutputFileFactory;

/**
 * Writes vectors of a feature set, and which of its rows they replace, into files that are not part
 * of the table until {@link FeatureCommits} makes them so. Works in any process from a serializable
 * copy of the table. Not thread-safe.
 */
public final class FeatureFile implements AutoCloseable {

  private final Table table;
  private final String modelHash;
  private final GenericFileWriterFactory writers;
  private final OutputFileFactory files;
  private final TreeMap<String, TreeSet<Long>> replaced = new TreeMap<>();
  private final OffsetDateTime now = OffsetDateTime.now(ZoneOffset.UTC);
  private DataWriter<Record> rows;
  private boolean finished;

  /**
   * Opens nothing yet.
   *
   * @param table the feature set's, as it is or as {@code SerializableTable}
   * @param modelHash which model makes the vectors
   */
  public FeatureFile(Table table, String modelHash) {
    this.table = table;
    this.modelHash = modelHash;
    this.writers =
        new GenericFileWriterFactory.Builder(table)
            .dataFileFormat(FileFormat.PARQUET)
            .deleteFileFormat(FileFormat.PARQUET)
            .build();
    this.files =
        OutputFileFactory.builderFor(table, 0, 0)
            .format(FileFormat.PARQUET)
            .operationId(UUID.randomUUID().toString())
            .build();
  }

  /**
   * What was written.
   *
   * @param rows files of new rows
   * @param deletes files that name rows to go
   */
  public record Written(List<DataFile> rows, List<DeleteFile> deletes) implements Serializable {
    public boolean isEmpty() {
      return rows.isEmpty() && deletes.isEmpty();
    }
  }

  /** Adds a row. */
  public void add(String entityId, String itemId, float[] vector, String contentHash) {
    if (rows == null) {
      rows = writers.newDataWriter(files.newOutputFile(table.spec(), null), table.spec(), null);
    }
    Record row = GenericRecord.create(Schemas.FEATURE_COLUMNS);
    row.setField("feature_id", entityId);
    row.setField("entity_id", entityId);
    row.setField("item_id", itemId);
    row.setField("vector", new Floats(vector));
    row.setField("content_hash", contentHash);
    row.setField("model_hash", modelHash);
    row.setField("embedded_at", now);
    rows.write(row);
  }

  /** Lets a row go: the {@code position}-th of a data file. */
  public void remove(String dataFile, long position) {
    replaced.computeIfAbsent(dataFile, key -> new TreeSet<>()).add(position);
  }

  /** Ends the files. */
  public Written finish() {
    List<DataFile> data = new ArrayList<>();
    List<DeleteFile> deletes = new ArrayList<>();
    try {
      if (rows != null) {
        rows.close();
        data.add(rows.toDataFile());
      }
      if (!replaced.isEmpty()) {
        deletes.add(writeDeletes());
      }
    } catch (IOException e) {
      throw new NearfieldException(
          "Cannot write to table " + table.name() + ": " + e.getMessage(), e);
    }
    finished = true;
    return new Written(data, deletes);
  }

  private DeleteFile writeDeletes() throws IOException {
    PositionDeleteWriter<Record> writer =
        writers.newPositionDeleteWriter(
            files.newOutputFile(table.spec(), null), table.spec(), null);
    PositionDelete<Record> delete = PositionDelete.create();
    try (writer) {
      replaced.forEach(
          (file, positions) ->
              positions.forEach(position -> writer.write(delete.set(file, position))));
    }
    return writer.toDeleteFile();
  }

  /** Leaves nothing half-written behind if {@link #finish} was not reached. */
  @Override
  public void close() {
    if (finished || rows == null) {
      return;
    }
    try {
      rows.close();
      table.io().deleteFile(rows.toDataFile().location());
    } catch (IOException | RuntimeException e) {
      // A file that no table knows: a later clean-up of the folder removes it.
    }
  }

  /** A vector as the list that Iceberg's writer wants, without a copy. */
  private static final class Floats extends AbstractList<Float> implements RandomAccess {
    private final float[] values;

    Floats(float[] values) {
      this.values = values;
    }

    @Override
    public Float get(int i) {
      return values[i];
    }

    @Override
    public int size() {
      return values.length;
    }
  }
}
