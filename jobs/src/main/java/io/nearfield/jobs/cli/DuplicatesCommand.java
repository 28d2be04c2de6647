package io.nearfield.jobs.cli;

import io.nearfield.connect.api.IndexRef;
import io.nearfield.index.Metric;
import io.nearfield.jobs.render.Json;
import io.nearfield.jobs.render.PairsView;
import io.nearfield.jobs.spark.SparkSteps;
import io.nearfield.spark.neighbours.DuplicatesOptions;
import io.nearfield.spark.neighbours.DuplicatesReport;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** {@code nearfield duplicates}. */
@Command(
    name = "duplicates",
    description =
        "Groups the entries of an index that are nearly the same into a table, as a Spark job:"
            + " entries within a radius of each other, and whoever is connected through others.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  nearfield duplicates --index products --similarity 0.98",
      "  nearfield duplicates --index look --radius 0.05 --filter \"lang = 'de'\"",
      "",
      "The table is duplicates_<index>: group_id (the least entity id of the group, which stands",
      "for all), entity_id, size, distance (to the nearest in the group), generation, computed_at."
    })
final class DuplicatesCommand implements Callable<Integer> {

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
      names = "--radius",
      paramLabel = "DISTANCE",
      description = "How far apart two may be; a distance of the index's metric.")
  private Float radius;

  @Option(
      names = "--similarity",
      paramLabel = "COSINE",
      description = "How similar two must be, for an index by cosine: 1 is the same.")
  private Float similarity;

  @Option(
      names = "--filter",
      paramLabel = "EXPRESSION",
      description = "Only among entities for which this is true.")
  private String filter;

  @Override
  public Integer call() {
    if ((radius == null) == (similarity == null)) {
      throw new IllegalArgumentException(
          "Cannot look for duplicates: give exactly one of --radius and --similarity");
    }
    DuplicatesOptions options =
        (radius == null
                ? DuplicatesOptions.atLeast(null, similarity)
                : DuplicatesOptions.within(null, radius))
            .withFilter(filter);
    try (SparkSteps steps = SparkSteps.open(root.lakeOptions(), root.console().progress())) {
      IndexRef ref = steps.lake().resolveIndex(index, dataset);
      requireCosineForSimilarity(steps, ref);
      DuplicatesReport report = steps.duplicates(options.withIndex(ref));
      if (root.json()) {
        root.console().out().println(Json.line(PairsView.json(ref, report)));
      } else {
        root.console().out().println(PairsView.sentence(ref, report));
        if (!report.sample().isEmpty()) {
          root.console().print(PairsView.groups(report));
        }
      }
    }
    return ExitStatus.OK;
  }

  private void requireCosineForSimilarity(SparkSteps steps, IndexRef ref) {
    Metric metric = steps.lake().index(ref).requireActive().metric();
    if (similarity != null && metric != Metric.COSINE) {
      throw new IllegalArgumentException(
          "Cannot use --similarity with index '%s': it compares by %s; give --radius"
              .formatted(ref, metric));
    }
  }
}
