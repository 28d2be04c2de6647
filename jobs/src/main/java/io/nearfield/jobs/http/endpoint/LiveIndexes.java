package io.nearfield.jobs.http.endpoint;

import io.nearfield.connect.api.IndexRef;
import io.nearfield.connect.api.Lookup;
import io.nearfield.connect.api.Neighbours;
import io.nearfield.connect.kafka.LiveClient;
import io.nearfield.connect.kafka.LiveTopics;
import io.nearfield.connect.kafka.LookupAnswer;
import io.nearfield.connect.kafka.LookupRequest;
import io.nearfield.jobs.http.HttpProblem;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Asks the live jobs of indexes, over a connection for each. Thread-safe. */
final class LiveIndexes implements AutoCloseable {

  private final String bootstrapServers;
  private final Duration patience;
  private final Map<IndexRef, LiveClient> clients = new ConcurrentHashMap<>();

  LiveIndexes(String bootstrapServers, Duration patience) {
    this.bootstrapServers = bootstrapServers;
    this.patience = patience;
  }

  Neighbours ask(IndexRef ref, Lookup lookup) {
    LiveClient client =
        clients.computeIfAbsent(
            ref, index -> new LiveClient(bootstrapServers, LiveTopics.of(index)));
    LookupAnswer answer = client.ask(LookupRequest.of(lookup), patience);
    if (answer.failed()) {
      throw new HttpProblem(422, "refused", answer.error(), null);
    }
    return answer.neighbours();
  }

  @Override
  public void close() {
    clients.values().forEach(LiveClient::close);
  }
}
