package io.nearfield.jobs.cli;

import io.nearfield.connect.api.View;
import io.nearfield.connect.iceberg.Lake;
import io.nearfield.connect.query.ItemFilters;
import io.nearfield.jobs.render.Json;
import io.nearfield.jobs.render.ViewView;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** {@code nearfield views show}. */
@Command(
    name = "show",
    description = "Shows a view with the ids of its entities; a filter is decided as of now.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  nearfield views show --dataset shop --view cheap",
      "  nearfield views show --dataset shop --view cheap --json"
    })
final class ViewsShowCommand implements Callable<Integer> {

  @ParentCommand private ViewsCommand views;

  @Mixin private DatasetChoice dataset;

  @Option(names = "--view", required = true, paramLabel = "NAME", description = "Which view.")
  private String name;

  @Override
  public Integer call() {
    RootCommand root = views.root();
    try (Lake lake = root.openLake()) {
      String in = dataset.in(lake);
      View view = lake.views(in).require(name);
      List<String> ids =
          view.ids() != null
              ? view.ids()
              : ItemFilters.ids(lake, in, view.filter()).stream().sorted().toList();
      if (root.json()) {
        Map<String, Object> json = ViewView.json(in, view);
        json.put("ids", ids);
        root.console().out().println(Json.line(json));
      } else {
        root.console().out().println(ViewView.sentence(in, view));
        ids.forEach(id -> root.console().out().println("  " + id));
      }
    }
    return ExitStatus.OK;
  }
}
