package io.nearfield.jobs.doctor;

/**
 * What one check found.
 *
 * @param check what was looked at: {@code java}, {@code catalog}, ...
 * @param state how it is
 * @param detail what was seen
 * @param remedy what to do; null if nothing has to be done
 */
public record Finding(String check, State state, String detail, String remedy) {

  /** How a check came out. */
  public enum State {
    OK,
    /** It works, less well than it could. */
    WARNING,
    /** Something will not work. */
    FAILED,
    /** There was nothing to look at. */
    SKIPPED
  }

  static Finding ok(String check, String detail) {
    return new Finding(check, State.OK, detail, null);
  }

  static Finding warning(String check, String detail, String remedy) {
    return new Finding(check, State.WARNING, detail, remedy);
  }

  static Finding failed(String check, String detail, String remedy) {
    return new Finding(check, State.FAILED, detail, remedy);
  }

  static Finding skipped(String check, String detail) {
    return new Finding(check, State.SKIPPED, detail, null);
  }
}
