package io.nearfield.jobs.cli;

import io.nearfield.connect.api.IndexRef;
import io.nearfield.jobs.render.Json;
import io.nearfield.jobs.render.PairsView;
import io.nearfield.jobs.spark.SparkSteps;
import io.nearfield.spark.neighbours.NeighboursOptions;
import io.nearfield.spark.neighbours.NeighboursReport;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** {@code nearfield neighbours}. */
@Command(
    name = "neighbours",
    description =
        "Computes the nearest neighbours of every entry of an index into a table, as a Spark job."
            + " A second run computes only what has changed.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  nearfield neighbours --index products -k 10",
      "  nearfield neighbours --index shop.products -k 20 --recall-target 0.99 --full",
      "",
      "The table is neighbours_<index>: entity_id, rank, neighbour_id, distance, generation,",
      "computed_at."
    })
final class NeighboursCommand implements Callable<Integer> {

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
      names = "-k",
      paramLabel = "N",
      defaultValue = "10",
      description = "How many neighbours. Default: ${DEFAULT-VALUE}.")
  private int k;

  @Option(
      names = "--filter",
      paramLabel = "EXPRESSION",
      description = "Only entities for which this is true, among each other.")
  private String filter;

  @Option(
      names = "--recall-target",
      paramLabel = "R",
      defaultValue = "0.95",
      description =
          "The least share of the true neighbours to be found. Default: ${DEFAULT-VALUE}.")
  private double recallTarget;

  @Option(names = "--exact", description = "Compares every entry with every other.")
  private boolean exact;

  @Option(names = "--full", description = "Computes also what has not changed.")
  private boolean full;

  @Override
  public Integer call() {
    NeighboursOptions options = new NeighboursOptions(null, k, filter, recallTarget, exact, full);
    try (SparkSteps steps = SparkSteps.open(root.lakeOptions(), root.console().progress())) {
      IndexRef ref = steps.lake().resolveIndex(index, dataset);
      NeighboursReport report = steps.neighbours(options.withIndex(ref));
      root.console()
          .out()
          .println(
              root.json()
                  ? Json.line(PairsView.json(ref, report))
                  : PairsView.sentence(ref, report));
    }
    return ExitStatus.OK;
  }
}
