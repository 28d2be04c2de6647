package io.nearfield.jobs.cli;

import io.nearfield.connect.api.IndexRef;
import io.nearfield.index.IndexSpec;
import io.nearfield.jobs.render.Json;
import io.nearfield.jobs.render.Summary;
import io.nearfield.jobs.spark.SparkSteps;
import io.nearfield.spark.build.BuildOptions;
import io.nearfield.spark.build.BuildReport;
import io.nearfield.spark.build.Trainer;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** {@code nearfield build}. */
@Command(
    name = "build",
    description =
        "Builds a generation of an index: trains, assigns, encodes, grades it against exact search,"
            + " and lets it serve if it reaches its recall target.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  nearfield build --dataset shop --index products --feature-set words",
      "  nearfield build --dataset shop --index products --feature-set words \\",
      "    --spec IVF256,PQ48 --recall-target 0.97",
      "",
      "A spec is Flat, or IVFn and one of Flat, SQ8, PQm, PQmx4fs, RaBitQ: n cells, m"
          + " sub-quantizers;",
      "OPQm, before it turns the vectors first. Without --spec the number of vectors, their"
          + " dimension,",
      "the recall target and --memory-budget decide, and the reasons are told."
    })
final class BuildCommand implements Callable<Integer> {

  private static final String AUTO = "auto";
  private static final int MAX_RERANK = 1_000;

  @ParentCommand private RootCommand root;

  @Option(names = "--dataset", required = true, paramLabel = "NAME", description = "Whose index.")
  private String dataset;

  @Option(names = "--index", required = true, paramLabel = "IDX", description = "What to build.")
  private String index;

  @Option(
      names = "--feature-set",
      required = true,
      paramLabel = "FS",
      description = "The vectors it is built from.")
  private String featureSet;

  @Option(
      names = "--spec",
      paramLabel = "SPEC",
      defaultValue = AUTO,
      description = "The kind of index in FAISS's notation. Default: ${DEFAULT-VALUE}.")
  private String spec;

  @Option(
      names = "--recall-target",
      paramLabel = "R",
      defaultValue = "" + BuildOptions.DEFAULT_RECALL_TARGET,
      description = "The least recall@10 with which it may serve. Default: ${DEFAULT-VALUE}.")
  private double recallTarget;

  @Option(
      names = "--partitions",
      paramLabel = "N",
      defaultValue = "0",
      description = "How many index partitions; 0 lets the number of entries decide.")
  private int partitions;

  @Option(
      names = "--filter-columns",
      split = ",",
      paramLabel = "COLUMN",
      description = "Attributes that lookups may filter by. Default: all.")
  private List<String> filterColumns;

  @Option(
      names = "--trainer",
      paramLabel = "TRAINER",
      defaultValue = "NEARFIELD",
      description = "Who finds the cells: ${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
  private Trainer trainer;

  @Option(
      names = "--grade-queries",
      paramLabel = "N",
      defaultValue = "" + BuildOptions.DEFAULT_GRADE_QUERIES,
      description = "How many held-out queries grade it. Default: ${DEFAULT-VALUE}.")
  private int gradeQueries;

  @Option(
      names = "--max-nprobe",
      paramLabel = "N",
      defaultValue = "0",
      description = "The most cells a lookup may probe by default; 0 means all.")
  private int maxNprobe;

  @Option(
      names = "--max-rerank-factor",
      paramLabel = "N",
      defaultValue = "" + BuildOptions.DEFAULT_MAX_RERANK_FACTOR,
      description =
          "The most candidates per neighbour that a lookup compares exactly; 0 forbids it."
              + " Default: ${DEFAULT-VALUE}.")
  private int maxRerankFactor;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "" + BuildOptions.DEFAULT_SEED,
      description = "Of sample, training and grading. Default: ${DEFAULT-VALUE}.")
  private long seed;

  @Option(
      names = "--memory-budget",
      paramLabel = "SIZE",
      converter = SizeConverter.class,
      description =
          "What all vectors may take up in memory when the spec is chosen, such as 512m or 4g."
              + " Default: no limit.")
  private Long memoryBudget;

  @Option(names = "--force", description = "Builds even if the active generation is up to date.")
  private boolean force;

  @Override
  public Integer call() {
    BuildOptions options = options();
    BuildReport report;
    try (SparkSteps steps = SparkSteps.open(root.lakeOptions(), root.console().progress())) {
      report = steps.build(options);
    }
    if (root.json()) {
      root.console().out().println(Json.line(Summary.json(options.index(), report)));
    } else if (report.active()) {
      Summary.of(options.index(), report).forEach(root.console().out()::println);
    }
    if (!report.active()) {
      root.console().err().println("nearfield: " + Summary.rejection(options.index(), report));
      return ExitStatus.FAILURE;
    }
    return ExitStatus.OK;
  }

  private BuildOptions options() {
    Numbers.requireAtLeast(
        0, maxNprobe, "let lookups probe at most " + maxNprobe + " cells", "--max-nprobe");
    Numbers.requireBetween(
        0,
        MAX_RERANK,
        maxRerankFactor,
        "let lookups compare at most " + maxRerankFactor + " candidates per neighbour",
        "--max-rerank-factor");
    BuildOptions options =
        BuildOptions.of(new IndexRef(dataset, index), featureSet)
            .withSpec(AUTO.equalsIgnoreCase(spec) ? null : IndexSpec.parse(spec))
            .withRecallTarget(recallTarget)
            .withPartitions(partitions)
            .withSeed(seed)
            .withTrainer(trainer)
            .withFilterColumns(filterColumns == null ? null : new HashSet<>(filterColumns))
            .withGradeQueries(gradeQueries)
            .withMaxNprobe(maxNprobe)
            .withMaxRerankFactor(maxRerankFactor);
    options = memoryBudget == null ? options : options.withMemoryBudget(memoryBudget);
    return force ? options.forced() : options;
  }
}
