package io.nearfield.jobs.cli;

import io.nearfield.connect.api.IndexRef;
import io.nearfield.jobs.render.Json;
import io.nearfield.jobs.render.RefreshSummary;
import io.nearfield.jobs.spark.SparkSteps;
import io.nearfield.spark.build.BuildOptions;
import io.nearfield.spark.build.RefreshOptions;
import io.nearfield.spark.build.RefreshReport;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** {@code nearfield refresh}. */
@Command(
    name = "refresh",
    description =
        "Brings the active generation of an index up to date without training: new vectors are"
            + " appended, changed ones move, removed ones leave. It becomes visible in one commit,"
            + " and only if the recall target is still reached.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  nearfield refresh --index products",
      "  nearfield refresh --index shop.products --grade-queries 500 --json"
    })
final class RefreshCommand implements Callable<Integer> {

  @ParentCommand private RootCommand root;

  @Mixin private IndexChoice index;

  @Option(
      names = "--grade-queries",
      paramLabel = "N",
      defaultValue = "" + BuildOptions.DEFAULT_GRADE_QUERIES,
      description = "How many held-out queries grade it anew. Default: ${DEFAULT-VALUE}.")
  private int gradeQueries;

  @Override
  public Integer call() {
    Numbers.requireBetween(
        1, 10_000, gradeQueries, "grade with " + gradeQueries + " queries", "--grade-queries");
    IndexRef ref;
    RefreshReport report;
    try (SparkSteps steps = SparkSteps.open(root.lakeOptions(), root.console().progress())) {
      ref = index.of(steps.lake());
      report = steps.refresh(new RefreshOptions(ref, gradeQueries));
    }
    if (root.json()) {
      root.console().out().println(Json.line(RefreshSummary.json(ref, report)));
    } else if (report.published()) {
      RefreshSummary.of(ref, report).forEach(root.console().out()::println);
    }
    if (!report.published()) {
      root.console().err().println("nearfield: " + RefreshSummary.refusal(ref, report));
      return ExitStatus.FAILURE;
    }
    return ExitStatus.OK;
  }
}
