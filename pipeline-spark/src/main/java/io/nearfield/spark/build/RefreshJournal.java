package io.nearfield.spark.build;

import io.nearfield.connect.api.Run;
import io.nearfield.connect.iceberg.Lake;
import io.nearfield.spark.run.RunRecord;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;

/** Notes each refresh among the dataset's runs: entries = entries-before + appended - removed. */
final class RefreshJournal {

  private final Lake lake;
  private final RefreshOptions options;
  private final Instant started;

  RefreshJournal(Lake lake, RefreshOptions options, Instant started) {
    this.lake = lake;
    this.options = options;
    this.started = started;
  }

  void note(RefreshReport report) {
    Map<String, Double> figures = new TreeMap<>();
    figures.put("seconds", report.seconds());
    figures.put("generation", (double) report.generation().number());
    figures.put("appended", (double) report.appended());
    figures.put("changed", (double) report.changed());
    figures.put("removed", (double) report.removed());
    double entries = report.generation().entries();
    figures.put("entries", entries);
    figures.put("entries-before", entries - report.appended() + report.removed());
    if (!Double.isNaN(report.generation().recall())) {
      figures.put("recall-at-10", report.generation().recall());
      figures.put("recall-low", report.generation().recallLow());
      figures.put("recall-high", report.generation().recallHigh());
    }
    double drift = report.generation().figures().coverage().drift();
    if (!Double.isNaN(drift)) {
      figures.put("drift", drift);
    }
    append(report.published() ? "SUCCEEDED" : "FAILED", figures, report.advice());
  }

  /** Notes a refresh that failed, if the dataset is there to note it in. */
  void failed(Throwable why) {
    try {
      if (lake.datasetExists(options.index().dataset())) {
        append("FAILED", Map.of(), String.valueOf(why.getMessage()));
      }
    } catch (RuntimeException e) {
      why.addSuppressed(e); // the refresh's own failure is the one to tell
    }
  }

  private void append(String state, Map<String, Double> figures, String message) {
    lake.append(
        options.index().dataset(),
        new Run(
            RunRecord.idOf(started),
            "refresh",
            options.index().name(),
            state,
            Map.of("grade-queries", Integer.toString(options.gradeQueries())),
            figures,
            message,
            started,
            Instant.now()));
  }
}
