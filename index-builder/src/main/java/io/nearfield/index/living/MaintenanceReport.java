package io.nearfield.index.living;

/**
 * What a round of maintenance did.
 *
 * @param splits cells that were cut in two
 * @param merges cells that were dissolved
 * @param recentred cells whose centroid moved to the middle of its entries
 * @param reassigned entries near a border that moved to a cell whose centroid is nearer now
 * @param checked entries that were looked at, which is what a budget counts
 * @param compacted cells that were rewritten without their dead entries
 * @param more whether the budget ended before the work did
 */
public record MaintenanceReport(
    int splits,
    int merges,
    int recentred,
    long reassigned,
    long checked,
    int compacted,
    boolean more) {

  static final MaintenanceReport NOTHING = new MaintenanceReport(0, 0, 0, 0, 0, 0, false);

  /** Whether nothing was changed. */
  public boolean idle() {
    return splits == 0 && merges == 0 && recentred == 0 && reassigned == 0 && compacted == 0;
  }

  /** Both reports' work; more to do if the later one says so. */
  public MaintenanceReport then(MaintenanceReport later) {
    return new MaintenanceReport(
        splits + later.splits,
        merges + later.merges,
        recentred + later.recentred,
        reassigned + later.reassigned,
        checked + later.checked,
        compacted + later.compacted,
        later.more);
  }
}
