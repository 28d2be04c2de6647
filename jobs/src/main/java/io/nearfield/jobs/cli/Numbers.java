package io.nearfield.jobs.cli;

/** Checks numbers of the command line before anything is opened. */
final class Numbers {

  private Numbers() {}

  /**
   * Refuses a number outside of its range.
   *
   * @param task completes "Cannot ...": {@code "show -1 runs"}
   * @param flag the option that gave it
   */
  static void requireBetween(long least, long most, long given, String task, String flag) {
    if (given < least || given > most) {
      throw new IllegalArgumentException(
          "Cannot " + task + ": it must be " + least + " to " + most + " (" + flag + ")");
    }
  }

  /** Refuses a number below {@code least}. */
  static void requireAtLeast(long least, long given, String task, String flag) {
    if (given < least) {
      throw new IllegalArgumentException(
          "Cannot " + task + ": it must be at least " + least + " (" + flag + ")");
    }
  }
}
