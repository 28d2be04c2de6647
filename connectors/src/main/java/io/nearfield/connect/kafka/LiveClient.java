package io.nearfield.connect.kafka;

import io.nearfield.connect.api.Change;
import java.time.Duration;

/** Sends changes and lookups to a live index and receives its answers. */
public final class LiveClient implements AutoCloseable {

  private final String bootstrap;
  private final LiveTopics topics;

  public LiveClient(String bootstrap, LiveTopics topics) {
    this.bootstrap = bootstrap;
    this.topics = topics;
  }

  public void send(Change change) {
    throw new UnsupportedOperationException(bootstrap + topics + change);
  }

  public LookupAnswer ask(LookupRequest request, Duration timeout) {
    throw new UnsupportedOperationException(request + " " + timeout);
  }

  @Override
  public void close() {}
}
