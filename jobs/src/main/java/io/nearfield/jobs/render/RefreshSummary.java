package io.nearfield.jobs.render;

import io.nearfield.connect.api.Generation;
import io.nearfield.connect.api.IndexRef;
import io.nearfield.spark.build.RefreshReport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What a refresh came to, in words and as JSON. */
public final class RefreshSummary {

  private RefreshSummary() {}

  public static List<String> of(IndexRef index, RefreshReport report) {
    Generation generation = report.generation();
    List<String> lines = new ArrayList<>();
    lines.add(
        report.changesAnything()
            ? "%s: generation %d refreshed in %s: %s appended, %s changed, %s removed; %s now"
                .formatted(
                    index,
                    generation.number(),
                    Figures.duration(Duration.ofMillis((long) (report.seconds() * 1_000))),
                    Figures.count(report.appended()),
                    Figures.count(report.changed()),
                    Figures.count(report.removed()),
                    Figures.count(generation.entries(), "vector"))
            : "%s: up to date: generation %d shows the feature set as it is"
                .formatted(index, generation.number()));
    if (report.changesAnything()) {
      lines.add(
          "recall@10 %s (%s to %s), target %s; drift %s"
              .formatted(
                  Figures.ratio(generation.recall()),
                  Figures.ratio(generation.recallLow()),
                  Figures.ratio(generation.recallHigh()),
                  Figures.ratio(generation.recallTarget()),
                  Figures.ratio(generation.figures().coverage().drift())));
    }
    if (report.advice() != null) {
      lines.add("Note: " + report.advice());
    }
    return lines;
  }

  /** One line that says why nothing was changed. */
  public static String refusal(IndexRef index, RefreshReport report) {
    return "Cannot refresh generation %d of '%s': %s (%s new, %s changed, %s gone); nothing was changed, it serves as before"
        .formatted(
            report.generation().number(),
            index,
            report.advice(),
            Figures.count(report.appended()),
            Figures.count(report.changed()),
            Figures.count(report.removed()));
  }

  public static Map<String, Object> json(IndexRef index, RefreshReport report) {
    Map<String, Object> json = GenerationView.json(index, report.generation());
    json.put("published", report.published());
    json.put("appended", report.appended());
    json.put("changed", report.changed());
    json.put("removed", report.removed());
    json.put("incremental", report.incremental());
    json.put("advice", report.advice());
    json.put("seconds", report.seconds());
    return json;
  }
}
