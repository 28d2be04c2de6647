package io.nearfield.jobs.cli;

import io.nearfield.connect.api.FeatureSet;
import io.nearfield.connect.iceberg.Lake;
import io.nearfield.jobs.render.FeatureSetView;
import io.nearfield.jobs.render.Json;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** {@code nearfield features rename}. */
@Command(
    name = "rename",
    description =
        "Gives a feature set another name; indexes that were built from it follow. Its files stay"
            + " where they are.",
    footerHeading = "%nExample:%n",
    footer = "  nearfield features rename --dataset shop --feature-set words --to titles")
final class FeaturesRenameCommand implements Callable<Integer> {

  @ParentCommand private FeaturesCommand features;

  @Mixin private DatasetChoice dataset;

  @Option(names = "--feature-set", required = true, paramLabel = "FS", description = "Which set.")
  private String featureSet;

  @Option(names = "--to", required = true, paramLabel = "NAME", description = "Its new name.")
  private String to;

  @Override
  public Integer call() {
    RootCommand root = features.root();
    try (Lake lake = root.openLake()) {
      FeatureSet renamed = lake.renameFeatureSet(dataset.in(lake), featureSet, to);
      root.console()
          .out()
          .println(
              root.json()
                  ? Json.line(FeatureSetView.json(renamed))
                  : "Renamed: feature set %s.%s is %s now"
                      .formatted(renamed.dataset(), featureSet, renamed.name()));
    }
    return ExitStatus.OK;
  }
}
