package io.nearfield.connect.api;

/**
 * Told by long work how far it is. Called from one thread at a time; implementations draw a bar,
 * log a line now and then, or nothing.
 */
public interface Progress {

  /** Says nothing. */
  Progress SILENT =
      new Progress() {
        @Override
        public void begin(String task, long total) {}

        @Override
        public void at(long done) {}

        @Override
        public void end(String summary) {}
      };

  /**
   * A task begins; the one before has ended.
   *
   * @param task what is done, such as {@code embedding texts}
   * @param total how many units, or -1 if unknown
   */
  void begin(String task, long total);

  /** So many units are done by now; never falls within a task. */
  void at(long done);

  /** The task has ended; {@code summary} is one line for people. */
  void end(String summary);
}
