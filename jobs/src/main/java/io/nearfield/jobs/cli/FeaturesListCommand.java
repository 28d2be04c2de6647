package io.nearfield.jobs.cli;

import io.nearfield.connect.api.EntityType;
import io.nearfield.connect.api.FeatureSet;
import io.nearfield.connect.iceberg.Lake;
import io.nearfield.jobs.render.FeatureSetView;
import io.nearfield.jobs.render.Figures;
import io.nearfield.jobs.render.Json;
import io.nearfield.jobs.render.Table;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** {@code nearfield features list}. */
@Command(
    name = "list",
    description = "Lists feature sets.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  nearfield features list --dataset shop",
      "  nearfield features list --entities annotation --prompts text"
    })
final class FeaturesListCommand implements Callable<Integer> {

  @ParentCommand private FeaturesCommand features;

  @Option(
      names = "--dataset",
      paramLabel = "NAME",
      description = "Only of this dataset. Default: of all.")
  private String dataset;

  @Option(
      names = "--set-type",
      paramLabel = "WORD",
      description = "Only of this type (features create --set-type).")
  private String setType;

  @Option(
      names = "--entities",
      paramLabel = "TYPE",
      description = "Only of whole items (item) or of their labelled parts (annotation).")
  private EntityType entities;

  @Option(
      names = "--prompts",
      paramLabel = "KIND",
      description = "Only those that can be searched by text, by image, or by none of them.")
  private Prompts.Kind prompts;

  @Override
  public Integer call() {
    RootCommand root = features.root();
    try (Lake lake = root.openLake()) {
      if (dataset != null) {
        lake.requireDataset(dataset);
      }
      List<FeatureSet> sets =
          (dataset == null ? lake.datasets() : List.of(dataset))
              .stream()
                  .flatMap(name -> lake.featureSets(name).stream())
                  .filter(this::wanted)
                  .toList();
      if (root.json()) {
        sets.forEach(
            set -> {
              Map<String, Object> json = FeatureSetView.json(set);
              json.put("vectors", lake.features(set).count());
              root.console().out().println(Json.line(json));
            });
      } else if (sets.isEmpty()) {
        root.console().err().println("No feature sets yet; make one with 'nearfield embed'");
      } else {
        root.console().print(table(lake, sets));
      }
    }
    return ExitStatus.OK;
  }

  private boolean wanted(FeatureSet set) {
    return (setType == null || setType.equals(set.setType()))
        && (entities == null || entities == set.entityType())
        && (prompts == null || Prompts.of(set).is(prompts));
  }

  private static Table table(Lake lake, List<FeatureSet> sets) {
    Table table =
        new Table()
            .column("dataset", Table.Kind.NAME)
            .column("feature set", Table.Kind.NAME)
            .column("vectors", Table.Kind.NUMBER)
            .column("dimension", Table.Kind.NUMBER)
            .column("metric", Table.Kind.NAME)
            .column("of", Table.Kind.NAME)
            .column("set type", Table.Kind.TEXT)
            .column("model", Table.Kind.TEXT);
    for (FeatureSet set : sets) {
      table.row(
          set.dataset(),
          set.name(),
          Figures.count(lake.features(set).count()),
          Integer.toString(set.dimension()),
          set.metric().name().toLowerCase(Locale.ROOT),
          set.entityType().name().toLowerCase(Locale.ROOT) + "s",
          set.setType(),
          set.model().shortForm());
    }
    return table;
  }
}
