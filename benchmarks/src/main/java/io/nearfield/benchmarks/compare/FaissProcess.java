package io.nearfield.benchmarks.compare;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.nearfield.benchmarks.BenchmarkException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** A Python that has imported FAISS and does what it is told, one line at a time. */
public final class FaissProcess implements AutoCloseable {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Process process;
  private final Writer orders;
  private final BufferedReader answers;
  private final Path errors;
  private final String version;
  private final String options;

  private FaissProcess(Process process, Path errors) {
    this.process = process;
    this.errors = errors;
    this.orders = new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8);
    this.answers =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8), 1 << 20);
    JsonNode hello =
        ask("hello", o -> o.put("threads", Runtime.getRuntime().availableProcessors()));
    this.version = hello.get("version").asText();
    this.options = hello.get("options").asText();
  }

  /**
   * Starts {@code python}, whose environment says where FAISS is.
   *
   * @throws BenchmarkException when it cannot import FAISS; the message says what it said
   */
  public static FaissProcess start(String python) {
    Path script =
        Path.of(System.getProperty("nearfield.benchmarks", "benchmarks"), "faiss", "side.py");
    try {
      Path errors = Files.createTempFile("nearfield-faiss", ".log");
      errors.toFile().deleteOnExit();
      ProcessBuilder builder = new ProcessBuilder(List.of(python, script.toString()));
      // Both sides get large pages: Java by its flag, this one from its C library where it can.
      builder.environment().putIfAbsent("GLIBC_TUNABLES", "glibc.malloc.hugetlb=1");
      Process process = builder.redirectError(errors.toFile()).start();
      try {
        return new FaissProcess(process, errors);
      } catch (RuntimeException e) {
        process.destroy();
        throw e;
      }
    } catch (IOException e) {
      throw new BenchmarkException(
          "Cannot start FAISS: '%s' does not start (%s)".formatted(python, e.getMessage()), e);
    }
  }

  /** As FAISS says it: {@code 1.15.0}. */
  public String version() {
    return version;
  }

  /** What it was compiled for, as FAISS says it. */
  public String options() {
    return options;
  }

  /** Gives an order and waits for the answer. */
  JsonNode ask(String order, Consumer<ObjectNode> details) {
    ObjectNode told = JSON.createObjectNode().put("do", order);
    details.accept(told);
    try {
      orders.write(JSON.writeValueAsString(told));
      orders.write('\n');
      orders.flush();
      String line = answers.readLine();
      if (line == null) {
        throw new BenchmarkException("Cannot go on with FAISS: it ended%s".formatted(said()));
      }
      JsonNode answer = JSON.readTree(line);
      if (answer.has("error")) {
        throw new BenchmarkException(
            "FAISS cannot %s: %s".formatted(order, answer.get("error").asText()));
      }
      return answer;
    } catch (IOException e) {
      throw new BenchmarkException("Cannot go on with FAISS: it ended%s".formatted(said()), e);
    }
  }

  private String said() {
    try {
      List<String> lines = Files.readAllLines(errors);
      return lines.isEmpty() ? "" : ", its last words: " + lines.get(lines.size() - 1);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    try {
      orders.close();
      if (!process.waitFor(5, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
      Files.deleteIfExists(errors);
    } catch (IOException e) {
      process.destroyForcibly();
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
