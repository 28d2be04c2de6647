package io.nearfield.benchmarks;

import io.nearfield.benchmarks.data.DatasetMaker;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code generate}: a folder of vectors for the other commands. */
@Command(
    name = "generate",
    description = "Makes a folder of seeded vectors with their exact neighbours.",
    mixinStandardHelpOptions = true,
    showDefaultValues = true,
    footer = {
      "",
      "Example: benchmarks/run generate --out /data/hundred --base 100000 --train 65536",
      "A folder that was made elsewhere will do as well, see docs/benchmarks.md."
    })
final class GenerateCommand implements Callable<Integer> {

  @Option(names = "--out", required = true, paramLabel = "DIR", description = "where to write")
  private Path out;

  @Option(names = "--base", defaultValue = "100000", description = "vectors to search")
  private int base;

  @Option(names = "--train", defaultValue = "65536", description = "vectors to train with")
  private int train;

  @Option(names = "--queries", defaultValue = "2000", description = "queries")
  private int queries;

  @Option(names = "--dimension", defaultValue = "384", description = "values per vector")
  private int dimension;

  @Option(names = "--seed", defaultValue = "20260101", description = "all follows from it")
  private long seed;

  @Mixin private Console console;

  @Override
  public Integer call() throws Exception {
    DatasetMaker.Plan plan = new DatasetMaker.Plan(base, train, queries, dimension, seed);
    DatasetMaker.make(out, plan, Runtime.getRuntime().availableProcessors(), console::progress);
    console.out(
        "%,d + %,d + %,d vectors of dimension %d in %s"
            .formatted(base, train, queries, dimension, out));
    return 0;
  }
}
