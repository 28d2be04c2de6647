package io.nearfield.jobs;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** {@code bin/nearfield} as a process of its own, as a user starts it. */
final class NearfieldProcess {

  /** What came of a command. */
  record Outcome(int status, String out, String err, Duration took) {

    List<String> errorLines() {
      return err.lines().filter(line -> !line.isBlank()).toList();
    }
  }

  /** Far above what any command takes: a machine may be busy. */
  private static final long LIMIT_MINUTES = 10;

  private static final Path LAUNCHER =
      Path.of(System.getProperty("nearfield.root"), "bin", "nearfield");

  private final Path folder;
  private final Path warehouse;
  private final List<String> leading = new ArrayList<>();

  /**
   * @param folder where it is started and its output is kept
   * @param warehouse given through the environment
   */
  NearfieldProcess(Path folder, Path warehouse) {
    this.folder = folder;
    this.warehouse = warehouse;
  }

  /** Puts arguments before the command: {@code spark-submit --master ...}. */
  NearfieldProcess through(String... arguments) {
    NearfieldProcess other = new NearfieldProcess(folder, warehouse);
    other.leading.addAll(Arrays.asList(arguments));
    return other;
  }

  Outcome run(String... arguments) throws IOException, InterruptedException {
    Path out = Files.createTempFile(folder, "out", ".txt");
    Path err = Files.createTempFile(folder, "err", ".txt");
    long begun = System.nanoTime();
    Process process = start(out, err, arguments);
    process.getOutputStream().close();
    if (!process.waitFor(LIMIT_MINUTES, TimeUnit.MINUTES)) {
      process.destroyForcibly();
      throw new AssertionError(
          "still running after " + LIMIT_MINUTES + " minutes: " + Arrays.toString(arguments));
    }
    return new Outcome(
        process.exitValue(),
        Files.readString(out, StandardCharsets.UTF_8),
        Files.readString(err, StandardCharsets.UTF_8),
        Duration.ofNanos(System.nanoTime() - begun));
  }

  /** Starts it with its output going to files. */
  Process start(Path out, Path err, String... arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of(LAUNCHER.toString()));
    command.addAll(leading);
    command.addAll(Arrays.asList(arguments));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    builder.environment().put("NEARFIELD_WAREHOUSE", warehouse.toString());
    builder.environment().put("NEARFIELD_SKIP_BUILD", "1");
    builder.environment().put("NEARFIELD_HEAP", "1g");
    return builder.start();
  }
}
