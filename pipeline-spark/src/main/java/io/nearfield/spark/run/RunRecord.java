package io.nearfield.spark.run;

import io.nearfield.connect.api.NearfieldException;
import io.nearfield.connect.api.Run;
import io.nearfield.connect.iceberg.Lake;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import java.util.UUID;

/**
 * Writes one row of {@code runs} for one run of an action, whether it succeeds or fails.
 *
 * @param config the options, no secrets
 */
public record RunRecord(
    Lake lake, String dataset, String type, String target, Map<String, String> config) {

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmssSSS").withZone(ZoneOffset.UTC);

  /** An action's work. */
  public interface Work<R> {
    R run();
  }

  /** What of a report goes into the record. */
  public interface Figures<R> {
    Map<String, Double> of(R report);
  }

  /** Does the work and records it. A failure is recorded if the dataset is there, and thrown on. */
  public <R> R of(Work<R> work, Figures<R> figures) {
    Instant started = Instant.now();
    try {
      R report = work.run();
      lake.append(dataset, row(started, "SUCCEEDED", figures.of(report), null));
      return report;
    } catch (Throwable e) {
      // Spark's own failures are checked exceptions that its methods do not declare.
      NearfieldException known = known(e);
      String message = known == null ? String.valueOf(e.getMessage()) : known.getMessage();
      try {
        if (lake.datasetExists(dataset)) {
          lake.append(dataset, row(started, "FAILED", Map.of(), message));
        }
      } catch (RuntimeException recording) {
        e.addSuppressed(recording);
      }
      if (known != null) {
        throw known;
      }
      throw e;
    }
  }

  /** What a task failed of in words for people, out of the layers that Spark puts around it. */
  private static NearfieldException known(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof NearfieldException known) {
        return known;
      }
    }
    return null;
  }

  /** An id for a run that began then: unique, and sorted as the runs began. */
  public static String idOf(Instant started) {
    return TIME.format(started) + "-" + UUID.randomUUID().toString().substring(0, 8);
  }

  private Run row(Instant started, String state, Map<String, Double> figures, String message) {
    return new Run(
        idOf(started), type, target, state, config, figures, message, started, Instant.now());
  }
}
