package io.nearfield.benchmarks;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command {@code benchmarks/run}: one subcommand for each thing that is measured. */
@Command(
    name = "benchmarks/run",
    description = "What the index costs on this machine, beside FAISS and beside its limits.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    footer = "%nbenchmarks/run kills --help: what a live job loses when its processes are killed.",
    subcommands = {
      GenerateCommand.class,
      SearchCommand.class,
      ExactCommand.class,
      BuildCommand.class,
      OpenCommand.class,
      PairsCommand.class,
      RunbookCommand.class,
      KernelsCommand.class,
      EmbedCommand.class,
      HttpCommand.class
    })
public final class Benchmarks implements Runnable {

  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "Cannot start: name a command");
  }

  public static void main(String[] args) {
    System.exit(
        run(
            new PrintWriter(System.out, true, StandardCharsets.UTF_8),
            new PrintWriter(System.err, true, StandardCharsets.UTF_8),
            args));
  }

  /** Exit status: 0 done, 1 it went wrong, 2 wrong arguments. */
  static int run(PrintWriter out, PrintWriter err, String... arguments) {
    return new CommandLine(new Benchmarks())
        .setOut(out)
        .setErr(err)
        .setExecutionExceptionHandler(
            (failure, command, parsed) -> {
              if (failure instanceof IllegalArgumentException
                  || failure instanceof BenchmarkException) {
                command.getErr().println("benchmarks/run: " + failure.getMessage());
              } else {
                failure.printStackTrace(command.getErr());
              }
              return 1;
            })
        .execute(arguments);
  }

  /** The names of all commands. */
  static Set<String> commands() {
    return new CommandLine(new Benchmarks()).getSubcommands().keySet();
  }
}
