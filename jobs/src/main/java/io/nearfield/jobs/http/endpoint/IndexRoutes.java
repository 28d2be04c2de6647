package io.nearfield.jobs.http.endpoint;

import io.nearfield.connect.api.Generation;
import io.nearfield.connect.api.IndexRef;
import io.nearfield.connect.iceberg.IndexTable;
import io.nearfield.jobs.http.Call;
import io.nearfield.jobs.http.HttpProblem;
import io.nearfield.jobs.http.Parameter;
import io.nearfield.jobs.http.Reply;
import io.nearfield.jobs.http.Route;
import io.nearfield.jobs.http.endpoint.ShownDataset.ShownAttribute;
import io.nearfield.jobs.http.endpoint.ShownIndex.ShownGeneration;
import java.util.List;
import java.util.Optional;

/** Indexes and their generations. */
final class IndexRoutes {

  private static final String ALL = "/api/v1/datasets/{dataset}/indexes";
  private static final String ONE = ALL + "/{index}";

  private final LakeService service;

  IndexRoutes(LakeService service) {
    this.service = service;
  }

  List<Route> all() {
    return List.of(
        Route.get(ALL, "listIndexes", "The indexes of a dataset")
            .givesMany(ShownIndex.class)
            .heavy()
            .by(this::list),
        Route.get(ONE, "getIndex", "One index as it serves now")
            .gives(ShownIndex.class)
            .heavy()
            .by(call -> Reply.ok(shown(ref(call)))),
        Route.get(ONE + "/generations", "listGenerations", "All generations of an index")
            .givesMany(ShownGeneration.class)
            .heavy()
            .by(
                call ->
                    Reply.ok(
                        service.lake().index(ref(call)).generations().stream()
                            .map(ShownGeneration::of)
                            .toList())),
        Route.of("PATCH", ONE, "renameIndex", "Gives an index another name")
            .takes(Route.Intake.JSON, NewName.class)
            .gives(ShownIndex.class)
            .heavy()
            .by(this::rename),
        Route.of("DELETE", ONE, "deleteIndex", "Takes an index out of the catalog")
            .query(
                "files",
                Parameter.Kind.TEXT,
                "keep (it can be connected again) or remove; keep if not given")
            .givesNothing()
            .heavy()
            .by(this::delete));
  }

  /** What an index is to be called. */
  record NewName(String name) {}

  private Reply rename(Call call) {
    NewName wanted = call.json(NewName.class);
    if (wanted.name() == null) {
      throw HttpProblem.bad("missing_field", "Cannot rename an index without a 'name'", "name");
    }
    IndexRef ref = ref(call);
    service.lake().index(ref);
    IndexRef renamed = service.lake().upkeep(ref).rename(wanted.name());
    service.indexes().forget(ref);
    return Reply.ok(shown(renamed));
  }

  private Reply delete(Call call) {
    IndexRef ref = ref(call);
    service.lake().index(ref);
    if (FeatureSetRoutes.removesFiles(call)) {
      service.lake().upkeep(ref).delete();
    } else {
      service.lake().upkeep(ref).forget();
    }
    service.indexes().forget(ref);
    return Reply.nothing();
  }

  static IndexRef ref(Call call) {
    return new IndexRef(call.path("dataset"), call.path("index"));
  }

  private Reply list(Call call) {
    service.lake().requireDataset(call.path("dataset"));
    return Reply.ok(
        service.lake().indexes(call.path("dataset")).stream().map(this::shown).toList());
  }

  private ShownIndex shown(IndexRef ref) {
    IndexTable index = service.lake().index(ref);
    List<ShownAttribute> columns = ShownAttribute.of(index.filterColumns());
    Optional<Generation> active = index.active();
    if (active.isEmpty()) {
      return ShownIndex.idle(ref, columns);
    }
    ShownIndex.Prompts prompts =
        service
            .lake()
            .featureSet(ref.dataset(), active.get().featureSet())
            .map(service.prompts()::of)
            .orElse(new ShownIndex.Prompts(false, false));
    return ShownIndex.of(ref, active.get(), columns, prompts);
  }
}
