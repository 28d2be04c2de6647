package io.nearfield.flink.kill;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** What the cluster says of its one job; nothing while it does not answer. */
final class FlinkRest {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpClient client =
      HttpClient.newBuilder().connectTimeout(Duration.ofMillis(500)).build();
  private final String root;

  FlinkRest(int port) {
    this.root = "http://127.0.0.1:" + port;
  }

  /** How many task managers have registered. */
  int taskManagers() throws InterruptedException {
    return get("/overview").map(node -> node.path("taskmanagers").asInt()).orElse(0);
  }

  /** The resource ids of the task managers that run something. */
  Set<String> busyTaskManagers() throws InterruptedException {
    Set<String> busy = new HashSet<>();
    get("/taskmanagers")
        .ifPresent(
            node -> {
              for (JsonNode one : node.path("taskmanagers")) {
                if (one.path("freeSlots").asInt() < one.path("slotsNumber").asInt()) {
                  busy.add(one.path("id").asText());
                }
              }
            });
    return busy;
  }

  /**
   * Whether every subtask runs.
   *
   * @param sinceMs that the job has gone over to running after this moment; 0 if that does not
   *     matter
   */
  boolean runs(String job, long sinceMs) throws InterruptedException {
    return get("/jobs/" + job)
        .map(
            node -> {
              boolean all =
                  node.path("state").asText().equals("RUNNING")
                      && node.path("timestamps").path("RUNNING").asLong() >= sinceMs;
              for (JsonNode vertex : node.path("vertices")) {
                all &=
                    vertex.path("tasks").path("RUNNING").asInt()
                        == vertex.path("parallelism").asInt();
              }
              return all;
            })
        .orElse(false);
  }

  private Optional<JsonNode> get(String path) throws InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(root + path)).timeout(Duration.ofSeconds(2)).build();
    try {
      HttpResponse<byte[]> response = client.send(request, HttpResponse.BodyHandlers.ofByteArray());
      return response.statusCode() == 200
          ? Optional.of(JSON.readTree(response.body()))
          : Optional.empty();
    } catch (IOException notThere) {
      return Optional.empty();
    }
  }
}
