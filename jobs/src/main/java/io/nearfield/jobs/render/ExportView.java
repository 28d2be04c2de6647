package io.nearfield.jobs.render;

import io.nearfield.connect.export.ExportManifest;
import io.nearfield.spark.export.ExportReport;

/** What an export came to. */
public final class ExportView {

  private ExportView() {}

  public static void print(ExportReport report, Console console, boolean json) {
    if (json) {
      console.out().println(Json.line(json(report)));
    } else if (report.nothingNew()) {
      console.out().println("Nothing new to export to " + report.folder());
    } else {
      ExportManifest manifest = report.manifest();
      console
          .out()
          .println(
              "%s: %s%s in %s, %s bytes; manifest.json names them all"
                  .formatted(
                      report.folder(),
                      Figures.count(manifest.counts().get("rows"), "row"),
                      manifest.since() == null
                          ? ""
                          : " new or changed, "
                              + Figures.count(manifest.counts().get("removed"))
                              + " removed,",
                      Figures.count(manifest.files().size(), "file"),
                      Figures.count(report.bytes())));
    }
  }

  private static Object json(ExportReport report) {
    if (report.nothingNew()) {
      return Json.object("folder", report.folder(), "nothingNew", true);
    }
    ExportManifest manifest = report.manifest();
    return Json.object(
        "folder", report.folder(),
        "nothingNew", false,
        "name", manifest.about().name(),
        "sequence", manifest.about().sequence(),
        "runId", manifest.about().runId(),
        "counts", manifest.counts(),
        "files", manifest.files().size(),
        "bytes", report.bytes());
  }
}
