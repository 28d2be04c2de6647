package io.nearfield.jobs.cli;

import io.nearfield.connect.api.FeatureSet;
import io.nearfield.connect.api.Generation;
import io.nearfield.connect.api.IndexRef;
import io.nearfield.connect.api.NearfieldException;
import io.nearfield.connect.iceberg.Lake;
import io.nearfield.jobs.render.FeatureSetView;
import io.nearfield.jobs.render.Figures;
import io.nearfield.jobs.render.Json;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** {@code nearfield features delete}. */
@Command(
    name = "delete",
    description =
        "Deletes a feature set: its record, so that nobody embeds, builds or adds to it any more,"
            + " or its vectors as well. A set that an index was built from is kept unless forced.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  nearfield features delete --dataset shop --feature-set old",
      "  nearfield features delete --dataset shop --feature-set old --with-vectors",
      "",
      "Without --with-vectors, 'features create' with the same model brings the set back."
    })
final class FeaturesDeleteCommand implements Callable<Integer> {

  @ParentCommand private FeaturesCommand features;

  @Option(
      names = "--dataset",
      required = true,
      paramLabel = "NAME",
      description = "Whose features.")
  private String dataset;

  @Option(names = "--feature-set", required = true, paramLabel = "FS", description = "Which set.")
  private String featureSet;

  @Option(
      names = "--with-vectors",
      description = "Drops the table and deletes its files: its vectors are gone for good.")
  private boolean withVectors;

  @Option(
      names = "--force",
      description =
          "Even if an index was built from it. The index goes on serving, but cannot be"
              + " built again.")
  private boolean force;

  @Override
  public Integer call() {
    RootCommand root = features.root();
    try (Lake lake = root.openLake()) {
      FeatureSet set = lake.requireFeatureSet(dataset, featureSet);
      Map<IndexRef, List<Generation>> users = lake.usersOf(set);
      if (!users.isEmpty() && !force) {
        throw new NearfieldException(
            "Cannot delete feature set '%s' of dataset '%s': built from it are %s; they would go on serving but could not be built again; give --force"
                .formatted(
                    featureSet,
                    dataset,
                    users.entrySet().stream()
                        .flatMap(
                            user ->
                                user.getValue().stream()
                                    .map(one -> FeatureSetView.use(user.getKey(), one)))
                        .collect(Collectors.joining("; "))));
      }
      long vectors = lake.features(set).count();
      lake.deleteFeatureSet(set, withVectors);
      root.console()
          .out()
          .println(
              root.json()
                  ? Json.line(
                      Json.object(
                          "dataset", dataset,
                          "featureSet", featureSet,
                          "vectorsDeleted", withVectors ? vectors : 0))
                  : "%s.%s: deleted%s"
                      .formatted(
                          dataset,
                          featureSet,
                          withVectors
                              ? " with " + Figures.count(vectors, "vector")
                              : "; its table " + Lake.featureTable(featureSet) + " stays"));
    }
    return ExitStatus.OK;
  }
}
