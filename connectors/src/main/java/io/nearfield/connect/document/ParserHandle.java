package io.nearfield.connect.document;

import io.nearfield.connect.api.NearfieldException;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;

/** One parser's process, with the folder of its temporary files. Used by one thread at a time. */
final class ParserHandle {

  private static final String ERRORS = "errors.txt";
  private static final int START_SECONDS = 120;

  private final Process process;
  private final Path folder;
  private final int heapMegabytes;
  private final DataOutputStream requests;
  private final DataInputStream answers;
  private volatile long restsSince;

  private ParserHandle(Process process, Path folder, int heapMegabytes) {
    this.process = process;
    this.folder = folder;
    this.heapMegabytes = heapMegabytes;
    this.requests =
        new DataOutputStream(new BufferedOutputStream(process.getOutputStream(), 1 << 16));
    this.answers = new DataInputStream(new BufferedInputStream(process.getInputStream(), 1 << 16));
  }

  static ParserHandle start(int heapMegabytes, ScheduledExecutorService clock) {
    Path folder = null;
    try {
      folder = Files.createTempDirectory("nearfield-documents");
      ProcessBuilder builder = new ProcessBuilder(command(heapMegabytes, folder));
      builder.environment().put("CLASSPATH", ClassPath.ofThisProcess());
      // What is meant for the owner's virtual machine is not for this one.
      builder.environment().keySet().removeAll(List.of("JDK_JAVA_OPTIONS", "JAVA_TOOL_OPTIONS"));
      builder.directory(folder.toFile());
      builder.redirectError(folder.resolve(ERRORS).toFile());
      ParserHandle parser = new ParserHandle(builder.start(), folder, heapMegabytes);
      parser.awaitReady(clock);
      return parser;
    } catch (IOException e) {
      delete(folder);
      throw new NearfieldException(
          "Cannot start a process to read documents: "
              + e.getMessage()
              + "; it needs "
              + heapMegabytes
              + " MiB beside this process, see --parse-memory",
          e);
    }
  }

  /** What fails before the first document is no fault of a document. */
  private void awaitReady(ScheduledExecutorService clock) throws IOException {
    ScheduledFuture<?> end =
        clock.schedule(process::destroyForcibly, START_SECONDS, TimeUnit.SECONDS);
    try {
      if (answers.readByte() != Frames.READY) {
        throw new IOException("it says something else than expected");
      }
    } catch (IOException e) {
      statusAfterEnd();
      String said = Files.readString(folder.resolve(ERRORS)).strip();
      end();
      throw new IOException(said.isEmpty() ? "it ended at once" : said.lines().findFirst().get());
    } finally {
      end.cancel(false);
    }
  }

  private static List<String> command(int heapMegabytes, Path folder) {
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-Xmx" + heapMegabytes + "m",
        "-Xss2m",
        "-XX:+UseSerialGC",
        "-XX:TieredStopAtLevel=1",
        "-XX:+ExitOnOutOfMemoryError",
        "-XX:-UsePerfData",
        "-Djava.awt.headless=true",
        "-Djava.io.tmpdir=" + folder,
        "-Dlog4j2.level=OFF",
        "-Dlog4j.rootLogger=OFF",
        "-Dorg.apache.commons.logging.Log=org.apache.commons.logging.impl.NoOpLog",
        ParserProcess.class.getName());
  }

  int heapMegabytes() {
    return heapMegabytes;
  }

  boolean isAlive() {
    return process.isAlive();
  }

  void rests() {
    restsSince = System.nanoTime();
  }

  long restsSince() {
    return restsSince;
  }

  ParsedDocument parse(Frames.Request request, ScheduledExecutorService clock)
      throws RefusedDocumentException {
    AtomicBoolean tooLate = new AtomicBoolean();
    ScheduledFuture<?> end =
        clock.schedule(
            () -> {
              tooLate.set(true);
              process.destroyForcibly();
            },
            request.limits().seconds(),
            TimeUnit.SECONDS);
    try {
      Frames.write(requests, request);
      return Frames.readAnswer(answers);
    } catch (IOException e) {
      throw died(request.limits(), tooLate.get());
    } finally {
      end.cancel(false);
    }
  }

  private RefusedDocumentException died(DocumentLimits limits, boolean tooLate) {
    int status = statusAfterEnd();
    if (tooLate) {
      return new RefusedDocumentException(
          "parse-timeout",
          "Cannot read it within "
              + limits.seconds()
              + " seconds; its parser was ended; raise --parse-timeout if it is worth it");
    }
    if (status == ParserProcess.OUT_OF_MEMORY) {
      return new RefusedDocumentException(
          "parse-memory",
          "Cannot read it with "
              + limits.heapMegabytes()
              + " MiB of memory; raise --parse-memory if it is worth it");
    }
    return new RefusedDocumentException(
        "parse-crash", "Cannot read it: its parser's process ended with status " + status);
  }

  private int statusAfterEnd() {
    try {
      if (!process.waitFor(2, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        process.waitFor(5, TimeUnit.SECONDS);
      }
      return process.isAlive() ? -1 : process.exitValue();
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
      return -1;
    }
  }

  /** Ends the process and deletes what it left. */
  void end() {
    process.destroyForcibly();
    delete(folder);
  }

  private static void delete(Path folder) {
    if (folder == null) {
      return;
    }
    try (Stream<Path> files = Files.walk(folder)) {
      files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
    } catch (IOException | java.io.UncheckedIOException e) {
      // Temporary files in the temporary folder: the system clears them.
    }
  }
}
