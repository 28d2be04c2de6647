package io.nearfield.benchmarks;

import io.nearfield.benchmarks.data.Dataset;
import io.nearfield.benchmarks.data.DatasetMaker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Which vectors a command measures with. */
@Command
final class DataOptions {

  private static final long SEED = 20260101;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = {
        "a folder with base, train, query and gt as .npy, or as .fvecs and .ivecs;",
        "without it one is made under benchmarks/target/data"
      })
  private Path data;

  @Option(
      names = "--size",
      defaultValue = "100k",
      paramLabel = "100k|1m",
      description = "how much to make where --data is not given (default: ${DEFAULT-VALUE})")
  private String size;

  /** Where the vectors lie; they are made now if need be. */
  Path folder(Console console) throws IOException {
    return data == null ? made(console) : data;
  }

  Dataset read(Console console) throws IOException {
    Path folder = folder(console);
    console.progress("reading " + folder);
    return Dataset.read(folder);
  }

  private Path made(Console console) throws IOException {
    DatasetMaker.Plan plan =
        switch (size.toLowerCase(Locale.ROOT)) {
          case "100k" -> new DatasetMaker.Plan(100_000, 65_536, 2_000, 384, SEED);
          case "1m" -> new DatasetMaker.Plan(1_000_000, 262_144, 2_000, 384, SEED);
          default ->
              throw new IllegalArgumentException(
                  "Cannot make vectors: --size is 100k or 1m, got '%s'".formatted(size));
        };
    Path folder =
        Path.of(System.getProperty("nearfield.benchmarks", "benchmarks"), "target", "data")
            .resolve(size.toLowerCase(Locale.ROOT));
    if (!Files.exists(folder.resolve("gt.npy"))) { // which is written last
      DatasetMaker.make(
          folder, plan, Runtime.getRuntime().availableProcessors(), console::progress);
    }
    return folder;
  }
}
