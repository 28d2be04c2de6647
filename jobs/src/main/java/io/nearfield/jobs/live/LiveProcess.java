package io.nearfield.jobs.live;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.nearfield.connect.api.IndexRef;
import io.nearfield.connect.api.NearfieldException;
import io.nearfield.connect.iceberg.LakeOptions;
import io.nearfield.jobs.CatalogEnvironment;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * {@code nearfield live} as a child of this process. It ends when it is closed, and also when this
 * process does, however that comes.
 */
public final class LiveProcess implements AutoCloseable {

  private static final long STOP_SECONDS = 20;

  private final Process process;
  private final Path errors;
  private final Thread onExit;
  private String bootstrapServers;

  private LiveProcess(Process process, Path errors) {
    this.process = process;
    this.errors = errors;
    this.onExit = new Thread(this::stop, "stop-live-process");
  }

  /**
   * Starts the live job and waits until it answers.
   *
   * @param launcher {@code bin/nearfield}
   * @throws NearfieldException with the child's own message if it does not come up
   */
  public static LiveProcess start(Path launcher, LakeOptions lake, IndexRef index) {
    try {
      Path errors = Files.createTempFile("nearfield-live", ".err");
      ProcessBuilder builder = new ProcessBuilder(command(launcher, lake, index));
      builder.environment().put("NEARFIELD_SKIP_BUILD", "1");
      // Not on its command line, where others could read passwords.
      CatalogEnvironment.write(lake.catalogProperties(), builder.environment());
      builder.redirectError(errors.toFile());
      LiveProcess live = new LiveProcess(builder.start(), errors);
      Runtime.getRuntime().addShutdownHook(live.onExit);
      live.awaitReady();
      return live;
    } catch (IOException e) {
      throw new NearfieldException("Cannot start the live job: " + e.getMessage(), e);
    }
  }

  static List<String> command(Path launcher, LakeOptions lake, IndexRef index) {
    List<String> command = new ArrayList<>();
    command.add(launcher.toString());
    command.add("--warehouse");
    command.add(lake.warehouse());
    command.addAll(List.of("--json", "live", "--index", index.toString(), "--while-stdin-open"));
    return command;
  }

  public String bootstrapServers() {
    return bootstrapServers;
  }

  @Override
  public void close() {
    stop();
    try {
      Runtime.getRuntime().removeShutdownHook(onExit);
    } catch (IllegalStateException e) {
      // this process is ending: the hook runs anyway
    }
  }

  private void awaitReady() throws IOException {
    BufferedReader out =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    ObjectMapper mapper = new ObjectMapper();
    for (String line = out.readLine(); line != null; line = out.readLine()) {
      if (line.startsWith("{")) {
        JsonNode event = mapper.readTree(line);
        if ("ready".equals(event.path("event").asText())) {
          bootstrapServers = event.path("bootstrapServers").asText();
          return;
        }
      }
    }
    String message = lastError();
    close();
    throw new NearfieldException("Cannot start the live job: " + message);
  }

  private String lastError() {
    try {
      process.waitFor(STOP_SECONDS, TimeUnit.SECONDS);
      List<String> lines = Files.readAllLines(errors);
      return lines.isEmpty()
          ? "it ended without a word (status " + process.exitValue() + ")"
          : lines.get(lines.size() - 1).replaceFirst("^nearfield: ", "");
    } catch (IOException | IllegalThreadStateException e) {
      return "it ended without a word";
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "stopped while waiting";
    }
  }

  private void stop() {
    try {
      process.getOutputStream().close(); // it watches its standard input
    } catch (IOException e) {
      // it has gone already
    }
    try {
      if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
    try {
      Files.deleteIfExists(errors);
    } catch (IOException e) {
      // a temporary file: the system removes it
    }
  }
}
