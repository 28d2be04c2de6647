package io.nearfield.flink.kill;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The command {@code benchmarks/run kills}. */
@Command(
    name = "benchmarks/run kills",
    description = {
      "Kills processes of a live job without warning, at seeded moments, and compares what is left",
      "with an oracle: a JobManager and two TaskManagers over ZooKeeper, and a Kafka broker."
    },
    mixinStandardHelpOptions = true,
    showDefaultValues = true)
public final class KillMatrix implements Callable<Integer> {

  @Option(names = "--kills", defaultValue = "50", description = "how many")
  private int kills;

  @Option(names = "--seed", defaultValue = "7", description = "of vectors, changes and moments")
  private long seed;

  @Option(
      names = "--folder",
      paramLabel = "DIR",
      description =
          "for tables and logs, empty or new; default: a temporary one, deleted at the end")
  private Path folder;

  public static void main(String[] arguments) {
    System.exit(
        new CommandLine(new KillMatrix())
            .setExecutionExceptionHandler(
                (failure, command, parsed) -> {
                  if (failure instanceof IllegalArgumentException) {
                    command.getErr().println("benchmarks/run kills: " + failure.getMessage());
                  } else {
                    failure.printStackTrace(command.getErr());
                  }
                  return 1;
                })
            .execute(arguments));
  }

  /** 0 if nothing was lost by any kill, 1 if something was. */
  @Override
  public Integer call() throws Exception {
    Path place = folder == null ? Files.createTempDirectory("nearfield-kills-") : empty(folder);
    try {
      System.out.println(Killed.HEADER);
      List<Killed> all = new ArrayList<>();
      KillRun.run(
          place.toAbsolutePath(),
          kills,
          seed,
          killed -> {
            all.add(killed);
            System.out.println(killed.row(all.size()));
          });
      long well = all.stream().filter(Killed::allIsWell).count();
      System.out.printf(
          "%n%d of %d kills cost nothing but time; recovery %.1f s at the median, %.1f s at most%n",
          well, all.size(), recovery(all, 0.5), recovery(all, 1));
      return well == all.size() ? 0 : 1;
    } finally {
      if (folder == null) {
        delete(place);
      }
    }
  }

  private static double recovery(List<Killed> all, double quantile) {
    double[] seconds = all.stream().mapToDouble(Killed::recoverySeconds).sorted().toArray();
    return seconds.length == 0 ? 0 : seconds[(int) ((seconds.length - 1) * quantile)];
  }

  private static Path empty(Path folder) throws IOException {
    Files.createDirectories(folder);
    try (var inside = Files.list(folder)) {
      if (inside.findAny().isPresent()) {
        throw new IllegalArgumentException("Cannot use folder '" + folder + "': it is not empty");
      }
    }
    return folder;
  }

  private static void delete(Path folder) throws IOException {
    try (var files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }
}
