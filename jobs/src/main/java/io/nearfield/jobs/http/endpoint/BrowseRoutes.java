package io.nearfield.jobs.http.endpoint;

import io.nearfield.connect.api.IndexRef;
import io.nearfield.connect.browse.Facets;
import io.nearfield.connect.browse.IndexMap;
import io.nearfield.connect.browse.IndexMaps;
import io.nearfield.jobs.http.Call;
import io.nearfield.jobs.http.HttpProblem;
import io.nearfield.jobs.http.Parameter;
import io.nearfield.jobs.http.Reply;
import io.nearfield.jobs.http.Route;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/** What people look around with: facets of a dataset, maps of indexes. */
final class BrowseRoutes {

  private static final int POINTS = 5_000;

  private final LakeService service;
  private final Facets facets;
  private final IndexMaps maps;

  BrowseRoutes(LakeService service) {
    this.service = service;
    this.facets = new Facets(service.lake());
    this.maps = new IndexMaps(service.lake());
  }

  List<Route> all() {
    return List.of(
        Route.get(
                "/api/v1/datasets/{dataset}/facets",
                "listFacets",
                "Which values the attributes of a dataset's items have, and how often")
            .query(
                "limit", Parameter.Kind.WHOLE, "The most values of one attribute; 20 if not given")
            .givesMany(ShownFacet.class)
            .heavy()
            .by(this::facets),
        Route.get(
                "/api/v1/datasets/{dataset}/indexes/{index}/map",
                "getMap",
                "The entries of an index laid out in the plane; drawn once for each generation")
            .query(
                "sample",
                Parameter.Kind.WHOLE,
                "How many entries at most; " + POINTS + " if not given")
            .query("colour", Parameter.Kind.TEXT, "The attribute whose value is told of each point")
            .query(
                "method",
                Parameter.Kind.TEXT,
                "neighbours, which keeps neighbours together, or principal; the first if not given")
            .gives(ShownMap.class)
            .heavy()
            .by(this::map));
  }

  private Reply facets(Call call) {
    int limit = call.whole("limit", 20, 1, 1_000);
    return Reply.ok(
        facets.of(call.path("dataset"), limit).facets().stream().map(ShownFacet::of).toList());
  }

  private Reply map(Call call) {
    IndexRef ref = IndexRoutes.ref(call);
    int points = call.whole("sample", POINTS, 1, IndexMaps.MOST_POINTS);
    Optional<String> colour = call.query("colour");
    if (colour.isPresent()) {
      requireColumn(ref, colour.get());
    }
    return Reply.ok(ShownMap.of(maps.of(ref, points, method(call)), colour.orElse(null)));
  }

  private void requireColumn(IndexRef ref, String name) {
    var columns = new TreeSet<>(service.lake().index(ref).filterColumns().keySet());
    if (!columns.contains(name)) {
      throw HttpProblem.bad(
          "unknown_attribute",
          "Cannot colour the map of index '"
              + ref
              + "' by an attribute that it does not keep; it keeps "
              + (columns.isEmpty() ? "none" : String.join(", ", columns)),
          "colour");
    }
  }

  private static IndexMap.Method method(Call call) {
    String given = call.query("method").orElse("neighbours");
    for (IndexMap.Method method : IndexMap.Method.values()) {
      if (ShownIndex.lower(method).equals(given)) {
        return method;
      }
    }
    throw HttpProblem.bad(
        "invalid_parameter", "Cannot draw a map so; method is neighbours or principal", "method");
  }
}
