package io.nearfield.jobs.http;

import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.expositionformats.OpenMetricsTextFormatWriter;
import io.prometheus.metrics.instrumentation.jvm.JvmMetrics;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.function.DoubleSupplier;

/** What the service counts, as OpenMetrics text. Thread-safe. */
public final class Telemetry {

  private final PrometheusRegistry registry = new PrometheusRegistry();
  private final OpenMetricsTextFormatWriter text = OpenMetricsTextFormatWriter.create();
  private final Counter requests;
  private final Histogram seconds;

  public Telemetry() {
    JvmMetrics.builder().register(registry);
    requests =
        Counter.builder()
            .name("nearfield_http_requests")
            .help("Requests answered, by route, method and status.")
            .labelNames("route", "method", "status")
            .register(registry);
    seconds =
        Histogram.builder()
            .name("nearfield_http_request_seconds")
            .help("How long requests took, from their head to the end of the answer.")
            .labelNames("route")
            .classicOnly()
            .classicUpperBounds(
                0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)
            .register(registry);
  }

  /** For counters of one's own. */
  public PrometheusRegistry registry() {
    return registry;
  }

  /** Shows what a supplier says whenever it is asked. */
  public void gauge(String name, String help, DoubleSupplier value) {
    GaugeWithCallback.builder()
        .name(name)
        .help(help)
        .callback(callback -> callback.call(value.getAsDouble()))
        .register(registry);
  }

  void answered(String route, String method, int status, long nanos) {
    requests.labelValues(route, method, Integer.toString(status)).inc();
    seconds.labelValues(route).observe(nanos / 1e9);
  }

  /** {@code application/openmetrics-text} in a version of its own. */
  public String mediaType() {
    return text.getContentType();
  }

  /** Everything, now. */
  public byte[] scrape() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      text.write(out, registry.scrape());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }
}
