package io.nearfield.jobs.cli;

import io.nearfield.jobs.config.Settings;
import io.nearfield.jobs.render.Console;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.RunLast;

/** From arguments to an exit status: 0 done, 1 failed, 2 asked wrongly. */
public final class CommandLineDoor {

  private final Console console;
  private final Map<String, String> environment;

  public CommandLineDoor(Console console, Map<String, String> environment) {
    this.console = console;
    this.environment = environment;
  }

  /** The process's own streams and environment. */
  public static CommandLineDoor standard() {
    return new CommandLineDoor(Console.standard(), System.getenv());
  }

  /** Runs one command; never throws. */
  public int run(String... arguments) {
    try {
      int status = line(arguments).execute(arguments);
      if (console.out().checkError() && status == ExitStatus.OK) {
        console.err().println("nearfield: Cannot write results: standard output is closed or full");
        return ExitStatus.FAILURE;
      }
      return status;
    } catch (Throwable t) { // errors of the JVM, which picocli lets through
      return Failures.report(t, console.err());
    }
  }

  CommandLine line(String... arguments) {
    Settings settings = Settings.load(environment, configFile(arguments));
    RootCommand root = new RootCommand(console, settings);
    CommandLine line = new CommandLine(root);
    line.setDefaultValueProvider(new OptionKeys(settings));
    Set<String> known = new TreeSet<>(OptionKeys.COMMON.keySet());
    known.addAll(OptionKeys.all(line).keySet());
    known.addAll(RootCommand.OTHER_KEYS);
    settings.requireKnown(known);
    line.setOut(new PrintWriter(console.out(), true, StandardCharsets.UTF_8));
    line.setErr(new PrintWriter(console.err(), true, StandardCharsets.UTF_8));
    line.setColorScheme(CommandLine.Help.defaultColorScheme(Ansi.OFF));
    line.setUsageHelpWidth(Math.min(110, Math.max(80, console.width())));
    line.setCaseInsensitiveEnumValuesAllowed(true);
    line.setExpandAtFiles(false); // a text may start with @
    line.setParameterExceptionHandler((e, given) -> wronglyAsked(e));
    line.setExecutionExceptionHandler((e, command, parsed) -> Failures.report(e, console.err()));
    line.setExecutionStrategy(
        parsed -> {
          root.prepare();
          return new RunLast().execute(parsed);
        });
    return line;
  }

  /** What {@code --config} says: it has to be known before anything is parsed. */
  private static String configFile(String... arguments) {
    for (int i = 0; i < arguments.length; i++) {
      if (arguments[i].startsWith("--config=")) {
        return arguments[i].substring("--config=".length());
      }
      if (arguments[i].equals("--config") && i + 1 < arguments.length) {
        return arguments[i + 1];
      }
    }
    return null;
  }

  private int wronglyAsked(ParameterException e) {
    String message = e.getMessage().strip().lines().findFirst().orElse("wrong arguments");
    console
        .err()
        .println(
            "nearfield: "
                + message
                + " (see "
                + e.getCommandLine().getCommandSpec().qualifiedName()
                + " --help)");
    return ExitStatus.USAGE;
  }
}
