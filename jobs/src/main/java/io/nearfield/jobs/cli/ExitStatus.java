package io.nearfield.jobs.cli;

/** What the process says when it ends. */
final class ExitStatus {

  static final int OK = 0;

  /** The world or the data did not allow it. */
  static final int FAILURE = 1;

  /** It was asked wrongly. */
  static final int USAGE = 2;

  private ExitStatus() {}
}
