package io.nearfield.jobs.cli;

import io.nearfield.flink.CanaryOptions;
import io.nearfield.flink.local.LocalLiveOptions.Watch;
import java.time.Duration;
import picocli.CommandLine.Option;

/** How {@code nearfield live} grades its own answers, and where it tells. */
final class LiveWatchFlags {

  @Option(
      names = "--canary-share",
      paramLabel = "SHARE",
      defaultValue = "0.01",
      description =
          "Share of the lookups that are answered a second time, exactly, to measure the recall"
              + " while the job runs; 0 for none. Default: ${DEFAULT-VALUE}.")
  private double share;

  @Option(
      names = "--canary-interval",
      paramLabel = "MS",
      defaultValue = "1000",
      description =
          "The least milliseconds between two of these of one subtask. Default: ${DEFAULT-VALUE}.")
  private long interval;

  @Option(
      names = "--metrics-port",
      paramLabel = "PORT",
      defaultValue = "0",
      description =
          "Where Prometheus fetches the job's metrics, on every address of this machine; 0 for"
              + " nowhere.")
  private int metricsPort;

  Watch options() {
    Numbers.requireBetween(
        0, 65_535, metricsPort, "tell metrics on port " + metricsPort, "--metrics-port");
    return new Watch(
        CanaryOptions.defaults().withShare(share).withInterval(Duration.ofMillis(interval)),
        metricsPort);
  }
}
