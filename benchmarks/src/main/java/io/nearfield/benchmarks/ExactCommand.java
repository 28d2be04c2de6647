package io.nearfield.benchmarks;

import io.nearfield.benchmarks.compare.Comparison;
import io.nearfield.benchmarks.compare.FaissProcess;
import io.nearfield.benchmarks.compare.FaissSide;
import io.nearfield.benchmarks.compare.IndexStore;
import io.nearfield.benchmarks.compare.NearfieldSide;
import io.nearfield.benchmarks.compare.Row;
import io.nearfield.benchmarks.compare.RowResult;
import io.nearfield.benchmarks.compare.Side;
import io.nearfield.benchmarks.data.Dataset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code exact}: one query against the memory's speed, batches beside FAISS. */
@Command(
    name = "exact",
    description = {
      "Compares every vector: one query, as a share of what the memory can deliver, and batches, in",
      "turns with FAISS where one is importable."
    },
    mixinStandardHelpOptions = true,
    footer = {"", "Example: benchmarks/run exact --data /data/million"})
final class ExactCommand implements Callable<Integer> {

  @Mixin private Console console;
  @Mixin private DataOptions data;
  @Mixin private FaissOptions faiss;

  @Option(
      names = "--threads",
      split = ",",
      defaultValue = "1,2",
      description = "batch figures with each of these (default: ${DEFAULT-VALUE})")
  private List<Integer> threads;

  @Option(
      names = "--queries",
      defaultValue = "500",
      description = "ask so many of the queries (default: ${DEFAULT-VALUE})")
  private int queries;

  @Option(names = "--rounds", defaultValue = "3", description = "turns (default: ${DEFAULT-VALUE})")
  private int rounds;

  @Option(
      names = "--seconds",
      defaultValue = "0.5",
      description = "length of a turn at least (default: ${DEFAULT-VALUE})")
  private double seconds;

  @Override
  public Integer call() throws Exception {
    Dataset vectors = data.read(console).withQueries(queries);
    console.progress("measuring the memory");
    double one = ReadSpeed.of(vectors.base().values(), 1);
    double all = ReadSpeed.of(vectors.base().values(), Runtime.getRuntime().availableProcessors());
    double limit = Math.max(one, all);
    Row row = Row.parse("exact");
    Map<Row, List<String>> flat = Map.of(row, List.of("Flat"));
    int processors = Runtime.getRuntime().availableProcessors();
    Comparison.Plan plan = new Comparison.Plan(threads, rounds, seconds, processors);
    Optional<FaissProcess> process = faiss.start(console);
    String versions =
        process
            .map(p -> "beside FAISS %s (%s)".formatted(p.version(), p.options()))
            .orElse("no FAISS");
    try (Side our = new NearfieldSide(vectors, IndexStore.NONE, 1, processors);
        Side their =
            process.map(p -> new FaissSide(p, vectors, null, 1, processors)).orElse(null)) {
      RowResult result =
          new Comparison(vectors, plan, our, their, console::progress)
              .run(List.of(row), flat, flat, r -> SearchReport.brief(r).forEach(console::progress))
              .get(0);
      new SearchReport(vectors, versions, threads, List.of(result)).lines().forEach(console::out);
      console.out("");
      console.out(
          "memory is read at %.1f GB/s by one thread, %.1f by %d"
              .formatted(one / 1e9, all / 1e9, processors));
      double bytes = 4.0 * vectors.base().values().length;
      tell("Nearfield", result.ours(), bytes, limit, vectors);
      if (result.theirs() != null) {
        tell(result.theirs().side(), result.theirs(), bytes, limit, vectors);
      }
    }
    return 0;
  }

  private void tell(
      String side, RowResult.Measured measured, double bytes, double limit, Dataset vectors) {
    double speed = bytes / (measured.p50Millis() / 1e3);
    double flops = 2.0 * vectors.base().values().length * measured.perSecond().get(0);
    console.out(
        "%s, one query: %.1f GB/s, %.0f %% of the memory's speed; batches: %.0f GFLOP/s by %s thread"
            .formatted(side, speed / 1e9, 100 * speed / limit, flops / 1e9, threads.get(0)));
  }
}
