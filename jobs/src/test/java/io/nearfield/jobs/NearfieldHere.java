package io.nearfield.jobs;

import io.nearfield.jobs.NearfieldProcess.Outcome;
import io.nearfield.jobs.cli.CommandLineDoor;
import io.nearfield.jobs.render.Console;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/** The same commands in this process: for what does not need another start of Java to be shown. */
final class NearfieldHere {

  private final Path warehouse;

  NearfieldHere(Path warehouse) {
    this.warehouse = warehouse;
  }

  Outcome run(String... arguments) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Console console =
        new Console(
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            120,
            false,
            false);
    long begun = System.nanoTime();
    int status =
        new CommandLineDoor(console, Map.of("NEARFIELD_WAREHOUSE", warehouse.toString()))
            .run(arguments);
    return new Outcome(
        status,
        out.toString(StandardCharsets.UTF_8),
        err.toString(StandardCharsets.UTF_8),
        Duration.ofNanos(System.nanoTime() - begun));
  }
}
