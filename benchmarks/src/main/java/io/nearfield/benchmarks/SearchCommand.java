package io.nearfield.benchmarks;

import io.nearfield.benchmarks.compare.Comparison;
import io.nearfield.benchmarks.compare.FaissProcess;
import io.nearfield.benchmarks.compare.FaissSide;
import io.nearfield.benchmarks.compare.FileStore;
import io.nearfield.benchmarks.compare.IndexStore;
import io.nearfield.benchmarks.compare.NearfieldSide;
import io.nearfield.benchmarks.compare.Row;
import io.nearfield.benchmarks.compare.RowResult;
import io.nearfield.benchmarks.compare.Side;
import io.nearfield.benchmarks.data.Dataset;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code search}: recall, speed, memory and build time, beside FAISS. */
@Command(
    name = "search",
    description = {
      "Finds for each row the cheapest setting that reaches its recall, on half of the queries, and",
      "measures it on all: in turns with FAISS on the same vectors where one is importable.",
      "A row is RECALL-KIND: full (full vectors re-rank), 500mb, 150mb and 64mb (all that is",
      "touched, for a million vectors), ivfflat; or exact."
    },
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Examples:",
      "  benchmarks/run search --size 100k",
      "  benchmarks/run search --data /data/million --rows 0.95-full,0.95-500mb --cache /data/kept",
      "  benchmarks/run search --rows 0.95-full --specs 'IVF1024,PQ96x4fs,Refine(Flat)' --faiss no"
    })
final class SearchCommand implements Callable<Integer> {

  /** Of Lloyd, for cells. */
  static final int ITERATIONS = 10;

  @Mixin private Console console;
  @Mixin private DataOptions data;
  @Mixin private FaissOptions faiss;

  @Option(
      names = "--rows",
      split = ",",
      paramLabel = "ROW",
      description = "which rows (default: all that the record is made of)")
  private List<String> rows = List.of();

  @Option(
      names = "--targets",
      split = ",",
      paramLabel = "RECALL",
      description = "instead of --rows: rows of kind full at these recalls")
  private List<Double> targets = List.of();

  @Option(
      names = "--specs",
      split = ";",
      paramLabel = "SPEC",
      description = "the specs that compete, of both sides, ';' between them (default: by kind)")
  private List<String> specs = List.of();

  @Option(
      names = "--faiss-specs",
      split = ";",
      paramLabel = "SPEC",
      description = "the specs of FAISS, where they are not those of --specs")
  private List<String> faissSpecs = List.of();

  @Option(
      names = "--cells",
      paramLabel = "N",
      description = "cells of the specs by kind (default: about 4 * sqrt of the vectors)")
  private Integer cells;

  @Option(
      names = "--threads",
      split = ",",
      defaultValue = "1,2",
      description = "batch figures with each of these (default: ${DEFAULT-VALUE})")
  private List<Integer> threads;

  @Option(
      names = "--iterations",
      defaultValue = "" + ITERATIONS,
      description = "Lloyd iterations for the cells (default: ${DEFAULT-VALUE})")
  private int iterations;

  @Option(
      names = "--rounds",
      defaultValue = "5",
      description = "turns per figure (default: ${DEFAULT-VALUE})")
  private int rounds;

  @Option(
      names = "--seconds",
      defaultValue = "0.7",
      description = "length of a turn (default: ${DEFAULT-VALUE})")
  private double seconds;

  @Option(
      names = "--cache",
      paramLabel = "DIR",
      description = {
        "keep finished indexes of both sides here and use them again;",
        "empty it when the code or the vectors have changed"
      })
  private Path cache;

  @Option(
      names = "--again",
      paramLabel = "FILE",
      description = {
        "measure the rows of an earlier --json file again with the settings chosen then,",
        "which takes much less time when the indexes are kept by --cache"
      })
  private Path again;

  @Option(names = "--json", paramLabel = "FILE", description = "write the figures there too")
  private Path json;

  @Override
  public Integer call() throws Exception {
    List<Row> wanted = rows();
    Dataset vectors = data.read(console);
    int n = vectors.base().rows();
    int d = vectors.dimension();
    int nlist = cells != null ? cells : cellsFor(n, vectors.train().rows());
    Map<Row, List<String>> ours = new LinkedHashMap<>();
    Map<Row, List<String>> theirs = new LinkedHashMap<>();
    for (Row row : wanted) {
      List<String> both = specs.isEmpty() ? row.kind().specs(nlist, d, false) : specs;
      ours.put(row, both);
      List<String> other = specs.isEmpty() ? row.kind().specs(nlist, d, true) : specs;
      theirs.put(row, faissSpecs.isEmpty() ? other : faissSpecs);
    }
    ours.values().forEach(each -> Comparison.requireKnown(each, d));
    if (cache != null) {
      Files.createDirectories(cache);
    }
    int processors = Runtime.getRuntime().availableProcessors();
    Comparison.Plan plan = new Comparison.Plan(threads, rounds, seconds, processors);
    Optional<FaissProcess> process = faiss.start(console);
    String versions =
        process
            .map(p -> "beside FAISS %s (%s)".formatted(p.version(), p.options()))
            .orElse("no FAISS");
    try (Side our = new NearfieldSide(vectors, store(), iterations, processors);
        Side their =
            process
                .map(p -> new FaissSide(p, vectors, cache, iterations, processors))
                .orElse(null)) {
      Comparison comparison = new Comparison(vectors, plan, our, their, console::progress);
      Consumer<RowResult> tell = r -> SearchReport.brief(r).forEach(console::progress);
      List<RowResult> results =
          again == null
              ? comparison.run(wanted, ours, theirs, tell)
              : comparison.measure(chosenBefore(wanted), tell);
      SearchReport report = new SearchReport(vectors, versions, threads, results);
      report.lines().forEach(console::out);
      if (json != null) {
        report.writeJson(json);
      }
    }
    return 0;
  }

  private List<Comparison.Pair> chosenBefore(List<Row> wanted) throws IOException {
    List<Comparison.Pair> pairs = SearchReport.readChoices(again);
    return rows.isEmpty()
        ? pairs
        : pairs.stream().filter(pair -> wanted.contains(pair.row())).toList();
  }

  private IndexStore store() {
    return cache == null ? IndexStore.NONE : new FileStore(cache);
  }

  private List<Row> rows() {
    if (!targets.isEmpty()) {
      if (!rows.isEmpty()) {
        throw new IllegalArgumentException("Cannot measure: give --rows or --targets, not both");
      }
      return targets.stream().map(t -> new Row(t, Row.Kind.FULL)).toList();
    }
    return rows.isEmpty() ? Row.ALL : rows.stream().map(Row::parse).toList();
  }

  /** A power of two near 4 * sqrt(n), with at least 16 vectors to train each cell. */
  static int cellsFor(int n, int train) {
    double wanted = Math.min(4 * Math.sqrt(n), train / 16.0);
    return 1 << Math.max(0, (int) Math.round(Math.log(wanted) / Math.log(2)));
  }
}
