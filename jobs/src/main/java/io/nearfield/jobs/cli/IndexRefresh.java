package io.nearfield.jobs.cli;

import io.nearfield.connect.api.IndexRef;
import io.nearfield.jobs.render.Json;
import io.nearfield.jobs.render.RefreshSummary;
import io.nearfield.jobs.spark.SparkSteps;
import io.nearfield.spark.build.BuildOptions;
import io.nearfield.spark.build.RefreshOptions;
import io.nearfield.spark.build.RefreshReport;

/** Brings an index up to date after its feature set was changed. */
final class IndexRefresh {

  private IndexRefresh() {}

  /** Refreshes and says what came of it; returns the exit status. */
  static int run(RootCommand root, SparkSteps steps, IndexRef ref) {
    RefreshReport report =
        steps.refresh(new RefreshOptions(ref, BuildOptions.DEFAULT_GRADE_QUERIES));
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
