package io.nearfield.jobs.cli;

import io.nearfield.connect.api.FeatureSet;
import io.nearfield.connect.iceberg.Lake;
import io.nearfield.jobs.render.FeatureSetView;
import io.nearfield.jobs.render.Json;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** {@code nearfield features show}. */
@Command(
    name = "show",
    description =
        "Shows a feature set: its model, how many vectors it has, its snapshots, and the"
            + " indexes that were built from it.",
    footerHeading = "%nExample:%n",
    footer = "  nearfield features show --dataset shop --feature-set words")
final class FeaturesShowCommand implements Callable<Integer> {

  @ParentCommand private FeaturesCommand features;

  @Option(
      names = "--dataset",
      required = true,
      paramLabel = "NAME",
      description = "Whose features.")
  private String dataset;

  @Option(names = "--feature-set", required = true, paramLabel = "FS", description = "Which set.")
  private String featureSet;

  @Override
  public Integer call() {
    RootCommand root = features.root();
    try (Lake lake = root.openLake()) {
      FeatureSet set = lake.requireFeatureSet(dataset, featureSet);
      if (root.json()) {
        root.console().out().println(Json.line(FeatureSetView.whole(lake, set)));
      } else {
        FeatureSetView.print(lake, set, root.console());
      }
    }
    return ExitStatus.OK;
  }
}
