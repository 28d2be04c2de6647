package io.nearfield.connect.iceberg;

import io.nearfield.connect.api.NearfieldException;
import java.io.IOException;
import java.util.Iterator;
import java.util.UUID;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.PartitionKey;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.GenericFileWriterFactory;
import org.apache.iceberg.data.InternalRecordWrapper;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.io.DataWriter;
import org.apache.iceberg.io.OutputFileFactory;

/** Writes rows into Parquet files of a table, without an engine. */
final class RowFiles {

  private RowFiles() {}

  /**
   * Writes one file that is not yet part of the table.
   *
   * @param rows at least one, all of one partition
   */
  static DataFile write(Table table, Iterator<Record> rows) {
    PartitionSpec spec = table.spec();
    OutputFileFactory files =
        OutputFileFactory.builderFor(table, 0, 0)
            .format(FileFormat.PARQUET)
            .operationId(UUID.randomUUID().toString())
            .build();
    GenericFileWriterFactory writers =
        new GenericFileWriterFactory.Builder(table).dataFileFormat(FileFormat.PARQUET).build();
    Record first = rows.next();
    PartitionKey partition = null;
    if (spec.isPartitioned()) {
      partition = new PartitionKey(spec, table.schema());
      partition.partition(new InternalRecordWrapper(table.schema().asStruct()).wrap(first));
    }
    DataWriter<Record> writer =
        writers.newDataWriter(files.newOutputFile(spec, partition), spec, partition);
    try (writer) {
      writer.write(first);
      rows.forEachRemaining(writer::write);
    } catch (IOException e) {
      throw new NearfieldException(
          "Cannot write to table " + table.name() + ": " + e.getMessage(), e);
    }
    return writer.toDataFile();
  }

  /** Appends rows of one partition in one commit; nothing if there are none. */
  static void append(Table table, Iterator<Record> rows) {
    if (rows.hasNext()) {
      table.newAppend().appendFile(write(table, rows)).commit();
    }
  }
}
