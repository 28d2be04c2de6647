package io.nearfield.spark.maintain;

import java.time.Duration;
import java.util.List;

/**
 * What to maintain and how far.
 *
 * @param dataset whose tables
 * @param tables their names; empty for all
 * @param targetBytes the size that data files are to have
 * @param mostDeleteFiles a data file that more delete files concern is written anew without them
 * @param snapshotsOlderThan snapshots older than this go; who still reads one fails
 * @param orphansOlderThan files of no snapshot older than this go; younger ones may belong to a
 *     writer that has not committed yet
 * @param dryRun whether it is only said what would be done
 */
public record MaintainOptions(
    String dataset,
    List<String> tables,
    long targetBytes,
    int mostDeleteFiles,
    Duration snapshotsOlderThan,
    Duration orphansOlderThan,
    boolean dryRun) {

  /** Iceberg refuses less, as it could delete what is being written. */
  public static final Duration LEAST_ORPHAN_AGE = Duration.ofDays(1);

  public MaintainOptions {
    tables = List.copyOf(tables);
    if (targetBytes < 1 << 20) {
      throw new IllegalArgumentException(
          "Cannot write files of "
              + targetBytes
              + " bytes: at least 1 MiB is needed (--target-size)");
    }
    if (mostDeleteFiles < 0) {
      throw new IllegalArgumentException(
          "Cannot leave "
              + mostDeleteFiles
              + " delete files: 0 or more are meant (--max-delete-files)");
    }
    if (orphansOlderThan.compareTo(LEAST_ORPHAN_AGE) < 0) {
      throw new IllegalArgumentException(
          "Cannot delete stray files younger than a day: a writer may not have committed them yet;"
              + " give 1d or more (--orphans-older-than)");
    }
  }

  /** All tables of a dataset: files of 128 MiB, five days of snapshots, strays after three days. */
  public static MaintainOptions of(String dataset) {
    return new MaintainOptions(
        dataset, List.of(), 128L << 20, 8, Duration.ofDays(5), Duration.ofDays(3), false);
  }

  public MaintainOptions withTables(List<String> newTables) {
    return new MaintainOptions(
        dataset,
        newTables,
        targetBytes,
        mostDeleteFiles,
        snapshotsOlderThan,
        orphansOlderThan,
        dryRun);
  }

  /** When data files are written anew. */
  public MaintainOptions rewriting(long newTargetBytes, int newMostDeleteFiles) {
    return new MaintainOptions(
        dataset,
        tables,
        newTargetBytes,
        newMostDeleteFiles,
        snapshotsOlderThan,
        orphansOlderThan,
        dryRun);
  }

  /** What is old enough to go. */
  public MaintainOptions expiring(Duration snapshots, Duration orphans) {
    return new MaintainOptions(
        dataset, tables, targetBytes, mostDeleteFiles, snapshots, orphans, dryRun);
  }

  /** The same, but nothing is changed. */
  public MaintainOptions dry() {
    return new MaintainOptions(
        dataset, tables, targetBytes, mostDeleteFiles, snapshotsOlderThan, orphansOlderThan, true);
  }
}
