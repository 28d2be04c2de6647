package io.nearfield.jobs.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.nearfield.connect.api.NearfieldException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Stream;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/**
 * The listening server: HTTP/1.1 over Jetty, plain or with TLS. Open from its making until it is
 * closed. Thread-safe.
 */
public final class HttpDoor implements AutoCloseable {

  private static final int HEADER_BYTES = 16_384;
  private static final long HEARTBEAT_SECONDS = 15;
  private static final long STOP_MILLIS = 3_000;

  private final Server server;
  private final ServerConnector connector;
  private final ScheduledThreadPoolExecutor clock;
  private final Events events;
  private final DoorOptions options;
  private final Routes routes;
  private ObjectNode document;

  /** What the routes of a door may use of it. */
  public record Inside(Events events, Telemetry telemetry) {}

  /**
   * Opens.
   *
   * @param routes what is served, given what they may use
   * @throws NearfieldException if the port is taken or the key store is none
   */
  public static HttpDoor open(DoorOptions options, Function<Inside, List<Route>> routes) {
    return new HttpDoor(options, routes);
  }

  private HttpDoor(DoorOptions options, Function<Inside, List<Route>> served) {
    this.options = options;
    this.events = new Events();
    Telemetry telemetry = new Telemetry();
    this.clock =
        new ScheduledThreadPoolExecutor(
            1,
            work -> {
              Thread thread = new Thread(work, "nearfield-http-clock");
              thread.setDaemon(true);
              return thread;
            });
    clock.setRemoveOnCancelPolicy(true);
    Guard guard = new Guard(options.token(), options.host());
    this.routes =
        new Routes(
            Stream.of(
                    SessionRoutes.all(guard.sessions(), options.tls() != null),
                    documentRoutes(),
                    served.apply(new Inside(events, telemetry)))
                .flatMap(List::stream)
                .toList());

    Limits limits = options.limits();
    QueuedThreadPool threads =
        new QueuedThreadPool(limits.concurrent() + limits.waiting() + 32, 8, 30_000);
    threads.setName("nearfield-http");
    threads.setDaemon(true);
    this.server = new Server(threads);
    server.setErrorHandler(new PlainErrors());
    server.setHandler(new Entrance(routes, guard, limits, events, telemetry, clock));
    server.setStopTimeout(STOP_MILLIS);
    this.connector = connector(server, options);
    connector.setHost(options.host());
    connector.setPort(options.port());
    connector.setIdleTimeout(limits.requestTime().toMillis() + 5_000);
    connector.setAcceptQueueSize(256);
    server.addConnector(connector);
    server.addBean(new NetworkConnectionLimit(limits.connections(), connector));
    start();
    var unused =
        clock.scheduleAtFixedRate(
            events::beat, HEARTBEAT_SECONDS, HEARTBEAT_SECONDS, TimeUnit.SECONDS);
  }

  /** The document of all routes, these included. */
  private List<Route> documentRoutes() {
    List<Route> both = new ArrayList<>();
    for (String prefix : List.of("", "/api/v1")) {
      both.add(
          Route.get(
                  prefix + "/openapi.json",
                  "openApi" + prefix.replace("/api/v", "V"),
                  "This document")
              .open()
              .by(call -> Reply.ok(document())));
    }
    return both;
  }

  private synchronized ObjectNode document() {
    if (document == null) {
      document = OpenApi.document(routes.all());
    }
    return document;
  }

  /** Everything that is served. */
  public List<Route> routes() {
    return routes.all();
  }

  private void start() {
    try {
      server.start();
    } catch (Exception e) {
      clock.shutdownNow();
      try {
        server.stop();
      } catch (Exception stopping) {
        e.addSuppressed(stopping);
      }
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw new NearfieldException(
          "Cannot listen on "
              + options.host()
              + ":"
              + options.port()
              + ": "
              + cause.getMessage()
              + "; choose another --port or --host"
              + (options.tls() == null ? "" : ", or look at --tls-keystore and its password"),
          e);
    }
  }

  private static ServerConnector connector(Server server, DoorOptions options) {
    HttpConfiguration http = new HttpConfiguration();
    http.setSendServerVersion(false);
    http.setRequestHeaderSize(HEADER_BYTES);
    http.setMinResponseDataRate(64);
    // An id may hold a slash or a per cent sign; addresses are taken apart before they are decoded.
    http.setUriCompliance(
        UriCompliance.DEFAULT.with(
            "ids",
            UriCompliance.Violation.AMBIGUOUS_PATH_SEPARATOR,
            UriCompliance.Violation.AMBIGUOUS_PATH_ENCODING,
            UriCompliance.Violation.SUSPICIOUS_PATH_CHARACTERS));
    if (options.tls() == null) {
      return new ServerConnector(server, 1, 1, new HttpConnectionFactory(http));
    }
    http.addCustomizer(new SecureRequestCustomizer(false));
    SslContextFactory.Server tls = new SslContextFactory.Server();
    tls.setKeyStorePath(options.tls().keystore().toUri().toString());
    tls.setKeyStorePassword(options.tls().password());
    tls.setIncludeProtocols("TLSv1.3", "TLSv1.2");
    return new ServerConnector(server, tls, new HttpConnectionFactory(http));
  }

  /** Where it listens, with the port that it got. */
  public URI address() {
    String host = options.host().contains(":") ? "[" + options.host() + "]" : options.host();
    return URI.create(
        (options.tls() == null ? "http" : "https") + "://" + host + ":" + connector.getLocalPort());
  }

  /** Until another thread closes it. */
  public void join() throws InterruptedException {
    server.join();
  }

  @Override
  public void close() {
    events.close();
    clock.shutdownNow();
    try {
      server.stop();
    } catch (Exception e) {
      throw new NearfieldException("Cannot close the HTTP door: " + e.getMessage(), e);
    }
  }
}
