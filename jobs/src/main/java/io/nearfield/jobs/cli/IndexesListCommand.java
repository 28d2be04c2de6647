package io.nearfield.jobs.cli;

import io.nearfield.connect.api.EntityType;
import io.nearfield.connect.api.IndexRef;
import io.nearfield.connect.iceberg.Lake;
import io.nearfield.index.Metric;
import io.nearfield.jobs.render.Json;
import io.nearfield.jobs.render.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** {@code nearfield indexes list}. */
@Command(
    name = "list",
    description = "Lists indexes, those that are asked for.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  nearfield indexes list",
      "  nearfield indexes list --dataset photos --entities annotation --prompts text --json"
    })
final class IndexesListCommand implements Callable<Integer> {

  /** Whether an index answers. */
  enum State {
    ACTIVE,
    NONE
  }

  @ParentCommand private IndexesCommand indexes;

  @Option(names = "--dataset", paramLabel = "NAME", description = "Only of this dataset.")
  private String dataset;

  @Option(names = "--feature-set", paramLabel = "FS", description = "Only over this feature set.")
  private String featureSet;

  @Option(
      names = "--metric",
      paramLabel = "METRIC",
      description = "Only of this metric: ${COMPLETION-CANDIDATES}.")
  private Metric metric;

  @Option(
      names = "--set-type",
      paramLabel = "WORD",
      description = "Only over feature sets of this type (features create --set-type).")
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

  @Option(
      names = "--state",
      paramLabel = "STATE",
      description = "Only those with an active generation (active) or without one (none).")
  private State state;

  @Override
  public Integer call() {
    RootCommand root = indexes.root();
    try (Lake lake = root.openLake()) {
      if (dataset != null) {
        lake.requireDataset(dataset);
      }
      List<IndexFacts> found = new ArrayList<>();
      for (String name : dataset == null ? lake.datasets() : List.of(dataset)) {
        for (IndexRef ref : lake.indexes(name)) {
          IndexFacts facts = IndexFacts.of(lake, ref);
          if (wanted(facts)) {
            found.add(facts);
          }
        }
      }
      if (root.json()) {
        found.forEach(facts -> root.console().out().println(Json.line(facts.json())));
      } else if (found.isEmpty()) {
        root.console().err().println("No such index; 'nearfield build' makes one");
      } else {
        root.console().print(table(found));
      }
    }
    return ExitStatus.OK;
  }

  private boolean wanted(IndexFacts facts) {
    boolean active = facts.active() != null;
    return (state == null || active == (state == State.ACTIVE))
        && (featureSet == null || featureSet.equals(facts.featureSetName()))
        && (metric == null || metric == facts.metric())
        && (setType == null
            || (facts.featureSet() != null && setType.equals(facts.featureSet().setType())))
        && (entities == null
            || (facts.featureSet() != null && entities == facts.featureSet().entityType()))
        && (prompts == null || facts.prompts().is(prompts));
  }

  private static Table table(List<IndexFacts> found) {
    Table table =
        new Table()
            .column("dataset", Table.Kind.NAME)
            .column("index", Table.Kind.NAME)
            .column("feature set", Table.Kind.NAME)
            .column("of", Table.Kind.NAME)
            .column("metric", Table.Kind.NAME)
            .column("vectors", Table.Kind.NUMBER)
            .column("active", Table.Kind.NUMBER)
            .column("prompts", Table.Kind.TEXT);
    for (IndexFacts facts : found) {
      table.row(
          facts.ref().dataset(),
          facts.ref().name(),
          facts.featureSetName(),
          facts.featureSet() == null
              ? ""
              : facts.featureSet().entityType().name().toLowerCase(Locale.ROOT) + "s",
          facts.metric() == null ? "" : facts.metric().name().toLowerCase(Locale.ROOT),
          facts.active() == null ? "" : Long.toString(facts.active().entries()),
          facts.active() == null ? "none" : Long.toString(facts.active().number()),
          facts.prompts().toString());
    }
    return table;
  }
}
