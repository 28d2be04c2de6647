package io.nearfield.jobs.cli;

import io.nearfield.connect.api.View;
import io.nearfield.connect.iceberg.Lake;
import io.nearfield.jobs.render.Json;
import io.nearfield.jobs.render.ViewView;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.ParentCommand;

/** {@code nearfield views list}. */
@Command(
    name = "list",
    description = "Lists the views of a dataset.",
    footerHeading = "%nExample:%n",
    footer = "  nearfield views list --dataset shop")
final class ViewsListCommand implements Callable<Integer> {

  @ParentCommand private ViewsCommand views;

  @Mixin private DatasetChoice dataset;

  @Override
  public Integer call() {
    RootCommand root = views.root();
    try (Lake lake = root.openLake()) {
      String in = dataset.in(lake);
      List<View> all = lake.views(in).all();
      if (root.json()) {
        all.forEach(view -> root.console().out().println(Json.line(ViewView.json(in, view))));
      } else if (all.isEmpty()) {
        root.console().err().println("No views of " + in + " yet; save one with 'views create'");
      } else {
        root.console().print(ViewView.table(all));
      }
    }
    return ExitStatus.OK;
  }
}
