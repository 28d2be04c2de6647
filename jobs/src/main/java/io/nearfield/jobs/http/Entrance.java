package io.nearfield.jobs.http;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** Where every request comes in: found, admitted, read, answered, each within its bounds. */
final class Entrance extends Handler.Abstract {

  private static final int STREAMS = 8;

  private final Routes routes;
  private final Guard guard;
  private final Limits limits;
  private final Events events;
  private final Telemetry telemetry;
  private final Admission admission;
  private final Admission streams;
  private final BodyReader bodies;
  private final ScheduledExecutorService clock;
  private final Pages pages = new Pages();

  Entrance(
      Routes routes,
      Guard guard,
      Limits limits,
      Events events,
      Telemetry telemetry,
      ScheduledExecutorService clock) {
    this.routes = routes;
    this.guard = guard;
    this.limits = limits;
    this.events = events;
    this.telemetry = telemetry;
    this.clock = clock;
    this.admission = new Admission(limits.concurrent(), limits.waiting(), Duration.ofSeconds(2));
    this.streams = new Admission(STREAMS, 0, Duration.ZERO);
    this.bodies = new BodyReader(limits.requestTime(), Runtime.getRuntime().maxMemory() / 8);
    telemetry.gauge(
        "nearfield_http_waiting", "Requests that wait for their turn.", admission::waiting);
    telemetry.gauge(
        "nearfield_http_working",
        "Requests that are worked on.",
        () -> limits.concurrent() - admission.free());
    telemetry.gauge("nearfield_http_listeners", "Open streams of events.", events::listeners);
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    Visit visit = new Visit(request, response, callback, telemetry);
    Headers.secure(response.getHeaders());
    try {
      begin(visit);
    } catch (Throwable thrown) {
      visit.fail(thrown);
    }
    return true;
  }

  private void begin(Visit visit) {
    Request request = visit.request;
    guard.requireOwnSite(request);
    String raw = request.getHttpURI().getPath();
    List<String> path = Address.segments(raw == null ? "/" : raw);
    Routes.Match match = find(visit, request, path);
    if (match == null) {
      Reply page = page(request, raw);
      visit.answer(page, events);
      return;
    }
    Route route = match.route();
    visit.route(route.template());
    guard.require(route.access(), request);
    Map<String, String> query = Address.parameters(request.getHttpURI().getQuery());
    String session = Guard.session(request);
    String contentType = request.getHeaders().get(HttpHeader.CONTENT_TYPE);
    requireMediaType(route.intake(), contentType);
    switch (route.intake()) {
      case NONE ->
          work(
              visit,
              new Call(
                  route, match.path(), query, new Call.Sent(null, session, new byte[0], null)));
      case LINES ->
          work(
              visit,
              new Call(
                  route,
                  match.path(),
                  query,
                  new Call.Sent(
                      contentType, session, null, Content.Source.asInputStream(request))));
      case JSON, LARGE_JSON, UPLOAD -> {
        int most = route.intake() == Route.Intake.JSON ? limits.bodyBytes() : limits.uploadBytes();
        CompletableFuture<byte[]> body = bodies.read(request, most, visit);
        boolean here = body.isDone();
        // Whoever waited for a slow sender must not do the work on a thread that reads for others.
        Executor worker = here ? Runnable::run : getServer().getThreadPool();
        var unused =
            body.whenCompleteAsync(
                (bytes, failure) -> {
                  if (failure != null) {
                    visit.fail(failure);
                  } else {
                    Call.Sent sent = new Call.Sent(contentType, session, bytes, null);
                    guarded(visit, () -> work(visit, new Call(route, match.path(), query, sent)));
                  }
                },
                worker);
      }
    }
  }

  private Routes.Match find(Visit visit, Request request, List<String> path) {
    try {
      return routes.find(request.getMethod(), path);
    } catch (HttpProblem problem) {
      visit.response.getHeaders().put(HttpHeader.ALLOW, String.join(", ", routes.methods(path)));
      throw problem;
    }
  }

  private Reply page(Request request, String raw) {
    Optional<Reply.Bytes> file =
        raw == null || !List.of("GET", "HEAD").contains(request.getMethod())
            ? Optional.empty()
            : pages.find(raw);
    return file.orElseThrow(
        () -> HttpProblem.notFound("Cannot find this address; /openapi.json lists what there is"));
  }

  private void requireMediaType(Route.Intake intake, String contentType) {
    boolean json =
        contentType != null
            && contentType.toLowerCase(Locale.ROOT).matches("application/(x-nd)?json.*");
    boolean good =
        switch (intake) {
          case NONE -> true;
          case JSON, LARGE_JSON, LINES -> json;
          case UPLOAD -> json || Form.is(contentType);
        };
    if (!good) {
      throw new HttpProblem(
          415,
          "unsupported_media_type",
          "Cannot read a body of type '"
              + Address.clean(String.valueOf(contentType))
              + "'; send application/json"
              + (intake == Route.Intake.UPLOAD ? " or multipart/form-data" : "")
              + (intake == Route.Intake.LINES ? " or application/x-ndjson" : ""),
          "Content-Type");
    }
  }

  private void work(Visit visit, Call call) {
    Route route = call.route();
    boolean streaming = route.intake() == Route.Intake.LINES;
    if (route.weight() == Route.Weight.LIGHT) {
      answer(visit, call);
      return;
    }
    try (Admission.Place place = (streaming ? streams : admission).enter()) {
      if (streaming) {
        answer(visit, call);
      } else {
        ScheduledFuture<?> deadline =
            clock.schedule(
                () -> visit.fail(late()), limits.requestTime().toMillis(), TimeUnit.MILLISECONDS);
        try {
          answer(visit, call);
        } finally {
          deadline.cancel(false);
        }
      }
    }
  }

  private void answer(Visit visit, Call call) {
    guarded(visit, () -> visit.answer(call.route().action().answer(call), events));
  }

  private HttpProblem late() {
    return new HttpProblem(
        504,
        "timeout",
        "Cannot answer within "
            + limits.requestTime().toMillis() / 1_000.0
            + " seconds; ask for less, or not exactly",
        null);
  }

  private interface Work {
    void run() throws Exception;
  }

  private static void guarded(Visit visit, Work work) {
    try {
      work.run();
    } catch (Throwable thrown) {
      visit.fail(thrown);
    }
  }
}
