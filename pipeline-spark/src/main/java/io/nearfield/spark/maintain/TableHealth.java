package io.nearfield.spark.maintain;

import io.nearfield.connect.api.NearfieldException;
import java.io.IOException;
import java.util.HashSet;
import java.util.Set;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.FileContent;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.io.CloseableIterable;

/**
 * What a table's newest snapshot is made of, from its metadata alone.
 *
 * @param dataFiles files with rows
 * @param smallFiles those of them that are less than three quarters of the size they should have
 * @param bytes of the files with rows
 * @param positionDeletes files that say by their place which rows are no more
 * @param equalityDeletes files that say by their entity which rows are no more
 * @param burdenedFiles files with rows that more delete files concern than is wanted
 * @param snapshots all that are kept
 */
public record TableHealth(
    long dataFiles,
    long smallFiles,
    long bytes,
    long positionDeletes,
    long equalityDeletes,
    long burdenedFiles,
    long snapshots) {

  static TableHealth of(Table table, MaintainOptions options) {
    long dataFiles = 0;
    long smallFiles = 0;
    long bytes = 0;
    long burdened = 0;
    Set<String> positions = new HashSet<>();
    Set<String> equalities = new HashSet<>();
    try (CloseableIterable<FileScanTask> tasks = table.newScan().planFiles()) {
      for (FileScanTask task : tasks) {
        dataFiles++;
        bytes += task.file().fileSizeInBytes();
        smallFiles += task.file().fileSizeInBytes() < options.targetBytes() * 3 / 4 ? 1 : 0;
        burdened += task.deletes().size() > options.mostDeleteFiles() ? 1 : 0;
        for (DeleteFile deletes : task.deletes()) {
          (deletes.content() == FileContent.POSITION_DELETES ? positions : equalities)
              .add(deletes.location());
        }
      }
    } catch (IOException e) {
      throw new NearfieldException(
          "Cannot list the files of table " + table.name() + ": " + e.getMessage(), e);
    }
    long snapshots = 0;
    for (Snapshot ignored : table.snapshots()) {
      snapshots++;
    }
    return new TableHealth(
        dataFiles, smallFiles, bytes, positions.size(), equalities.size(), burdened, snapshots);
  }
}
