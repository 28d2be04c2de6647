package io.nearfield.benchmarks.http;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** {@code nearfield serve} as a process of its own, started as users start it. */
public final class ServedProcess implements AutoCloseable {

  private final Process process;
  private final URI address;

  /**
   * Starts it and waits until it listens.
   *
   * @param launcher {@code bin/nearfield}
   */
  public ServedProcess(Path launcher, String warehouse) throws IOException {
    this.process =
        new ProcessBuilder(launcher.toString(), "--warehouse", warehouse, "serve", "--port", "0")
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    BufferedReader said = process.inputReader(StandardCharsets.UTF_8);
    String first = said.readLine();
    if (first == null) {
      throw new IOException("Cannot measure: 'nearfield serve' ended before it listened");
    }
    this.address = URI.create(first);
  }

  public URI address() {
    return address;
  }

  /** How much memory it holds now, in MiB; 0 where the system does not say. */
  public long residentMebibytes() throws IOException {
    Path status = Path.of("/proc", Long.toString(process.pid()), "status");
    if (!Files.exists(status)) {
      return 0;
    }
    List<String> lines = Files.readAllLines(status);
    return lines.stream()
        .filter(line -> line.startsWith("VmRSS:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) >> 10)
        .findFirst()
        .orElse(0);
  }

  @Override
  public void close() throws IOException {
    process.destroy();
    try {
      if (!process.waitFor(20, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      process.destroyForcibly();
    }
  }
}
