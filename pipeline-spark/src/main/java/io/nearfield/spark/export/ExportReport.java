package io.nearfield.spark.export;

import io.nearfield.connect.export.ExportManifest;
import io.nearfield.connect.export.ExportedFile;
import java.util.Map;
import java.util.TreeMap;

/**
 * What an export came to.
 *
 * @param folder where it lies, without secrets
 * @param manifest what is in it; null if nothing was new and nothing was written
 */
public record ExportReport(String folder, ExportManifest manifest) {

  public boolean nothingNew() {
    return manifest == null;
  }

  public long bytes() {
    return manifest == null ? 0 : manifest.files().stream().mapToLong(ExportedFile::bytes).sum();
  }

  Map<String, Double> figures() {
    if (manifest == null) {
      return Map.of("files", 0.0);
    }
    Map<String, Double> figures = new TreeMap<>();
    manifest.counts().forEach((name, count) -> figures.put(name, (double) count));
    figures.put("files", (double) manifest.files().size());
    figures.put("bytes", (double) bytes());
    figures.put("sequence", (double) manifest.about().sequence());
    return figures;
  }
}
