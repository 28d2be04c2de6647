package io.nearfield.flink.local;

import io.nearfield.connect.iceberg.LakeOptions;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A live job in a JVM of its own, which can be killed. */
final class LiveProcess implements AutoCloseable {

  private static final String READY = "READY ";

  private final Process process;
  private final String restoredFrom;

  private LiveProcess(Process process, String restoredFrom) {
    this.process = process;
    this.restoredFrom = restoredFrom;
  }

  /** The child: runs the job until it is killed. */
  public static void main(String[] args) throws InterruptedException {
    LocalLive live =
        LocalLive.start(
            LocalLiveOptions.of(LakeOptions.of(args[0]), SmallIndex.REF)
                .withCheckpointInterval(Duration.ofMillis(300)));
    live.awaitReady(Duration.ofMinutes(2));
    System.out.println(READY + live.restoredFrom().orElse(""));
    live.awaitEnd();
  }

  /** Starts a child and returns when it answers. */
  static LiveProcess start(Path warehouse) throws IOException {
    Process process =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-Xmx768m",
                    "-XX:TieredStopAtLevel=1",
                    "--add-modules=jdk.incubator.vector",
                    "-cp",
                    System.getProperty("java.class.path"),
                    LiveProcess.class.getName(),
                    warehouse.toString()))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    BufferedReader lines =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      if (line.startsWith(READY)) {
        return new LiveProcess(process, line.substring(READY.length()));
      }
    }
    throw new IOException("the live process ended before it was ready");
  }

  /** The checkpoint it went on from, or blank. */
  String restoredFrom() {
    return restoredFrom;
  }

  /** SIGKILL: nothing is said, nothing is flushed. */
  void kill() {
    process.destroyForcibly();
    try {
      if (!process.waitFor(30, TimeUnit.SECONDS)) {
        throw new IllegalStateException("the live process does not die");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    kill();
  }
}
