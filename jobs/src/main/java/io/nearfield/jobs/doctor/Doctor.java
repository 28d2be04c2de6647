package io.nearfield.jobs.doctor;

import io.nearfield.connect.api.Content;
import io.nearfield.connect.api.EmbeddingModel;
import io.nearfield.connect.api.NearfieldException;
import io.nearfield.connect.iceberg.Lake;
import io.nearfield.connect.iceberg.LakeOptions;
import io.nearfield.connect.kafka.BrokerProbe;
import io.nearfield.connect.kafka.LiveFolder;
import io.nearfield.connect.onnx.ModelOptions;
import io.nearfield.connect.onnx.Models;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Runs all checks, one after the other; a check that throws has failed and stops no other. */
public final class Doctor {

  private static final Duration BROKER_TIMEOUT = Duration.ofSeconds(4);

  private final Supplier<LakeOptions> lake;
  private final Map<String, String> environment;
  private final Path localFolder;

  /**
   * @param lake where the tables lie; what it throws is a finding
   * @param localFolder where this machine keeps logs and checkpoints
   */
  public Doctor(Supplier<LakeOptions> lake, Map<String, String> environment, Path localFolder) {
    this.lake = lake;
    this.environment = environment;
    this.localFolder = localFolder;
  }

  /**
   * Examines everything.
   *
   * @param each told of every finding as soon as it is there
   * @return whether nothing failed
   */
  public boolean examine(Consumer<Finding> each) {
    List<Finding> findings = new ArrayList<>();
    Consumer<Finding> told =
        finding -> {
          findings.add(finding);
          each.accept(finding);
        };
    told.accept(guarded("java", MachineChecks::java));
    told.accept(guarded("cores", MachineChecks::cores));
    told.accept(guarded("memory", MachineChecks::memory));
    told.accept(guarded("simd", MachineChecks::simd));
    told.accept(guarded("gpu", () -> MachineChecks.gpu(environment)));
    told.accept(guarded("disk", this::disk));
    told.accept(guarded("model", Doctor::builtInModel));
    lakeChecks(told);
    told.accept(guarded("broker", this::broker));
    return findings.stream().noneMatch(finding -> finding.state() == Finding.State.FAILED);
  }

  private void lakeChecks(Consumer<Finding> told) {
    try (Lake opened = Lake.open(lake.get())) {
      LakeChecks checks = new LakeChecks(opened);
      told.accept(guarded("catalog", checks::catalog));
      checks.models().forEach(told);
      told.accept(guarded("indexes", checks::indexes));
    } catch (RuntimeException e) {
      told.accept(
          Finding.failed(
              "catalog",
              oneLine(e),
              "check --warehouse and --catalog ('nearfield config' shows what is set)"));
    }
  }

  private Finding disk() {
    Path folder = localFolder;
    while (folder != null && !Files.isDirectory(folder)) {
      folder = folder.getParent();
    }
    if (folder == null || !Files.isWritable(folder)) {
      return Finding.failed(
          "disk", localFolder + " cannot be written", "choose another --warehouse, or its rights");
    }
    try {
      long free = Files.getFileStore(folder).getUsableSpace() >> 20;
      String detail = free + " MiB free in " + folder;
      return free >= 1024
          ? Finding.ok("disk", detail)
          : Finding.warning("disk", detail, "free some: builds write their tables anew");
    } catch (IOException e) {
      return Finding.failed("disk", folder + ": " + e, "choose another --warehouse");
    }
  }

  /** Embeds two words: the native libraries work, and the model gives what it should. */
  private static Finding builtInModel() {
    try (EmbeddingModel model = Models.open(Models.DEFAULT_TEXT, ModelOptions.defaults())) {
      float[] vector = model.embed(new Content.Text("hello world"));
      double norm = 0;
      for (float number : vector) {
        norm += number * number;
      }
      return Math.abs(norm - 1) < 1e-3
          ? Finding.ok("model", Models.DEFAULT_TEXT + " embeds, " + vector.length + " numbers")
          : Finding.failed(
              "model",
              Models.DEFAULT_TEXT + " gives a vector of length " + Math.sqrt(norm),
              "build again: the model in the library is broken");
    }
  }

  private Finding broker() {
    String servers = environment.get("NEARFIELD_BOOTSTRAP_SERVERS");
    String by = "NEARFIELD_BOOTSTRAP_SERVERS";
    if (servers == null || servers.isBlank()) {
      servers =
          LiveFolder.of(lake.get().warehouse()).flatMap(LiveFolder::bootstrapServers).orElse(null);
      by = "this warehouse's live job";
    }
    if (servers == null) {
      return Finding.skipped("broker", "none is configured; 'nearfield live' starts one");
    }
    try {
      int brokers = BrokerProbe.brokers(servers, BROKER_TIMEOUT);
      return Finding.ok(
          "broker", servers + " answers, " + brokers + " in the cluster (" + by + ")");
    } catch (NearfieldException e) {
      String remedy =
          "start 'nearfield live --index IDX', or give the address of a Kafka that runs";
      return by.startsWith("NEARFIELD")
          ? Finding.failed("broker", e.getMessage() + " (" + by + ")", remedy)
          : Finding.skipped("broker", "no live job runs: nobody answers at " + servers);
    }
  }

  private static Finding guarded(String check, Supplier<Finding> examine) {
    try {
      return examine.get();
    } catch (RuntimeException | LinkageError e) {
      return Finding.failed(check, oneLine(e), "see the log (--verbose says where)");
    }
  }

  private static String oneLine(Throwable e) {
    String message = e.getMessage() == null ? e.toString() : e.getMessage();
    return message.strip().replaceAll("\\s*[\\r\\n]+\\s*", " ");
  }
}
