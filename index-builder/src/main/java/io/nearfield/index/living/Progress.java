package io.nearfield.index.living;

/** What a round of maintenance has done so far, and how much it may still look at. */
final class Progress {

  int splits;
  int merges;
  int recentred;
  long reassigned;
  long checked;
  int compacted;
  private final long budget;

  Progress(long budget) {
    this.budget = budget;
  }

  boolean mayGoOn() {
    return checked < budget;
  }

  MaintenanceReport report(boolean more) {
    return new MaintenanceReport(splits, merges, recentred, reassigned, checked, compacted, more);
  }
}
