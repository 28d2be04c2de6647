package io.nearfield.jobs.quickstart;

import io.nearfield.jobs.render.Console;
import io.nearfield.jobs.render.Figures;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Says what is being done: numbered steps, the command for each, how long they took. */
final class Narrator {

  private static final String INDENT = "   ";

  private record Step(String title, long begunNanos) {}

  private final Console console;
  private final int steps;
  private final String prefix;
  private final List<String> times = new ArrayList<>();
  private int number;
  private Step current;

  /**
   * @param prefix what a user types before a command: {@code bin/nearfield --warehouse lake}
   */
  Narrator(Console console, int steps, String prefix) {
    this.console = console;
    this.steps = steps;
    this.prefix = prefix;
  }

  Console console() {
    return console;
  }

  static String indent() {
    return INDENT;
  }

  void step(String title) {
    finishStep();
    number++;
    current = new Step(title, System.nanoTime());
    console.out().printf("%n[%d/%d] %s%n", number, steps, title);
  }

  /** Shows the command that does what comes now. */
  void command(String arguments) {
    console.out().println(INDENT + "$ " + prefix + " " + arguments);
  }

  void say(String line) {
    console.out().println(INDENT + line);
  }

  void say(List<String> lines) {
    lines.forEach(this::say);
  }

  void blank() {
    console.out().println();
  }

  String prefix() {
    return prefix;
  }

  void finish() {
    finishStep();
  }

  /** {@code [1] 0.8 s, [2] 7.1 s, ...}. */
  String times() {
    return String.join(", ", times);
  }

  private void finishStep() {
    if (current != null) {
      Duration took = Duration.ofNanos(System.nanoTime() - current.begunNanos());
      times.add("[" + number + "] " + Figures.duration(took));
      current = null;
    }
  }
}
