package io.nearfield.jobs.cli;

import io.nearfield.jobs.render.Console;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** The command line with streams that a test can read. */
final class DoorFixture {

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final CommandLineDoor door;

  DoorFixture(Map<String, String> environment) {
    door =
        new CommandLineDoor(
            new Console(
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                120,
                false,
                false),
            environment);
  }

  int run(String... arguments) {
    out.reset();
    err.reset();
    return door.run(arguments);
  }

  CommandLineDoor door() {
    return door;
  }

  String out() {
    return out.toString(StandardCharsets.UTF_8);
  }

  List<String> errorLines() {
    return err.toString(StandardCharsets.UTF_8).lines().toList();
  }
}
