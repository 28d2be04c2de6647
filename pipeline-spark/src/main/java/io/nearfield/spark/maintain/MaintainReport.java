package io.nearfield.spark.maintain;

import java.util.List;

/**
 * What was done, or would be done in a dry run.
 *
 * @param dryRun whether nothing was changed
 * @param tables one row each
 * @param seconds how long it took
 */
public record MaintainReport(boolean dryRun, List<TableReport> tables, double seconds) {

  /**
   * What was done with one table.
   *
   * @param table its name
   * @param before what it was made of
   * @param after what it is made of; in a dry run the same as before
   * @param rewrittenFiles data files that were written anew, in a dry run those that are small or
   *     burdened
   * @param expiredSnapshots how many snapshots went or would go
   * @param orphans how many files of no snapshot went or would go
   * @param failure why a part was left undone, null if none was; the next run does it
   */
  public record TableReport(
      String table,
      TableHealth before,
      TableHealth after,
      long rewrittenFiles,
      long expiredSnapshots,
      long orphans,
      String failure) {}

  public long rewrittenFiles() {
    return tables.stream().mapToLong(TableReport::rewrittenFiles).sum();
  }

  public long expiredSnapshots() {
    return tables.stream().mapToLong(TableReport::expiredSnapshots).sum();
  }

  public long orphans() {
    return tables.stream().mapToLong(TableReport::orphans).sum();
  }

  /** How many tables were left with something to do, because others wrote them meanwhile. */
  public long undone() {
    return tables.stream().filter(table -> table.failure() != null).count();
  }
}
