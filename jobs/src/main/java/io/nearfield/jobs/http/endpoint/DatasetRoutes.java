package io.nearfield.jobs.http.endpoint;

import io.nearfield.connect.api.FeatureSet;
import io.nearfield.connect.api.IndexRef;
import io.nearfield.connect.api.Run;
import io.nearfield.connect.iceberg.Lake;
import io.nearfield.connect.iceberg.RunRecords;
import io.nearfield.jobs.http.Call;
import io.nearfield.jobs.http.Parameter;
import io.nearfield.jobs.http.Reply;
import io.nearfield.jobs.http.Route;
import io.nearfield.jobs.http.endpoint.ShownDataset.ShownAttribute;
import java.util.Comparator;
import java.util.List;

/** Datasets and what was run over them. */
final class DatasetRoutes {

  private final LakeService service;

  DatasetRoutes(LakeService service) {
    this.service = service;
  }

  List<Route> all() {
    return List.of(
        Route.get("/api/v1/datasets", "listDatasets", "All datasets of the warehouse")
            .givesMany(ShownDataset.class)
            .heavy()
            .by(call -> Reply.ok(service.lake().datasets().stream().map(this::shown).toList())),
        Route.get(
                "/api/v1/datasets/{dataset}",
                "getDataset",
                "One dataset, with what its items can be filtered by")
            .gives(ShownDataset.WithAttributes.class)
            .heavy()
            .by(this::one),
        Route.get(
                "/api/v1/datasets/{dataset}/runs",
                "listRuns",
                "What was run over a dataset, newest first")
            .query("limit", Parameter.Kind.WHOLE, "How many at most; 50 if not given")
            .givesMany(Run.class)
            .heavy()
            .by(this::runs),
        Route.get("/api/v1/datasets/{dataset}/runs/{run}", "getRun", "The record of one run")
            .gives(Run.class)
            .heavy()
            .by(call -> Reply.ok(records(call).require(call.path("run")))),
        Route.of(
                "DELETE",
                "/api/v1/datasets/{dataset}/runs/{run}",
                "deleteRun",
                "Deletes the record of a run; what it made stays")
            .givesNothing()
            .heavy()
            .by(
                call -> {
                  records(call).delete(call.path("run"));
                  return Reply.nothing();
                }));
  }

  private ShownDataset shown(String name) {
    Lake lake = service.lake();
    return new ShownDataset(
        name,
        lake.livingItems(name),
        lake.featureSets(name).stream().map(FeatureSet::name).toList(),
        lake.indexes(name).stream().map(IndexRef::name).toList());
  }

  private Reply one(Call call) {
    String name = call.path("dataset");
    Lake lake = service.lake();
    lake.requireDataset(name);
    ShownDataset shown = shown(name);
    List<ShownAttribute> attributes =
        lake.exists(name, Lake.ITEMS) ? ShownAttribute.of(lake.itemAttributes(name)) : List.of();
    return Reply.ok(
        new ShownDataset.WithAttributes(
            name, shown.items(), shown.featureSets(), shown.indexes(), attributes));
  }

  private RunRecords records(Call call) {
    service.lake().requireDataset(call.path("dataset"));
    return service.lake().runRecords(call.path("dataset"));
  }

  private Reply runs(Call call) {
    service.lake().requireDataset(call.path("dataset"));
    return Reply.ok(
        service.lake().runs(call.path("dataset")).stream()
            .sorted(Comparator.comparing(Run::startedAt).reversed())
            .limit(call.whole("limit", 50, 1, 1_000))
            .toList());
  }
}
