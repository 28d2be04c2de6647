package io.nearfield.jobs.cli;

import io.nearfield.connect.api.NearfieldException;
import io.nearfield.jobs.Logs;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.slf4j.LoggerFactory;

/** Turns what was thrown into one line for the user, an exit status, and a trace in the log. */
final class Failures {

  private Failures() {}

  /** Reports {@code thrown} and returns the exit status. */
  static int report(Throwable thrown, PrintStream err) {
    Throwable failure = unwrap(thrown);
    NearfieldException known = firstKnown(failure);
    if (known != null) {
      log("failed", thrown);
      err.println("nearfield: " + oneLine(known.getMessage()));
      return ExitStatus.FAILURE;
    }
    if (isUsersMistake(failure)) {
      log("refused", thrown);
      err.println("nearfield: " + oneLine(failure.getMessage()));
      return ExitStatus.USAGE;
    }
    log("defect", thrown);
    err.println("nearfield: " + oneLine(describe(failure)) + where());
    return ExitStatus.FAILURE;
  }

  /** Only what our own code refuses: a library means something else by the same exception. */
  private static boolean isUsersMistake(Throwable failure) {
    if (!(failure instanceof IllegalArgumentException) || failure.getMessage() == null) {
      return false;
    }
    StackTraceElement[] frames = failure.getStackTrace();
    return frames.length > 0 && frames[0].getClassName().startsWith("io.nearfield.");
  }

  private static String describe(Throwable failure) {
    if (failure instanceof OutOfMemoryError) {
      return "Cannot go on: the heap of "
          + (Runtime.getRuntime().maxMemory() >> 20)
          + " MB is full; give more with NEARFIELD_HEAP=8g";
    }
    String message = failure.getMessage();
    return "Unexpected "
        + failure.getClass().getSimpleName()
        + (message == null || message.isBlank()
            ? ""
            : ": " + message.strip().lines().findFirst().orElse(""));
  }

  private static String where() {
    Path log = Logs.file();
    return log == null ? "; the log has the details" : "; details are in " + log;
  }

  private static void log(String what, Throwable thrown) {
    LoggerFactory.getLogger(Failures.class).error("Command {}", what, thrown);
  }

  private static Throwable unwrap(Throwable thrown) {
    Throwable failure = thrown;
    while ((failure instanceof ExecutionException || failure instanceof CompletionException)
        && failure.getCause() != null) {
      failure = failure.getCause();
    }
    return failure;
  }

  /** The failure that a reader can act on: engines wrap it in exceptions of their own. */
  private static NearfieldException firstKnown(Throwable failure) {
    int depth = 0;
    for (Throwable t = failure; t != null && depth < 30; t = t.getCause(), depth++) {
      if (t instanceof NearfieldException known) {
        return known;
      }
    }
    return null;
  }

  private static String oneLine(String message) {
    return message == null
        ? "unknown failure"
        : message.strip().replaceAll("\\s*[\\r\\n]+\\s*", " ");
  }
}
