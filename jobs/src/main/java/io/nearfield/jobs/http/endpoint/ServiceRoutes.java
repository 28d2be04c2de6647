package io.nearfield.jobs.http.endpoint;

import io.nearfield.jobs.http.HttpDoor;
import io.nearfield.jobs.http.HttpProblem;
import io.nearfield.jobs.http.Reply;
import io.nearfield.jobs.http.Route;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What says how the service itself does, and what there is to ask. */
final class ServiceRoutes {

  private static final Logger LOG = LoggerFactory.getLogger(ServiceRoutes.class);

  private final LakeService service;
  private final HttpDoor.Inside inside;

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

  List<Route> all() {
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
    }
    return own;
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
