package io.nearfield.jobs.cli;

import io.nearfield.connect.api.IndexRef;
import io.nearfield.connect.api.NearfieldException;
import io.nearfield.jobs.render.EvaluationView;
import io.nearfield.jobs.render.Figures;
import io.nearfield.jobs.spark.SparkSteps;
import io.nearfield.spark.evaluate.EvaluateOptions;
import io.nearfield.spark.evaluate.Evaluation;
import io.nearfield.spark.evaluate.EvaluationReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** {@code nearfield evaluate}. */
@Command(
    name = "evaluate",
    description =
        "Asks an index under a grid of settings: recall@1, @10 and @100 against exact search, the"
            + " time of a lookup, and how much of the index it scans.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  nearfield evaluate --index products",
      "  nearfield evaluate --index products --html products.html --json > products.json",
      "  nearfield evaluate --index products --queries asked.jsonl --nprobe 8,16,32 --rerank 0,4,8",
      "",
      "Without --queries, entries of the index itself ask, each left out of its own answer. Times",
      "are of one thread with all partitions in memory, so the index has to fit into the heap."
    })
final class EvaluateCommand implements Callable<Integer> {

  @ParentCommand private RootCommand root;

  @Option(
      names = "--index",
      required = true,
      paramLabel = "IDX",
      description = "Which index: its name, or dataset.name.")
  private String index;

  @Option(names = "--dataset", paramLabel = "NAME", description = "The dataset of the index.")
  private String dataset;

  @Option(
      names = "--queries",
      paramLabel = "FILE",
      description = "Asks by these: .txt, .jsonl, Parquet or table:NAME, as search takes them.")
  private String queries;

  @Option(
      names = "--sample",
      paramLabel = "N",
      defaultValue = "" + EvaluateOptions.DEFAULT_SAMPLE,
      description = "How many queries. Default: ${DEFAULT-VALUE}.")
  private int sample;

  @Option(
      names = "--nprobe",
      split = ",",
      paramLabel = "N",
      description = "Numbers of probed cells to try. Default: 1, 2, 4 and so on, up to all.")
  private List<Integer> nprobes;

  @Option(
      names = "--rerank",
      split = ",",
      paramLabel = "N",
      description = "Re-rank factors to try. Default: 0, 1, 2, 4, 8, 16 where there are codes.")
  private List<Integer> rerankFactors;

  @Option(
      names = "--html",
      paramLabel = "FILE",
      description = "Writes a page with plots that needs nothing else; replaces the file.")
  private Path html;

  @Override
  public Integer call() {
    if (html != null && (Files.isDirectory(html) || !Files.isDirectory(folder()))) {
      throw new IllegalArgumentException(
          "Cannot write the report to '"
              + html
              + "': name a file in a folder that is there (--html)");
    }
    EvaluateOptions options =
        new EvaluateOptions(
            null,
            queries,
            sample,
            nprobes == null ? List.of() : nprobes,
            rerankFactors == null ? List.of() : rerankFactors);
    Evaluation evaluation;
    try (SparkSteps steps = SparkSteps.open(root.lakeOptions(), root.console().progress())) {
      IndexRef ref = steps.lake().resolveIndex(index, dataset);
      evaluation = steps.evaluate(options.withIndex(ref));
    }
    if (root.json()) {
      root.console().out().println(evaluation.json());
    } else {
      root.console().print(EvaluationView.table(evaluation));
      root.console().err().println(EvaluationView.sentence(evaluation));
    }
    if (html != null) {
      write(evaluation);
    }
    return ExitStatus.OK;
  }

  private Path folder() {
    Path parent = html.toAbsolutePath().getParent();
    return parent == null ? html.toAbsolutePath() : parent;
  }

  private void write(Evaluation evaluation) {
    try {
      Files.writeString(html, EvaluationReport.html(evaluation));
    } catch (IOException e) {
      throw new NearfieldException(
          "Cannot write the report to '" + html + "': " + e + " (--html)", e);
    }
    root.console()
        .err()
        .println(
            "Report with %s: %s"
                .formatted(Figures.count(evaluation.points().size(), "setting"), html));
  }
}
