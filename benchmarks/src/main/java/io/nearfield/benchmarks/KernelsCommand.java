package io.nearfield.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.openjdk.jmh.Main;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code kernels}: JMH over the classes of {@code io.nearfield.benchmarks.kernel}. */
@Command(
    name = "kernels",
    description = "Measures the kernels one by one with JMH.",
    mixinStandardHelpOptions = true,
    footer = {"", "Example: benchmarks/run kernels -- Dot -f 1 -wi 3 -i 5"})
final class KernelsCommand implements Callable<Integer> {

  @Parameters(
      arity = "0..*",
      paramLabel = "JMH",
      description = "arguments of JMH, after --: a pattern of names, -f, -wi, -i, -rf json ...")
  private List<String> arguments = new ArrayList<>();

  @Override
  public Integer call() throws Exception {
    Main.main(arguments.toArray(new String[0]));
    return 0;
  }
}
