package io.nearfield.benchmarks;

import io.nearfield.benchmarks.kernel.Cost;
import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.openjdk.jmh.Main;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code kernels}: JMH over the classes of {@code io.nearfield.benchmarks.kernel}. */
@Command(
    name = "kernels",
    description = {
      "Measures the kernels one by one with JMH, and holds each against its limit on this machine:",
      "the speed of main memory, of the second-level cache, or of the arithmetic."
    },
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Examples:",
      "  benchmarks/run kernels",
      "  benchmarks/run kernels -- Dot -f 3 -i 5 -p dimension=768"
    })
final class KernelsCommand implements Callable<Integer> {

  /** Arguments after which JMH only tells something. */
  private static final Set<String> TELLING = Set.of("-h", "-l", "-lp", "-lprof", "-lrf");

  @Mixin private Console console;

  @Parameters(
      arity = "0..*",
      paramLabel = "JMH",
      description = "arguments of JMH, after --: a pattern of names, -f, -wi, -i, -rf json ...")
  private List<String> arguments = new ArrayList<>();

  @Override
  public Integer call() throws Exception {
    if (!Collections.disjoint(arguments, TELLING)) {
      Main.main(arguments.toArray(new String[0]));
      return 0;
    }
    console.progress("measuring the machine");
    Limits limits = Limits.measure();
    // One unit for all, so that the table can be read.
    Options options =
        new OptionsBuilder()
            .parent(new CommandLineOptions(arguments.toArray(new String[0])))
            .timeUnit(TimeUnit.NANOSECONDS)
            .build();
    Collection<RunResult> results = new Runner(options).run();
    console.out(Machine.line());
    console.out(
        "one thread: main memory %.1f GB/s, L2 cache %.1f GB/s, FMA %.1f GFLOP/s"
            .formatted(limits.memory() / 1e9, limits.cache() / 1e9, limits.arithmetic() / 1e9));
    console.out("");
    table(results, limits).forEach(console::out);
    return 0;
  }

  private static List<String> table(Collection<RunResult> results, Limits limits)
      throws ReflectiveOperationException {
    Markdown table = new Markdown("kernel", "with", "ns", "rate", "limit", "of it");
    for (RunResult result : results) {
      BenchmarkParams params = result.getParams();
      double nanos = result.getPrimaryResult().getScore();
      String name = params.getBenchmark();
      String method = name.substring(name.lastIndexOf('.') + 1);
      Class<?> type = Class.forName(name.substring(0, name.lastIndexOf('.')));
      String with =
          params.getParamsKeys().stream()
              .map(key -> key + " " + params.getParam(key))
              .collect(Collectors.joining(", "));
      List<String> cells =
          new ArrayList<>(
              List.of(
                  type.getSimpleName().replace("Benchmark", "") + "." + method,
                  with,
                  String.format(Locale.ROOT, "%,.1f", nanos)));
      Cost cost = cost(type, method, params);
      if (cost == null) {
        cells.addAll(List.of("", "", ""));
      } else {
        double rate = cost.amount() / (nanos / 1e9);
        String unit = cost.bound() == Cost.Bound.ARITHMETIC ? "GFLOP/s" : "GB/s";
        cells.add(String.format(Locale.ROOT, "%.1f %s", rate / 1e9, unit));
        cells.add(cost.bound().label());
        cells.add(String.format(Locale.ROOT, "%.2f", rate / limits.of(cost)));
      }
      table.row(cells);
    }
    return table.lines();
  }

  /** Null when the class does not say. */
  private static Cost cost(Class<?> type, String method, BenchmarkParams params)
      throws ReflectiveOperationException {
    if (!Cost.Costed.class.isAssignableFrom(type)) {
      return null;
    }
    Object instance = type.getDeclaredConstructor().newInstance();
    for (String key : params.getParamsKeys()) {
      Field field = type.getField(key);
      String value = params.getParam(key);
      field.set(instance, field.getType() == int.class ? (Object) Integer.valueOf(value) : value);
    }
    return ((Cost.Costed) instance).cost(method);
  }
}
