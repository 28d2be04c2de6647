package io.nearfield.benchmarks;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Where a command speaks: results on standard output, what goes on meanwhile on standard error. */
@Command
final class Console {

  private final long begun = System.nanoTime();

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  void out(String text) {
    command.commandLine().getOut().println(text);
  }

  /** One line, after the seconds since the start. */
  void progress(String text) {
    command.commandLine().getErr().printf("%7.1f s  %s%n", (System.nanoTime() - begun) / 1e9, text);
  }
}
