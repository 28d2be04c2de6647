package io.nearfield.jobs.render;

import io.nearfield.connect.api.Generation;
import io.nearfield.connect.api.IndexRef;
import io.nearfield.spark.build.BuildReport;
import io.nearfield.spark.embed.EmbedReport;
import io.nearfield.spark.ingest.IngestReport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What a batch step came to, in words and as JSON. */
public final class Summary {

  private static final int NAMED_FILES = 3;

  private Summary() {}

  public static List<String> of(String dataset, IngestReport report) {
    List<String> lines = new ArrayList<>();
    lines.add(
        "%s: %s read: %s added, %s updated, %s unchanged, %s refused"
            .formatted(
                dataset,
                Figures.count(report.in(), "item"),
                Figures.count(report.added()),
                Figures.count(report.updated()),
                Figures.count(report.unchanged()),
                Figures.count(report.refused())));
    if (report.removed() > 0) {
      lines.add(
          Figures.count(report.removed(), "item")
              + " of before gone and marked as removed; 'nearfield embed' drops the vectors");
    }
    if (report.refused() > 0) {
      lines.add("Why they were refused: nearfield dead-letters --dataset " + dataset);
    }
    if (!report.skippedFiles().isEmpty()) {
      lines.add(
          Figures.count(report.skippedFiles().size(), "file")
              + " of other kinds skipped: "
              + String.join(", ", report.skippedFiles().stream().limit(NAMED_FILES).toList())
              + (report.skippedFiles().size() > NAMED_FILES ? ", ..." : ""));
    }
    report.notes().forEach(note -> lines.add("Note: " + note));
    return lines;
  }

  public static Map<String, Object> json(IngestReport report) {
    return Json.object(
        "in", report.in(),
        "added", report.added(),
        "updated", report.updated(),
        "unchanged", report.unchanged(),
        "refused", report.refused(),
        "removed", report.removed(),
        "skippedFiles", report.skippedFiles(),
        "notes", report.notes());
  }

  public static List<String> of(EmbedReport report) {
    List<String> lines = new ArrayList<>();
    lines.add(
        "%s.%s: %s: %s embedded%s, %s reused, %s unchanged, %s of another kind, %s refused"
            .formatted(
                report.featureSet().dataset(),
                report.featureSet().name(),
                Figures.count(report.in(), "item"),
                Figures.count(report.embedded()),
                report.embedded() > 0 ? " (" + Figures.rate(report.itemsPerSecond()) + ")" : "",
                Figures.count(report.reused()),
                Figures.count(report.unchanged()),
                Figures.count(report.skipped()),
                Figures.count(report.refused())));
    lines.add(
        "Model %s, %d dimensions, %s"
            .formatted(
                report.featureSet().model().shortForm(),
                report.featureSet().dimension(),
                report.featureSet().metric()));
    if (report.removed() > 0) {
      lines.add(Figures.count(report.removed(), "vector") + " of items that are gone removed");
    }
    if (report.givenUp() > 0) {
      lines.add(
          "%s of the refused not tried again (--max-attempts)"
              .formatted(Figures.count(report.givenUp())));
    }
    if (report.refused() > 0) {
      lines.add(
          "Why they were refused: nearfield dead-letters --dataset "
              + report.featureSet().dataset());
    }
    return lines;
  }

  public static Map<String, Object> json(EmbedReport report) {
    return Json.object(
        "dataset", report.featureSet().dataset(),
        "featureSet", report.featureSet().name(),
        "model", report.featureSet().model().shortForm(),
        "dimension", report.featureSet().dimension(),
        "metric", report.featureSet().metric(),
        "in", report.in(),
        "embedded", report.embedded(),
        "reused", report.reused(),
        "unchanged", report.unchanged(),
        "skipped", report.skipped(),
        "refused", report.refused(),
        "givenUp", report.givenUp(),
        "removed", report.removed(),
        "itemsPerSecond", report.itemsPerSecond());
  }

  public static List<String> of(IndexRef index, BuildReport report) {
    Generation generation = report.generation();
    List<String> lines = new ArrayList<>();
    lines.add(
        report.built()
            ? "%s: generation %d is active: %s of %s, built in %s"
                .formatted(
                    index,
                    generation.number(),
                    generation.spec(),
                    Figures.count(generation.entries(), "vector"),
                    Figures.duration(Duration.ofMillis((long) (report.seconds() * 1_000))))
            : "%s: up to date: generation %d, %s of %s"
                .formatted(
                    index,
                    generation.number(),
                    generation.spec(),
                    Figures.count(generation.entries(), "vector")));
    lines.add(grade(generation));
    if (report.reason() != null && report.built()) {
      lines.add(report.reason());
    }
    return lines;
  }

  /** One line that says why a build does not serve and what to do. */
  public static String rejection(IndexRef index, BuildReport report) {
    Generation generation = report.generation();
    return "Cannot activate generation %d of '%s': recall@10 %s is below its target %s%s"
        .formatted(
            generation.number(),
            index,
            Figures.ratio(generation.recall()),
            Figures.ratio(generation.recallTarget()),
            report.advice() == null ? "" : "; " + report.advice());
  }

  public static Map<String, Object> json(IndexRef index, BuildReport report) {
    Map<String, Object> json = GenerationView.json(index, report.generation());
    json.put("built", report.built());
    json.put("reason", report.reason());
    json.put("advice", report.advice());
    json.put("seconds", report.seconds());
    return json;
  }

  private static String grade(Generation generation) {
    return "recall@10 %s (%s to %s over %s), target %s; a lookup probes %s%s"
        .formatted(
            Figures.ratio(generation.recall()),
            Figures.ratio(generation.recallLow()),
            Figures.ratio(generation.recallHigh()),
            Figures.count(generation.gradedQueries(), "held-out query"),
            Figures.ratio(generation.recallTarget()),
            Figures.count(generation.nprobe(), "cell"),
            generation.rerankFactor() > 0
                ? " and compares " + generation.rerankFactor() + " candidates per neighbour exactly"
                : "");
  }
}
