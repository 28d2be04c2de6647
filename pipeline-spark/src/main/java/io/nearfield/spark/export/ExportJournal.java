package io.nearfield.spark.export;

import io.nearfield.connect.api.NearfieldException;
import io.nearfield.connect.api.Run;
import io.nearfield.connect.export.ExportManifest;
import io.nearfield.connect.export.ExportPosition;
import io.nearfield.connect.iceberg.Lake;
import io.nearfield.spark.run.RunRecord;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The exports of a dataset among its runs. The last successful one of a name says where the next
 * one goes on: this is kept in the table, not in the folder, which others may move or empty.
 */
final class ExportJournal {

  private static final String TYPE = "export";
  private static final String SEQUENCE = "sequence";
  private static final String SELECTION = "selection.";

  private final Lake lake;
  private final ExportOptions options;
  private final Instant started = Instant.now();
  private final String runId = RunRecord.idOf(started);

  ExportJournal(Lake lake, ExportOptions options) {
    this.lake = lake;
    this.options = options;
  }

  /** How far an export of this name has come. */
  record Last(long sequence, ExportPosition position) {
    static final Last NONE = new Last(0, null);
  }

  String runId() {
    return runId;
  }

  Instant started() {
    return started;
  }

  /**
   * The last successful export of this name.
   *
   * @throws NearfieldException if it was one of other things: its changes would not fit this
   */
  Last last() {
    List<Run> runs =
        lake.runs(options.dataset()).stream()
            .filter(one -> one.type().equals(TYPE) && one.state().equals("SUCCEEDED"))
            .filter(one -> options.name().equals(one.target()))
            .toList();
    if (runs.isEmpty()) {
      return Last.NONE;
    }
    Map<String, String> config = runs.get(runs.size() - 1).config();
    Map<String, String> before = new TreeMap<>();
    config.forEach(
        (key, value) -> {
          if (key.startsWith(SELECTION)) {
            before.put(key.substring(SELECTION.length()), value);
          }
        });
    if (!before.equals(options.selection().words())) {
      throw new NearfieldException(
          "Cannot export what changed since the last '%s' of dataset '%s': that was %s, this is %s; give this one another --name"
              .formatted(options.name(), options.dataset(), before, options.selection().words()));
    }
    // An export of everything in between has no number, and numbers are not used twice.
    long sequence =
        runs.stream()
            .mapToLong(run -> Long.parseLong(run.config().getOrDefault(SEQUENCE, "0")))
            .max()
            .orElse(0);
    return new Last(sequence, ExportPosition.ofConfig(config));
  }

  void succeeded(ExportReport report, ExportPosition position, long sequence) {
    append(runId, "SUCCEEDED", report.folder(), position, sequence, report.figures(), null);
  }

  /** Notes an export that was published by a run that died before it could say so. */
  void adopted(String folder, ExportManifest manifest) {
    append(
        manifest.about().runId(),
        "SUCCEEDED",
        folder,
        manifest.position(),
        manifest.about().sequence(),
        new ExportReport(folder, manifest).figures(),
        null);
  }

  void failed(Throwable why) {
    try {
      if (lake.datasetExists(options.dataset())) {
        append(runId, "FAILED", null, null, 0, Map.of(), String.valueOf(why.getMessage()));
      }
    } catch (RuntimeException e) {
      why.addSuppressed(e); // the export's own failure is the one to tell
    }
  }

  private void append(
      String id,
      String state,
      String folder,
      ExportPosition position,
      long sequence,
      Map<String, Double> figures,
      String message) {
    Map<String, String> config = new TreeMap<>();
    options.selection().words().forEach((key, value) -> config.put(SELECTION + key, value));
    config.put("to", Folders.withoutSecrets(options.to()));
    config.put("mode", options.mode().name());
    if (folder != null) {
      config.put("folder", folder);
    }
    if (position != null) {
      config.putAll(position.asConfig());
      config.put(SEQUENCE, Long.toString(sequence));
    }
    lake.append(
        options.dataset(),
        new Run(id, TYPE, options.name(), state, config, figures, message, started, Instant.now()));
  }
}
