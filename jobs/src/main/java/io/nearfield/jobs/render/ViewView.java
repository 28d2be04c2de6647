package io.nearfield.jobs.render;

import io.nearfield.connect.api.View;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;

/** A view for people and for scripts. */
public final class ViewView {

  private ViewView() {}

  /** {@code shop.cheap: price < 20}. */
  public static String sentence(String dataset, View view) {
    return dataset + "." + view.name() + ": " + what(view);
  }

  private static String what(View view) {
    if (view.filter() != null) {
      return view.filter();
    }
    String entities = view.ids().size() == 1 ? "1 entity" : view.ids().size() + " entities";
    return entities + (view.source() == null ? "" : ", found by " + view.source());
  }

  /** Without the ids themselves. */
  public static Map<String, Object> json(String dataset, View view) {
    return Json.object(
        "dataset", dataset,
        "view", view.name(),
        "entities", view.ids() == null ? null : view.ids().size(),
        "filter", view.filter(),
        "source", view.source(),
        "createdAt", view.createdAt());
  }

  public static Table table(List<View> views) {
    Table table =
        new Table()
            .column("view", Table.Kind.NAME)
            .column("saved", Table.Kind.NAME)
            .column("what", Table.Kind.TEXT);
    for (View view : views) {
      table.row(
          view.name(), view.createdAt().truncatedTo(ChronoUnit.SECONDS).toString(), what(view));
    }
    return table;
  }
}
