package io.nearfield.spark.build;

import io.nearfield.connect.api.NearfieldException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds what a person can act on in what Spark wraps around it. */
final class Failures {

  /** A failed task's exception reaches the driver as text alone. */
  private static final Pattern OURS =
      Pattern.compile(NearfieldException.class.getName().replace(".", "\\.") + ": ([^\\n]+)");

  private Failures() {}

  /** The message of ours in it, or the failure itself. */
  static RuntimeException actionable(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof NearfieldException ours) {
        return ours;
      }
      Matcher told = OURS.matcher(String.valueOf(cause.getMessage()));
      if (told.find()) {
        return new NearfieldException(told.group(1), failure);
      }
    }
    if (failure instanceof Error error) {
      throw error;
    }
    if (failure instanceof RuntimeException unchecked) {
      return unchecked;
    }
    // Spark's own failures are checked exceptions that its methods do not declare.
    return new NearfieldException(
        "A Spark job failed: "
            + String.valueOf(failure.getMessage()).lines().findFirst().orElse("")
            + "; the log has the whole story",
        failure);
  }
}
