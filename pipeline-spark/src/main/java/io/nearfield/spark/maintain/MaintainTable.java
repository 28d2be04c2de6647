package io.nearfield.spark.maintain;

import io.nearfield.connect.iceberg.LiveMark;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.actions.DeleteOrphanFiles;
import org.apache.iceberg.actions.RewriteDataFiles;
import org.apache.iceberg.actions.SizeBasedFileRewritePlanner;
import org.apache.iceberg.spark.actions.DeleteOrphanFilesSparkAction;
import org.apache.iceberg.spark.actions.SparkActions;
import org.apache.spark.sql.SparkSession;

/** Maintains one table by Iceberg's own actions. */
final class MaintainTable {

  /** Fewer small files are not worth a commit. */
  private static final int LEAST_FILES = 5;

  private final SparkSession spark;
  private final Table table;
  private final MaintainOptions options;
  private final Instant now;

  MaintainTable(SparkSession spark, Table table, MaintainOptions options, Instant now) {
    this.spark = spark;
    this.table = table;
    this.options = options;
    this.now = now;
  }

  /**
   * Puts small files together and leaves out the rows that delete files hide. Files in the order of
   * the table stay in it. Commits in parts, so that a conflict with another writer undoes one.
   *
   * @return how many files were written anew
   */
  long compact() {
    RewriteDataFiles rewrite =
        SparkActions.get(spark)
            .rewriteDataFiles(table)
            .option(
                SizeBasedFileRewritePlanner.TARGET_FILE_SIZE_BYTES,
                Long.toString(options.targetBytes()))
            .option(SizeBasedFileRewritePlanner.MIN_INPUT_FILES, Integer.toString(LEAST_FILES))
            .option("delete-file-threshold", Integer.toString(options.mostDeleteFiles() + 1))
            .option(RewriteDataFiles.PARTIAL_PROGRESS_ENABLED, "true")
            .option(RewriteDataFiles.REMOVE_DANGLING_DELETES, "true");
    if (table.sortOrder().isSorted()) {
      rewrite = rewrite.sort();
    }
    return rewrite.execute().rewrittenDataFilesCount();
  }

  /** Puts small files of position deletes together. */
  void compactDeletes() {
    SparkActions.get(spark)
        .rewritePositionDeletes(table)
        .option(SizeBasedFileRewritePlanner.MIN_INPUT_FILES, Integer.toString(LEAST_FILES))
        .option(RewriteDataFiles.PARTIAL_PROGRESS_ENABLED, "true")
        .execute();
  }

  /** The snapshots that are old enough to go. */
  Set<Long> expirable() {
    long before = now.minus(options.snapshotsOlderThan()).toEpochMilli();
    Set<Long> kept = new HashSet<>();
    table.refs().values().forEach(ref -> kept.add(ref.snapshotId()));
    kept.addAll(marked());
    Set<Long> old = new HashSet<>();
    for (Snapshot snapshot : table.snapshots()) {
      if (snapshot.timestampMillis() < before && !kept.contains(snapshot.snapshotId())) {
        old.add(snapshot.snapshotId());
      }
    }
    return old;
  }

  /** The newest mark of each live job tells where a new one goes on. */
  private Set<Long> marked() {
    Set<String> seen = new HashSet<>();
    Set<Long> marked = new HashSet<>();
    Snapshot at = table.currentSnapshot();
    while (at != null) {
      long id = at.snapshotId();
      LiveMark.of(at)
          .filter(mark -> seen.add(mark.index().toString()))
          .ifPresent(mark -> marked.add(id));
      at = at.parentId() == null ? null : table.snapshot(at.parentId());
    }
    return marked;
  }

  /** Deletes snapshots with every file that only they show. */
  void expire(Set<Long> snapshots) {
    var expire = SparkActions.get(spark).expireSnapshots(table).expireOlderThan(0);
    snapshots.forEach(expire::expireSnapshotId);
    expire.execute();
  }

  /**
   * Deletes files of no snapshot, or says how many there are.
   *
   * @return how many
   */
  long orphans() {
    DeleteOrphanFilesSparkAction delete =
        SparkActions.get(spark)
            .deleteOrphanFiles(table)
            .olderThan(now.minus(options.orphansOlderThan()).toEpochMilli());
    if (options.dryRun()) {
      delete = delete.deleteWith(file -> {});
    }
    DeleteOrphanFiles.Result result = delete.execute();
    return result.orphanFilesCount();
  }
}
