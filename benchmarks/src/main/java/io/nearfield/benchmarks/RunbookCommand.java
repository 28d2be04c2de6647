package io.nearfield.benchmarks;

import io.nearfield.index.IndexSpec;
import io.nearfield.index.runbook.Runbook;
import io.nearfield.index.runbook.RunbookReader;
import io.nearfield.index.runbook.RunbookReplay;
import io.nearfield.index.runbook.RunbookReplay.Searched;
import io.nearfield.index.runbook.RunbookVectors;
import io.nearfield.index.vectors.VectorFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code runbook}: recall at every search of a stream of inserts, deletes and replacements. */
@Command(
    name = "runbook",
    description = {
      "Replays a streaming runbook of big-ann-benchmarks against an index that is trained on the",
      "first insert and only maintained from then on; at every search step its answers are"
          + " compared",
      "with the true neighbours among what lives then."
    },
    mixinStandardHelpOptions = true,
    showDefaultValues = true,
    footer = {
      "",
      "Examples:",
      "  benchmarks/run runbook simple_runbook.yaml",
      "  benchmarks/run runbook clustered_runbook.yaml --dataset msturing-10M-clustered --divide 10"
          + " \\",
      "    --vectors base.npy --queries query.npy --cell-size 250"
    })
final class RunbookCommand implements Callable<Integer> {

  @Mixin private Console console;

  @Parameters(index = "0", paramLabel = "FILE", description = "the runbook, in YAML")
  private Path file;

  @Option(names = "--dataset", description = "which runbook of the file (default: the first)")
  private String dataset;

  @Option(
      names = "--divide",
      defaultValue = "1",
      paramLabel = "N",
      description = "divide all its numbers, to replay it on fewer vectors")
  private int divisor;

  @Option(
      names = "--vectors",
      paramLabel = "FILE",
      description = ".npy or .fvecs; without it clumps are made, one for each insert step")
  private Path vectors;

  @Option(names = "--queries", paramLabel = "FILE", description = "needed with --vectors")
  private Path queries;

  @Option(names = "--dimension", defaultValue = "20", description = "of vectors that are made")
  private int dimension;

  @Option(
      names = "--spec",
      defaultValue = "IVF8,PQ10x4fs,Refine(Flat)",
      description = "trained on the first insert")
  private String spec;

  @Option(
      names = "--cell-size",
      defaultValue = "64",
      paramLabel = "N",
      description = "entries a cell should hold; 0 leaves the cells as they were trained")
  private int cellSize;

  @Option(names = "--nprobe", defaultValue = "16", description = "cells a query looks into")
  private int nprobe;

  @Option(names = "--rerank", defaultValue = "10", description = "the re-rank factor")
  private int rerankFactor;

  @Option(names = "--threads", defaultValue = "2", description = "that search and add")
  private int threads;

  @Override
  public Integer call() throws Exception {
    Runbook runbook = runbook();
    RunbookVectors data = data(runbook);
    MaintainedIndex index =
        new MaintainedIndex(
            new MaintainedIndex.Plan(
                IndexSpec.parse(spec), cellSize, nprobe, rerankFactor, threads));
    int asked = data.queries().rows();
    List<Searched> searches =
        RunbookReplay.of(
            runbook,
            index,
            data.base(),
            data.queries(),
            threads,
            searched -> console.progress("step " + searched.step()));
    Markdown table =
        new Markdown("step", "living", "recall@10", "changes ms", "QPS", "cells and upkeep");
    for (Searched searched : searches) {
      table.row(
          "" + searched.step(),
          "%,d".formatted(searched.living()),
          "%.4f".formatted(searched.recall()),
          "%,.0f".formatted(searched.changeNanos() / 1e6),
          "%,.0f".formatted(asked / (searched.searchNanos() / 1e9)),
          searched.housekeeping());
    }
    table.lines().forEach(console::out);
    console.out(
        String.format(
            Locale.ROOT,
            "%nmean recall@10 %.4f, least %.4f over %d searches",
            searches.stream().mapToDouble(Searched::recall).average().orElse(1),
            searches.stream().mapToDouble(Searched::recall).min().orElse(1),
            searches.size()));
    return 0;
  }

  private Runbook runbook() throws IOException {
    Map<String, Runbook> runbooks = RunbookReader.read(file);
    String name = dataset == null ? runbooks.keySet().iterator().next() : dataset;
    Runbook runbook = runbooks.get(name);
    if (runbook == null) {
      throw new IllegalArgumentException(
          "Cannot replay '%s': it has runbooks for %s, got '%s'"
              .formatted(file, runbooks.keySet(), name));
    }
    return runbook.divided(divisor);
  }

  private RunbookVectors data(Runbook runbook) throws IOException {
    if (vectors == null) {
      return RunbookVectors.clustered(runbook, dimension, 1_000, 1);
    }
    if (queries == null) {
      throw new IllegalArgumentException("Cannot replay: --vectors needs --queries");
    }
    return new RunbookVectors(VectorFile.readAll(vectors), VectorFile.readAll(queries));
  }
}
