package io.nearfield.connect.iceberg;

import io.nearfield.connect.api.AttributeType;
import io.nearfield.connect.api.IndexEntry;
import io.nearfield.connect.api.NearfieldException;
import io.nearfield.index.format.VectorBytes;
import java.io.IOException;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.PartitionKey;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.GenericFileWriterFactory;
import org.apache.iceberg.data.GenericRecord;
import org.apache.iceberg.data.InternalRecordWrapper;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.deletes.PositionDelete;
import org.apache.iceberg.deletes.PositionDeleteWriter;
import org.apache.iceberg.io.OutputFileFactory;

/**
 * Writes, inside the tasks of an engine, the files of what a refresh changes in an index partition.
 * A task needs no catalog and holds one row at a time. Get one from {@link Refresh#writer}.
 */
public final class EntryWriter implements Serializable {

  private static final long serialVersionUID = 1L;

  private final Table table;
  private final long generation;
  private final String[] filterColumns;

  EntryWriter(Table serializable, long generation, List<String> filterColumns) {
    this.table = serializable;
    this.generation = generation;
    this.filterColumns = filterColumns.toArray(String[]::new);
  }

  /** A row of a file of the table. */
  public record Place(String file, long position) implements Serializable {}

  /**
   * Writes new entries.
   *
   * @param entries at least one, by cell and then by entity id
   */
  public EntryFiles add(int partition, Iterator<IndexEntry> entries) {
    Iterator<Record> rows =
        new Iterator<>() {
          @Override
          public boolean hasNext() {
            return entries.hasNext();
          }

          @Override
          public Record next() {
            return row(partition, entries.next());
          }
        };
    return new EntryFiles(List.of(RowFiles.write(table, rows)), List.of(), List.of());
  }

  /**
   * Writes which rows are entries no more.
   *
   * @param places at least one, by file and then by position
   */
  public EntryFiles remove(int partition, Iterator<Place> places) {
    GenericRecord of = GenericRecord.create(table.schema());
    of.setField("generation", generation);
    of.setField("partition", partition);
    PartitionKey key = new PartitionKey(table.spec(), table.schema());
    key.partition(new InternalRecordWrapper(table.schema().asStruct()).wrap(of));
    OutputFileFactory files =
        OutputFileFactory.builderFor(table, partition, 0)
            .format(FileFormat.PARQUET)
            .operationId(UUID.randomUUID().toString())
            .suffix("deletes")
            .build();
    PositionDeleteWriter<Record> writer =
        new GenericFileWriterFactory.Builder(table)
            .deleteFileFormat(FileFormat.PARQUET)
            .build()
            .newPositionDeleteWriter(files.newOutputFile(table.spec(), key), table.spec(), key);
    try (writer) {
      PositionDelete<Record> delete = PositionDelete.create();
      while (places.hasNext()) {
        Place place = places.next();
        writer.write(delete.set(place.file(), place.position()));
      }
    } catch (IOException e) {
      throw new NearfieldException(
          "Cannot write to table " + table.name() + ": " + e.getMessage(), e);
    }
    List<String> touched = new ArrayList<>();
    writer.referencedDataFiles().forEach(file -> touched.add(file.toString()));
    return new EntryFiles(List.of(), List.of(writer.toDeleteFile()), touched);
  }

  private Record row(int partition, IndexEntry entry) {
    return row(table, generation, partition, entry, filterColumns);
  }

  /** An entry as a row of its table. */
  static Record row(
      Table table, long generation, int partition, IndexEntry entry, String... filterColumns) {
    Record row = GenericRecord.create(table.schema());
    row.setField("generation", generation);
    row.setField("partition", partition);
    row.setField("cell", entry.cell());
    row.setField("entity_id", entry.entityId());
    row.setField("code", ByteBuffer.wrap(entry.code()));
    row.setField("vector", ByteBuffer.wrap(VectorBytes.toBytes(entry.vector())));
    for (String name : filterColumns) {
      String column = IndexTable.column(name);
      row.setField(
          column, Columns.toRecord(table.schema().findType(column), entry.attributes().get(name)));
    }
    return row;
  }

  /** The types of the filter columns, in the order in which engines hand them over. */
  public Map<String, AttributeType> filterColumns() {
    return EntryRows.types(table, List.of(filterColumns));
  }
}
