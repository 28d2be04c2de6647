package io.nearfield.benchmarks;

import io.nearfield.benchmarks.compare.BuildParts;
import io.nearfield.benchmarks.compare.BuildParts.Work;
import io.nearfield.benchmarks.compare.FaissProcess;
import io.nearfield.benchmarks.data.Dataset;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code build}: what an index is made of, step by step, beside FAISS. */
@Command(
    name = "build",
    description = {
      "Measures the steps of building: k-means, codebooks, assignment, encoding, adding, removing;",
      "beside FAISS on the same vectors where one is importable."
    },
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Example: benchmarks/run build --data /data/million --parts kmeans",
      "The parts are kmeans, pq, opq and rates."
    })
final class BuildCommand implements Callable<Integer> {

  @Mixin private Console console;
  @Mixin private DataOptions data;
  @Mixin private FaissOptions faiss;

  @Option(
      names = "--parts",
      split = ",",
      defaultValue = "kmeans,pq,opq,rates",
      paramLabel = "PART",
      description = "what to measure (default: ${DEFAULT-VALUE})")
  private List<String> parts;

  @Option(
      names = "--clusters",
      paramLabel = "K",
      description = "centroids of k-means and cells of the rates (default: by the vectors)")
  private Integer clusters;

  @Option(
      names = "--iterations",
      defaultValue = "" + SearchCommand.ITERATIONS,
      description = "of Lloyd for k-means (default: ${DEFAULT-VALUE})")
  private int iterations;

  @Option(
      names = "--rows",
      defaultValue = "100000",
      description = "vectors that the rates are taken with (default: ${DEFAULT-VALUE})")
  private int rows;

  @Option(
      names = "--threads",
      defaultValue = "2",
      description = "of both sides (default: ${DEFAULT-VALUE})")
  private int threads;

  @Override
  public Integer call() throws Exception {
    for (String part : parts) {
      if (!List.of("kmeans", "pq", "opq", "rates").contains(part)) {
        throw new IllegalArgumentException(
            "Cannot measure part '%s': the parts are kmeans, pq, opq and rates".formatted(part));
      }
    }
    Dataset vectors = data.read(console);
    int k =
        clusters != null
            ? clusters
            : SearchCommand.cellsFor(vectors.base().rows(), vectors.train().rows());
    Optional<FaissProcess> process = faiss.start(console);
    try (BuildParts build =
        new BuildParts(vectors, process.orElse(null), threads, console::progress)) {
      Markdown table =
          new Markdown("work", "Nearfield", "FAISS", "ratio", "quality here and there");
      for (String part : parts) {
        List<Work> done =
            switch (part) {
              case "kmeans" -> build.kmeans(k, iterations);
              case "pq" -> build.codebook(65_536, 25);
              case "opq" -> build.rotation(32_768, 25);
              default -> build.rates(k, iterations, rows);
            };
        for (Work work : done) {
          table.row(work.name(), work.ours(), work.theirs(), work.ratio(), work.quality());
        }
      }
      console.out(Machine.line());
      console.out(
          "%d threads; %s; a ratio above 1 is faster than FAISS"
              .formatted(
                  threads, process.map(p -> "beside FAISS " + p.version()).orElse("no FAISS")));
      console.out("");
      table.lines().forEach(console::out);
    }
    return 0;
  }
}
