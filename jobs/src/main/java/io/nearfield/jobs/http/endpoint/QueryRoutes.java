package io.nearfield.jobs.http.endpoint;

import io.nearfield.connect.query.Queries;
import io.nearfield.connect.query.QueryAnswer;
import io.nearfield.jobs.http.Call;
import io.nearfield.jobs.http.Reply;
import io.nearfield.jobs.http.Route;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** Query documents of other systems, as their users write them. */
final class QueryRoutes {

  private final Queries queries;

  QueryRoutes(LakeService service) {
    this.queries =
        new Queries(
            service.lake(),
            (ref, lookup) -> service.indexes().ask(ref, searcher -> searcher.search(lookup)),
            service::model);
  }

  /** One page of the answer. */
  record ShownQueryAnswer(
      List<Map<String, Object>> items,
      int page,
      int pageSize,
      long total,
      boolean hasNextPage,
      String answeredBy) {}

  List<Route> all() {
    return List.of(
        route("/api/v1/query", "query", "Answers a query document of Dataloop or SuperDuperDB"),
        route("/api/v1/datasets/{dataset}/query", "queryDataset", "The same within one dataset"));
  }

  private Route route(String address, String id, String summary) {
    return Route.of("POST", address, id, summary)
        .takes(Route.Intake.LARGE_JSON, Object.class)
        .gives(ShownQueryAnswer.class)
        .heavy()
        .by(this::answer);
  }

  private Reply answer(Call call) {
    call.json(); // not JSON is said in the words that all routes have
    QueryAnswer answer =
        queries.answer(call.path("dataset"), new String(call.body(), StandardCharsets.UTF_8));
    return Reply.ok(
        new ShownQueryAnswer(
            answer.items(),
            answer.page(),
            answer.pageSize(),
            answer.total(),
            answer.hasNextPage(),
            answer.answeredBy()));
  }
}
