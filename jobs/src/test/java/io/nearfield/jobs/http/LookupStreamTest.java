package io.nearfield.jobs.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Batches of lookups, line by line. */
class LookupStreamTest {

  private static final String ADDRESS = "/api/v1/datasets/shop/indexes/things/lookups:batch";

  private static OpenShop shop;

  @BeforeAll
  static void open(@TempDir Path folder) {
    shop =
        new OpenShop(
            folder, DoorOptions.local().withLimits(Limits.defaults().withBodyBytes(4_096)));
  }

  @AfterAll
  static void close() {
    shop.close();
  }

  private static List<JsonNode> ask(String body) throws Exception {
    HttpRequest request =
        shop.http()
            .request(ADDRESS + "?bare=true")
            .header("Content-Type", "application/x-ndjson")
            .POST(BodyPublishers.ofString(body))
            .build();
    HttpResponse<InputStream> response =
        Asking.client().send(request, BodyHandlers.ofInputStream());
    assertThat(response.statusCode()).isEqualTo(200);
    List<JsonNode> answers = new ArrayList<>();
    try (BufferedReader reader =
        new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        answers.add(Json.mapper().readTree(line));
      }
    }
    return answers;
  }

  @Test
  void answersInOrderUnderTheNamesThatWereGiven() throws Exception {
    StringBuilder body = new StringBuilder();
    for (int i = 20; i < 220; i++) {
      body.append("{\"request\": \"q").append(i).append("\", \"text\": \"thing number ");
      body.append(i).append("\", \"k\": 1}\n");
    }
    List<JsonNode> answers = ask(body.toString());
    assertThat(answers).hasSize(200);
    for (int i = 20; i < 220; i++) {
      JsonNode answer = answers.get(i - 20);
      assertThat(answer.path("line").asInt()).isEqualTo(i - 19);
      assertThat(answer.path("request").asText()).isEqualTo("q" + i);
      assertThat(answer.at("/neighbours/0/id").asText()).isEqualTo("thing-" + i);
    }
  }

  @Test
  void aWrongLineCostsThatLineAlone() throws Exception {
    List<JsonNode> answers =
        ask(
            "{\"text\": \"thing number 30\"}\n"
                + "\n"
                + "{\"txt\": 1}\n"
                + "not json\n"
                + "{\"request\": \"last\", \"id\": \"nobody\"}\n"
                + "{\"text\": \"thing number 31\"}");
    assertThat(answers).hasSize(5);
    assertThat(answers.get(0).at("/neighbours/0/id").asText()).isEqualTo("thing-30");
    assertThat(answers.get(1).at("/error/code").asText()).isEqualTo("unknown_field");
    assertThat(answers.get(1).path("line").asInt()).isEqualTo(3);
    assertThat(answers.get(2).at("/error/code").asText()).isEqualTo("malformed_json");
    assertThat(answers.get(3).at("/error/code").asText()).isEqualTo("not_found");
    assertThat(answers.get(3).path("request").asText()).isEqualTo("last");
    assertThat(answers.get(4).at("/neighbours/0/id").asText()).isEqualTo("thing-31");
  }

  @Test
  void aLineWithoutEndEndsTheStream() throws Exception {
    List<JsonNode> answers =
        ask("{\"text\": \"thing number 30\"}\n{\"text\": \"" + "x".repeat(10_000) + "\"}\n");
    assertThat(answers).hasSize(2);
    assertThat(answers.get(1).at("/error/code").asText()).isEqualTo("too_large");
  }

  @Test
  void aStreamIsNotHeldInMemory() throws Exception {
    // A hundred times the longest body goes through, and what comes back is not waited for.
    byte[] line =
        "{\"text\": \"thing number 44\", \"k\": 1, \"attributes\": [\"lang\"]}\n"
            .getBytes(StandardCharsets.UTF_8);
    int lines = 409_600 / line.length;
    HttpRequest request =
        shop.http()
            .request(ADDRESS + "?bare=true")
            .header("Content-Type", "application/x-ndjson")
            .POST(BodyPublishers.ofInputStream(() -> new Repeated(line, lines)))
            .build();
    HttpResponse<InputStream> response =
        Asking.client().send(request, BodyHandlers.ofInputStream());
    try (BufferedReader reader =
        new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
      assertThat(reader.lines().filter(one -> one.contains("\"thing-44\"")).count())
          .isEqualTo(lines);
    }
  }

  /** The same bytes again and again. */
  private static final class Repeated extends InputStream {
    private final byte[] bytes;
    private long left;
    private int at;

    Repeated(byte[] bytes, long times) {
      this.bytes = bytes;
      this.left = times * bytes.length;
    }

    @Override
    public int read() {
      if (left == 0) {
        return -1;
      }
      left--;
      byte next = bytes[at];
      at = (at + 1) % bytes.length;
      return next & 255;
    }
  }
}
