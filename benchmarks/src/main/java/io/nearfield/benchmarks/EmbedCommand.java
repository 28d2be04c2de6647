package io.nearfield.benchmarks;

import io.nearfield.benchmarks.compare.Memory;
import io.nearfield.benchmarks.compare.Percentiles;
import io.nearfield.benchmarks.embed.BareLoop;
import io.nearfield.benchmarks.embed.SampleTexts;
import io.nearfield.benchmarks.embed.SparkSide;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code embed}: the Spark job beside a bare loop. */
@Command(
    name = "embed",
    description = {
      "Embeds texts with the built-in model, in turns: as a Spark job in local mode, with all that",
      "'nearfield embed' does, and in a bare loop over ONNX Runtime with as many threads."
    },
    mixinStandardHelpOptions = true,
    showDefaultValues = true,
    footer = {"", "Example: benchmarks/run embed --texts 50000 --rounds 5"})
final class EmbedCommand implements Callable<Integer> {

  private static final double GIB = 1 << 30;

  @Option(names = "--texts", defaultValue = "20000", description = "how many")
  private int texts;

  @Option(names = "--longest", defaultValue = "200", description = "words of the longest text")
  private int longest;

  @Option(names = "--rounds", defaultValue = "5", description = "after one that does not count")
  private int rounds;

  @Option(
      names = "--threads",
      defaultValue = "0",
      description = "of either side; 0 for all processors")
  private int threads;

  @Option(names = "--seed", defaultValue = "20260101", description = "all texts follow from it")
  private long seed;

  @Mixin private Console console;

  @Override
  public Integer call() throws Exception {
    if (texts < 1 || rounds < 1 || longest < 5) {
      throw new IllegalArgumentException(
          "Cannot measure: at least 1 text, 1 round and 5 words are needed");
    }
    int callers = threads > 0 ? threads : Runtime.getRuntime().availableProcessors();
    List<String> all = SampleTexts.make(texts, longest, seed);
    Path folder = Files.createTempDirectory("nearfield-benchmark");
    try (SparkSide spark = new SparkSide(folder, all, callers);
        BareLoop bare = new BareLoop()) {
      measure(all, callers, spark, bare);
    } finally {
      delete(folder);
    }
    return 0;
  }

  private void measure(List<String> all, int callers, SparkSide spark, BareLoop bare)
      throws InterruptedException {
    console.progress("warming up");
    spark.seconds();
    bare.seconds(all, callers);
    List<Double> ours = new ArrayList<>();
    List<Double> theirs = new ArrayList<>();
    List<Double> ratios = new ArrayList<>();
    long ourPeak = 0;
    long theirPeak = 0;
    for (int round = 0; round < rounds; round++) {
      for (int turn = 0; turn < 2; turn++) {
        Memory.forgetPeaks();
        if ((round + turn) % 2 == 0) {
          ours.add(all.size() / spark.seconds());
          ourPeak = Math.max(ourPeak, Memory.peak());
        } else {
          theirs.add(all.size() / bare.seconds(all, callers));
          theirPeak = Math.max(theirPeak, Memory.peak());
        }
      }
      ratios.add(ours.get(round) / theirs.get(round));
      console.progress(
          "round %d: Spark %.0f texts/s, bare loop %.0f, ratio %.3f"
              .formatted(round + 1, ours.get(round), theirs.get(round), ratios.get(round)));
    }
    Markdown table = new Markdown("", "texts/s", "most memory, GiB");
    table.row("Spark job", rate(ours), "%.2f".formatted(ourPeak / GIB));
    table.row("bare loop", rate(theirs), "%.2f".formatted(theirPeak / GIB));
    console.out(Machine.line());
    console.out(
        "%,d texts of up to %d words, %d threads, median of %d rounds"
            .formatted(all.size(), longest, callers, rounds));
    table.lines().forEach(console::out);
    console.out("Spark job / bare loop: %.3f".formatted(Percentiles.median(ratios)));
  }

  private static String rate(List<Double> perSecond) {
    return "%.0f".formatted(Percentiles.median(perSecond));
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      files
          .sorted(Comparator.reverseOrder())
          .forEach(
              file -> {
                try {
                  Files.deleteIfExists(file);
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
              });
    }
  }
}
