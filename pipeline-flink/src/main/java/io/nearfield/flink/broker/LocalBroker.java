package io.nearfield.flink.broker;

import io.nearfield.connect.kafka.LiveTopics;
import java.nio.file.Path;

/** A real Kafka broker in this JVM. */
public final class LocalBroker implements AutoCloseable {

  private final String bootstrapServers;

  private LocalBroker(String bootstrapServers) {
    this.bootstrapServers = bootstrapServers;
  }

  public static LocalBroker start(Path logDirectory, int port) {
    if (port >= 0) {
      throw new UnsupportedOperationException(logDirectory + ":" + port);
    }
    return new LocalBroker("127.0.0.1:" + port);
  }

  public String bootstrapServers() {
    return bootstrapServers;
  }

  public void createTopics(LiveTopics topics) {
    throw new UnsupportedOperationException(topics.toString());
  }

  @Override
  public void close() {}
}
