package io.nearfield.jobs.cli;

import io.nearfield.connect.api.IndexRef;
import io.nearfield.connect.iceberg.IndexTable;
import io.nearfield.connect.iceberg.Lake;
import io.nearfield.jobs.render.Figures;
import io.nearfield.jobs.render.GenerationView;
import io.nearfield.jobs.render.Json;
import java.io.PrintStream;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.ParentCommand;

/** {@code nearfield indexes show}. */
@Command(
    name = "show",
    description =
        "Shows an index: what it was built from, its generations, what it can be filtered and"
            + " searched by, and how many bytes its tables take up.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  nearfield indexes show --index products",
      "  nearfield indexes show --index shop.products --json"
    })
final class IndexesShowCommand implements Callable<Integer> {

  @ParentCommand private IndexesCommand indexes;

  @Mixin private IndexChoice choice;

  @Override
  public Integer call() {
    RootCommand root = indexes.root();
    try (Lake lake = root.openLake()) {
      IndexRef ref = choice.of(lake);
      IndexTable index = lake.index(ref);
      IndexFacts facts = IndexFacts.of(lake, ref);
      Map<String, Long> bytes = lake.upkeep(ref).bytes();
      long total = bytes.values().stream().mapToLong(Long::longValue).sum();
      if (root.json()) {
        Map<String, Object> json = facts.json();
        json.put("filterColumns", new TreeMap<>(index.filterColumns()));
        json.put("bytes", total);
        json.put("bytesByTable", bytes);
        json.put(
            "generations",
            index.generations().stream().map(one -> GenerationView.json(ref, one)).toList());
        root.console().out().println(Json.line(json));
      } else {
        print(root.console().out(), facts, index, bytes, total);
      }
    }
    return ExitStatus.OK;
  }

  private static void print(
      PrintStream out, IndexFacts facts, IndexTable index, Map<String, Long> bytes, long total) {
    out.println(
        "%s: feature set %s, %s, %s"
            .formatted(
                facts.ref(),
                facts.featureSetName().isEmpty() ? "unknown" : facts.featureSetName(),
                facts.metric() == null ? "" : facts.metric().name().toLowerCase(Locale.ROOT),
                facts.active() == null
                    ? "no active generation"
                    : "generation %d active with %s, recall@10 %s"
                        .formatted(
                            facts.active().number(),
                            Figures.count(facts.active().entries(), "vector"),
                            Figures.ratio(facts.active().recall()))));
    String prompts = facts.prompts().toString();
    out.println("Searched by vectors and ids" + (prompts.isEmpty() ? "" : ", " + prompts));
    String columns =
        new TreeMap<>(index.filterColumns())
            .entrySet().stream()
                .map(each -> each.getKey() + " " + each.getValue().name().toLowerCase(Locale.ROOT))
                .collect(Collectors.joining(", "));
    out.println("Filtered by " + (columns.isEmpty() ? "nothing" : columns));
    out.println(
        "Takes up "
            + Figures.count(total, "byte")
            + bytes.entrySet().stream()
                .map(each -> each.getKey() + " " + Figures.count(each.getValue()))
                .collect(Collectors.joining(", ", " (", ")")));
    out.println(
        index.generations().stream()
            .map(one -> one.number() + " " + one.state().name().toLowerCase(Locale.ROOT))
            .collect(Collectors.joining(", ", "Generations: ", "")));
  }
}
