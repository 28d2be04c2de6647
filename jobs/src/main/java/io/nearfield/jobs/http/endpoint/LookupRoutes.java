package io.nearfield.jobs.http.endpoint;

import io.nearfield.connect.api.IndexRef;
import io.nearfield.jobs.http.Call;
import io.nearfield.jobs.http.Parameter;
import io.nearfield.jobs.http.Reply;
import io.nearfield.jobs.http.Route;
import java.util.List;

/** Lookups, one at a time and as a stream. */
final class LookupRoutes {

  private static final String ADDRESS = "/api/v1/datasets/{dataset}/indexes/{index}/lookups";

  private final LakeService service;
  private final Answering answering;
  private final LookupBody bodies;

  LookupRoutes(LakeService service) {
    this.service = service;
    this.answering = new Answering(service);
    this.bodies = new LookupBody(service.limits());
  }

  List<Route> all() {
    return List.of(
        Route.of("POST", ADDRESS, "lookUp", "Looks up neighbours, also of a file in a form")
            .query("explain", Parameter.Kind.FLAG, "Says how the answer came about")
            .query("bare", Parameter.Kind.FLAG, "Leaves out what the items say")
            .takes(Route.Intake.UPLOAD, LookupFields.class)
            .gives(ShownAnswer.class)
            .heavy()
            .by(this::one),
        Route.of(
                "POST",
                ADDRESS + ":batch",
                "lookUpMany",
                "Answers lookups line by line, in their order, while they come")
            .query("bare", Parameter.Kind.FLAG, "Leaves out what the items say")
            .takes(Route.Intake.LINES, LookupFields.class)
            .givesStream(ShownAnswer.class, "application/x-ndjson")
            .heavy()
            .by(this::many));
  }

  private Reply one(Call call) {
    IndexRef ref = IndexRoutes.ref(call);
    LookupBody.Read read = call.isForm() ? bodies.read(call.parts()) : bodies.read(call.json());
    return Reply.ok(
        answering.answer(ref, read, new Answering.Style(call.flag("bare"), call.flag("explain"))));
  }

  private Reply many(Call call) {
    IndexRef ref = IndexRoutes.ref(call);
    service.lake().index(ref);
    Answering.Style style = new Answering.Style(call.flag("bare"), false);
    return new Reply.Streamed(
        "application/x-ndjson",
        out -> new LookupStream(service.limits(), answering, ref, style).run(call.lines(), out));
  }
}
