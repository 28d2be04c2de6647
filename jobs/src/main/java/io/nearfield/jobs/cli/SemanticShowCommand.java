package io.nearfield.jobs.cli;

import io.nearfield.connect.iceberg.Lake;
import io.nearfield.connect.query.SemanticIndex;
import io.nearfield.jobs.render.Json;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** {@code nearfield semantic show}. */
@Command(
    name = "show",
    description = "Shows a semantic index: its feature set, models, keys and measure.",
    footerHeading = "%nExample:%n",
    footer = "  nearfield semantic show --dataset photos --name my-index")
final class SemanticShowCommand implements Callable<Integer> {

  @ParentCommand private SemanticCommand semantic;

  @Mixin private DatasetChoice dataset;

  @Option(names = "--name", required = true, paramLabel = "NAME", description = "Which one.")
  private String name;

  @Override
  public Integer call() {
    RootCommand root = semantic.root();
    try (Lake lake = root.openLake()) {
      String in = dataset.in(lake);
      SemanticIndex index = SemanticIndex.ofJson(lake.semanticIndexes(in).require(name));
      root.console().out().println(root.json() ? Json.line(json(in, index)) : sentence(in, index));
    }
    return ExitStatus.OK;
  }

  /** {@code photos.my-index: feature set clip by css; image and captions by clip}. */
  static String sentence(String dataset, SemanticIndex index) {
    return "%s.%s: feature set %s by %s; %s"
        .formatted(
            dataset,
            index.name(),
            index.featureSet(),
            index.measure(),
            index.models().stream()
                .map(model -> String.join("+", model.keys()) + " by " + model.model())
                .collect(Collectors.joining(", ")));
  }

  static Map<String, Object> json(String dataset, SemanticIndex index) {
    return Json.object(
        "dataset", dataset,
        "semanticIndex", index.name(),
        "featureSet", index.featureSet(),
        "measure", index.measure(),
        "models",
            index.models().stream()
                .map(model -> Json.object("keys", model.keys(), "model", model.model()))
                .toList());
  }
}
