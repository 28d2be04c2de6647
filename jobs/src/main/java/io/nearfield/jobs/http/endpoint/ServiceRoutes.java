package io.nearfield.jobs.http.endpoint;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.nearfield.jobs.http.HttpDoor;
import io.nearfield.jobs.http.HttpProblem;
import io.nearfield.jobs.http.OpenApi;
import io.nearfield.jobs.http.Reply;
import io.nearfield.jobs.http.Route;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What says how the service itself does, and what there is to ask. */
final class ServiceRoutes {

  private static final Logger LOG = LoggerFactory.getLogger(ServiceRoutes.class);

  private final LakeService service;
  private final HttpDoor.Inside inside;
  private Supplier<ObjectNode> document;

  ServiceRoutes(LakeService service, HttpDoor.Inside inside) {
    this.service = service;
    this.inside = inside;
  }

  /**
   * How the service does.
   *
   * @param status {@code up}
   * @param live whether lookups are answered by the live jobs
   */
  record Health(String status, boolean live) {}

  /**
   * @param others all other routes, for the document
   */
  List<Route> all(List<Route> others) {
    List<Route> own = new ArrayList<>();
    for (String prefix : List.of("", "/api/v1")) {
      String suffix = prefix.isEmpty() ? "" : "V1";
      own.add(
          Route.get(prefix + "/health", "health" + suffix, "Whether the service runs")
              .gives(Health.class)
              .open()
              .by(call -> Reply.ok(health())));
      own.add(
          Route.get(prefix + "/ready", "ready" + suffix, "Whether the catalog can be reached")
              .gives(Health.class)
              .open()
              .heavy()
              .by(call -> ready()));
      own.add(
          Route.get(prefix + "/metrics", "metrics" + suffix, "What is counted, as OpenMetrics")
              .givesBytes("application/openmetrics-text")
              .by(
                  call ->
                      Reply.bytes(inside.telemetry().mediaType(), inside.telemetry().scrape())));
      own.add(
          Route.get(prefix + "/events", "events" + suffix, "Tells of news while it is listened to")
              .givesStream(LakeService.Changed.class, "text/event-stream")
              .by(
                  call -> {
                    inside.events().requireRoom();
                    return new Reply.Listening();
                  }));
      own.add(
          Route.get(prefix + "/openapi.json", "openApi" + suffix, "This document")
              .open()
              .by(call -> Reply.ok(document.get())));
    }
    List<Route> every = new ArrayList<>(own);
    every.addAll(others);
    document = memoized(() -> OpenApi.document(every));
    return own;
  }

  private static Supplier<ObjectNode> memoized(Supplier<ObjectNode> make) {
    return new Supplier<>() {
      private ObjectNode made;

      @Override
      public synchronized ObjectNode get() {
        if (made == null) {
          made = make.get();
        }
        return made;
      }
    };
  }

  private Health health() {
    return new Health("up", service.live() != null);
  }

  private Reply ready() {
    try {
      service.lake().datasets();
    } catch (RuntimeException e) {
      LOG.warn("Not ready: the catalog cannot be reached", e);
      throw new HttpProblem(503, "not_ready", "Cannot answer: the catalog is out of reach", null);
    }
    return Reply.ok(health());
  }
}
