package io.nearfield.jobs.cli;

import io.nearfield.connect.api.FeatureSet;
import io.nearfield.connect.api.Generation;
import io.nearfield.connect.api.IndexRef;
import io.nearfield.connect.iceberg.FeatureTable;
import io.nearfield.connect.iceberg.IndexTable;
import io.nearfield.connect.iceberg.Lake;
import io.nearfield.jobs.render.Console;
import io.nearfield.jobs.render.Figures;
import io.nearfield.jobs.render.GenerationView;
import io.nearfield.jobs.render.Json;
import io.nearfield.jobs.render.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** {@code nearfield list}. */
@Command(
    name = "list",
    description =
        "Shows what the warehouse holds: datasets, feature sets, indexes and their generations.",
    footerHeading = "%nExamples:%n",
    footer = {"  nearfield list", "  nearfield list --dataset shop --json"})
final class ListCommand implements Callable<Integer> {

  @ParentCommand private RootCommand root;

  @Option(names = "--dataset", paramLabel = "NAME", description = "Only this dataset.")
  private String dataset;

  @Override
  public Integer call() {
    try (Lake lake = root.openLake()) {
      if (dataset != null) {
        lake.requireDataset(dataset);
      }
      List<String> datasets = dataset == null ? lake.datasets() : List.of(dataset);
      if (root.json()) {
        datasets.forEach(name -> root.console().out().println(Json.line(json(lake, name))));
      } else if (datasets.isEmpty()) {
        root.console()
            .err()
            .println(
                "Nothing yet in "
                    + root.lakeOptions().warehouse()
                    + "; begin with 'nearfield ingest' or 'nearfield quickstart'");
      } else {
        datasets.forEach(name -> print(lake, name));
      }
    }
    return ExitStatus.OK;
  }

  private void print(Lake lake, String name) {
    Console console = root.console();
    console.out().println(name + ": " + Figures.count(lake.livingItems(name), "item"));
    Table sets =
        new Table()
            .column("feature set", Table.Kind.NAME)
            .column("vectors", Table.Kind.NUMBER)
            .column("dimension", Table.Kind.NUMBER)
            .column("metric", Table.Kind.NAME)
            .column("model", Table.Kind.TEXT);
    for (FeatureSet set : lake.featureSets(name)) {
      sets.row(
          set.name(),
          Figures.count(rows(lake, name, Lake.featureTable(set.name()))),
          Integer.toString(set.dimension()),
          set.metric().name().toLowerCase(Locale.ROOT),
          set.model().shortForm());
    }
    Table indexes =
        new Table()
            .column("index", Table.Kind.NAME)
            .column("generation", Table.Kind.NUMBER)
            .column("state", Table.Kind.NAME)
            .column("spec", Table.Kind.NAME)
            .column("feature set", Table.Kind.NAME)
            .column("vectors", Table.Kind.NUMBER)
            .column("recall@10", Table.Kind.NUMBER)
            .column("target", Table.Kind.NUMBER)
            .column("filter columns", Table.Kind.TEXT);
    for (IndexRef ref : lake.indexes(name)) {
      IndexTable index = lake.index(ref);
      for (Generation generation : index.generations()) {
        indexes.row(
            ref.name(),
            Long.toString(generation.number()),
            generation.state().name().toLowerCase(Locale.ROOT),
            generation.spec().toString(),
            generation.featureSet(),
            Figures.count(generation.entries()),
            Figures.ratio(generation.recall()),
            Figures.ratio(generation.recallTarget()),
            columns(index, generation));
      }
    }
    for (Table table : List.of(sets, indexes)) {
      if (!table.isEmpty()) {
        console.out().println();
        console.print(table, "  ");
      }
    }
    console.out().println();
  }

  private static String columns(IndexTable index, Generation generation) {
    return new TreeMap<>(index.filterColumns(generation.number()))
        .entrySet().stream()
            .map(
                column -> column.getKey() + " " + column.getValue().name().toLowerCase(Locale.ROOT))
            .collect(Collectors.joining(", "));
  }

  private static Object json(Lake lake, String name) {
    List<Object> sets = new ArrayList<>();
    for (FeatureSet set : lake.featureSets(name)) {
      sets.add(
          Json.object(
              "featureSet", set.name(),
              "vectors", rows(lake, name, Lake.featureTable(set.name())),
              "dimension", set.dimension(),
              "metric", set.metric(),
              "model", set.model().shortForm(),
              "modelLocation", set.modelLocation()));
    }
    List<Object> generations = new ArrayList<>();
    for (IndexRef ref : lake.indexes(name)) {
      IndexTable index = lake.index(ref);
      index.generations().forEach(one -> generations.add(GenerationView.json(ref, one)));
    }
    return Json.object(
        "dataset", name,
        "items", lake.livingItems(name),
        "featureSets", sets,
        "generations", generations);
  }

  /** Rows by the table's own count; 0 if there is no such table. */
  private static long rows(Lake lake, String dataset, String table) {
    if (!lake.exists(dataset, table)) {
      return 0;
    }
    var there = lake.table(dataset, table);
    return FeatureTable.count(there, there.currentSnapshot());
  }
}
