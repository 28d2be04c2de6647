package io.nearfield.connect.iceberg;

import io.nearfield.connect.api.NearfieldException;
import io.nearfield.connect.iceberg.RowPositions.Placed;
import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.GenericFileWriterFactory;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.deletes.PositionDelete;
import org.apache.iceberg.deletes.PositionDeleteWriter;
import org.apache.iceberg.io.OutputFileFactory;

/** Writes position deletes of an unpartitioned table, without an engine. */
final class RowDeletes {

  private RowDeletes() {}

  /**
   * Writes one file that is not yet part of the table.
   *
   * @param rows at least one
   */
  static DeleteFile write(Table table, List<Placed> rows) {
    OutputFileFactory files =
        OutputFileFactory.builderFor(table, 0, 0)
            .format(FileFormat.PARQUET)
            .operationId(UUID.randomUUID().toString())
            .suffix("deletes")
            .build();
    PositionDeleteWriter<Record> writer =
        new GenericFileWriterFactory.Builder(table)
            .dataFileFormat(FileFormat.PARQUET)
            .deleteFileFormat(FileFormat.PARQUET)
            .build()
            .newPositionDeleteWriter(files.newOutputFile(table.spec(), null), table.spec(), null);
    PositionDelete<Record> delete = PositionDelete.create();
    try (writer) {
      rows.stream()
          .sorted(Comparator.comparing(Placed::file).thenComparingLong(Placed::position))
          .forEach(row -> writer.write(delete.set(row.file(), row.position())));
    } catch (IOException e) {
      throw new NearfieldException(
          "Cannot write to table " + table.name() + ": " + e.getMessage(), e);
    }
    return writer.toDeleteFile();
  }
}
