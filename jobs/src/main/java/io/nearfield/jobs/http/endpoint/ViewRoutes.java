package io.nearfield.jobs.http.endpoint;

import io.nearfield.connect.api.View;
import io.nearfield.connect.iceberg.Views;
import io.nearfield.jobs.http.Call;
import io.nearfield.jobs.http.HttpProblem;
import io.nearfield.jobs.http.Parameter;
import io.nearfield.jobs.http.Reply;
import io.nearfield.jobs.http.Route;
import java.time.Instant;
import java.util.List;

/** Saved views: some entities, or whatever passes a filter. */
final class ViewRoutes {

  private static final String ALL = "/api/v1/datasets/{dataset}/views";
  private static final String ONE = ALL + "/{view}";

  private final LakeService service;

  ViewRoutes(LakeService service) {
    this.service = service;
  }

  /**
   * A view to be saved: ids or a filter.
   *
   * @param source what the entities are the answer to, for people
   */
  record NewView(String name, List<String> ids, String filter, String source) {}

  List<Route> all() {
    return List.of(
        Route.get(ALL, "listViews", "The saved views of a dataset")
            .givesMany(View.class)
            .heavy()
            .by(call -> Reply.ok(views(call).all())),
        Route.get(ONE, "getView", "One saved view")
            .gives(View.class)
            .heavy()
            .by(call -> Reply.ok(views(call).require(call.path("view")))),
        Route.of("POST", ALL, "saveView", "Saves some entities, or a filter, under a name")
            .query("replace", Parameter.Kind.FLAG, "One of the same name gives way")
            .takes(Route.Intake.LARGE_JSON, NewView.class)
            .givesNew(View.class)
            .heavy()
            .by(this::save),
        Route.of("DELETE", ONE, "deleteView", "Forgets a view; what it names stays")
            .givesNothing()
            .heavy()
            .by(
                call -> {
                  views(call).delete(call.path("view"));
                  return Reply.nothing();
                }));
  }

  private Views views(Call call) {
    service.lake().requireDataset(call.path("dataset"));
    return service.lake().views(call.path("dataset"));
  }

  private Reply save(Call call) {
    NewView wanted = call.json(NewView.class);
    Views views = views(call);
    View view =
        new View(wanted.name(), wanted.ids(), wanted.filter(), wanted.source(), Instant.now());
    boolean replace = call.flag("replace");
    View there = views.find(view.name()).orElse(null);
    if (there != null && same(there, view)) {
      return Reply.ok(there); // saved already: whoever asks again has what was asked
    }
    if (there != null && !replace) {
      throw new HttpProblem(
          409,
          "exists",
          "Cannot save view '" + view.name() + "': there is another of that name; send replace",
          "name");
    }
    views.save(view, replace);
    return new Reply.Json(201, view);
  }

  private static boolean same(View one, View other) {
    return one.ids() == null ? one.filter().equals(other.filter()) : one.ids().equals(other.ids());
  }
}
