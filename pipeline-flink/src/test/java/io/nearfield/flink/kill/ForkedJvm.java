package io.nearfield.flink.kill;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A Java program in a process of its own, with this process's class path. */
final class ForkedJvm implements AutoCloseable {

  /** Where a folder says how its programs log. */
  static final String LOGGING = "log4j2.properties";

  private final String name;
  private final Process process;
  private final Path log;

  private ForkedJvm(String name, Process process, Path log) {
    this.name = name;
    this.process = process;
    this.log = log;
  }

  /** What to run. */
  record Program(String name, String mainClass, int heapMegabytes, List<String> arguments) {}

  /** Starts a program; what it says is appended to {@code <folder>/<name>.log}. */
  static ForkedJvm start(Path folder, Program program) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "-Xmx" + program.heapMegabytes() + "m",
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-Xshare:auto",
            "--add-modules=jdk.incubator.vector",
            "-Dlog4j2.configurationFile=" + folder.resolve(LOGGING),
            "-cp",
            System.getProperty("java.class.path"),
            program.mainClass()));
    command.addAll(program.arguments());
    Path log = folder.resolve(program.name() + ".log");
    try {
      Files.createDirectories(folder);
      Process process =
          new ProcessBuilder(command)
              .directory(folder.toFile())
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
              .start();
      // Whatever happens to this process, none of the others outlives it.
      Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
      return new ForkedJvm(program.name(), process, log);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot start " + program.name() + ": " + e.getMessage(), e);
    }
  }

  /** Waits until something listens on a port of this machine. */
  void awaitListening(int port, int seconds) throws InterruptedException {
    long giveUp = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
    while (true) {
      try (Socket socket = new Socket()) {
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 200);
        return;
      } catch (IOException notYet) {
        if (!process.isAlive() || System.nanoTime() > giveUp) {
          throw new IllegalStateException(
              "Cannot reach " + name + " on port " + port + ": " + tail(), notYet);
        }
        Thread.sleep(20);
      }
    }
  }

  void requireAlive() {
    if (!process.isAlive()) {
      throw new IllegalStateException("Cannot run " + name + ": " + tail());
    }
  }

  /** Waits for the end; returns what was said. */
  String awaitEnd(int seconds) throws InterruptedException {
    if (!process.waitFor(seconds, TimeUnit.SECONDS) || process.exitValue() != 0) {
      kill();
      throw new IllegalStateException("Cannot run " + name + ": " + tail());
    }
    return tail();
  }

  /** SIGKILL: no hook runs, nothing is tidied. */
  void kill() throws InterruptedException {
    process.destroyForcibly();
    if (!process.waitFor(30, TimeUnit.SECONDS)) {
      throw new IllegalStateException("Cannot kill " + name);
    }
  }

  private String tail() {
    try {
      String said = Files.readString(log, StandardCharsets.UTF_8);
      return said.substring(Math.max(0, said.length() - 4_000));
    } catch (IOException e) {
      return e.toString();
    }
  }

  @Override
  public void close() throws InterruptedException {
    kill();
  }

  static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
