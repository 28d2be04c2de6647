package io.nearfield.jobs.render;

import io.nearfield.spark.features.VectorsReport;

/** What became of vectors that were handed in. */
public final class VectorsView {

  private VectorsView() {}

  /**
   * @param program what a user types before a command
   */
  public static void print(VectorsReport report, Console console, boolean json, String program) {
    if (json) {
      console
          .out()
          .println(
              Json.line(
                  Json.object(
                      "dataset", report.set().dataset(),
                      "featureSet", report.set().name(),
                      "in", report.in(),
                      "added", report.added(),
                      "updated", report.updated(),
                      "unchanged", report.unchanged(),
                      "refused", report.refused(),
                      "firstRefusals", report.firstRefusals())));
      return;
    }
    console
        .out()
        .println(
            "%s.%s: %s read: %s added, %s updated, %s unchanged, %s refused"
                .formatted(
                    report.set().dataset(),
                    report.set().name(),
                    Figures.count(report.in(), "vector"),
                    Figures.count(report.added()),
                    Figures.count(report.updated()),
                    Figures.count(report.unchanged()),
                    Figures.count(report.refused())));
    report.firstRefusals().forEach(line -> console.err().println("  " + line));
    if (report.refused() > report.firstRefusals().size()) {
      console
          .err()
          .println(
              "  and more: "
                  + program
                  + " dead-letters --dataset "
                  + report.set().dataset()
                  + " --stage features");
    }
  }
}
