package io.nearfield.connect.iceberg;

import io.nearfield.connect.api.NearfieldException;
import io.nearfield.connect.iceberg.RowPositions.Placed;
import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.StructLike;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.GenericFileWriterFactory;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.deletes.PositionDelete;
import org.apache.iceberg.deletes.PositionDeleteWriter;
import org.apache.iceberg.io.OutputFileFactory;

/** Writes position deletes, without an engine. */
final class RowDeletes {

  private RowDeletes() {}

  /**
   * Writes one file that is not yet part of the table.
   *
   * @param rows at least one
   */
  static DeleteFile write(Table table, List<Placed> rows) {
    return write(
        table,
        null,
        rows.stream()
            .sorted(Comparator.comparing(Placed::file).thenComparingLong(Placed::position)),
        row -> row.file(),
        row -> row.position());
  }

  /**
   * The same for rows of files that become part of the table in the same commit.
   *
   * @param rows at least one, all of one partition
   */
  static DeleteFile writeNew(Table table, List<LiveTouched.Place> rows) {
    StructLike partition = rows.get(0).file().partition();
    return write(
        table,
        table.spec().isPartitioned() ? partition : null,
        rows.stream()
            .sorted(
                Comparator.comparing((LiveTouched.Place row) -> row.file().location())
                    .thenComparingLong(LiveTouched.Place::position)),
        row -> row.file().location(),
        row -> row.position());
  }

  private static <T> DeleteFile write(
      Table table,
      StructLike partition,
      Stream<T> sorted,
      Function<T, String> file,
      ToLongFunction<T> position) {
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
            .newPositionDeleteWriter(
                files.newOutputFile(table.spec(), partition), table.spec(), partition);
    PositionDelete<Record> delete = PositionDelete.create();
    try (writer) {
      sorted.forEach(row -> writer.write(delete.set(file.apply(row), position.applyAsLong(row))));
    } catch (IOException e) {
      throw new NearfieldException(
          "Cannot write to table " + table.name() + ": " + e.getMessage(), e);
    }
    return writer.toDeleteFile();
  }
}
