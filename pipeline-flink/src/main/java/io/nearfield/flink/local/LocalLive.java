package io.nearfield.flink.local;

import io.nearfield.connect.iceberg.LakeOptions;
import java.time.Duration;
import java.util.Optional;

/** The live job in this process. */
public final class LocalLive implements AutoCloseable {

  private final String bootstrapServers;

  private LocalLive(String bootstrapServers) {
    this.bootstrapServers = bootstrapServers;
  }

  /** Starts the broker, if none is given, and the job. Does not wait until it answers. */
  public static LocalLive start(LocalLiveOptions options) {
    if (options.brokerPort() >= 0) {
      throw new UnsupportedOperationException(options.toString());
    }
    return new LocalLive(options.bootstrapServers());
  }

  /** The broker that a running live job of this warehouse told about, for clients. */
  public static Optional<String> bootstrapServers(LakeOptions lake) {
    throw new UnsupportedOperationException(lake.toString());
  }

  public String bootstrapServers() {
    return bootstrapServers;
  }

  /** Returns when every operator runs. */
  public void awaitReady(Duration timeout) {
    throw new UnsupportedOperationException(timeout.toString());
  }

  /** Returns when the job has ended: normally never; throws if it failed for good. */
  public void awaitEnd() throws InterruptedException {
    throw new UnsupportedOperationException();
  }

  /** Stops the job, then the broker if it was started here. */
  @Override
  public void close() {}
}
