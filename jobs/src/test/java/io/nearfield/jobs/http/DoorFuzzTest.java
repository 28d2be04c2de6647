package io.nearfield.jobs.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Thousands of good requests with something broken in them. Whatever comes of each, it is an answer
 * or an error in the one form, never a defect, and the service goes on.
 */
class DoorFuzzTest {

  private static final int REQUESTS = 4_000;
  private static final long SEED = Long.getLong("tests.seed", 20261120L);

  private static final List<String> BODIES =
      List.of(
          "{\"text\": \"thing number 3\", \"k\": 5, \"filter\": \"price < 20 and lang = 'de'\"}",
          "{\"vector\": [0.1, -0.2, 3e2, 0, 1, 2, 3, 4], \"k\": 3, \"radius\": {\"$lt\": 0.5}}",
          "{\"ids\": [\"thing-1\", \"thing-2\"], \"combine\": \"mean\", \"page\": 1,"
              + " \"pageSize\": 4}",
          "{\"id\": \"thing-1\", \"exact\": true, \"order\": \"farthest\", \"within\": [\"thing-2\"]}",
          "{\"name\": \"mine\", \"dimension\": 4, \"metadata\": {\"a\": \"b\"}}",
          "{\"document\": \"aGVsbG8gd29ybGQ=\", \"mediaType\": \"text/plain\"}");

  private static final List<String> ADDRESSES =
      List.of(
          "/api/v1/datasets",
          "/api/v1/datasets/shop/indexes/things",
          "/api/v1/datasets/shop/indexes/things/lookups",
          "/api/v1/datasets/shop/indexes/things/lookups?explain=true&bare=true",
          "/api/v1/datasets/shop/indexes/things/lookups:batch",
          "/api/v1/datasets/shop/items?ids=thing-1,thing-2",
          "/api/v1/datasets/shop/items?filter=price%20%3C%202&page=0&pageSize=2",
          "/api/v1/datasets/shop/items/thing-1/content",
          "/api/v1/datasets/shop/items/thing-1/thumbnail?size=100",
          "/api/v1/datasets/shop/feature-sets",
          "/api/v1/datasets/shop/runs?limit=3",
          "/index.html",
          "/health");

  private static final List<String> BREAKERS =
      List.of(
          "\0",
          "\"",
          "\\",
          "{",
          "}",
          "[",
          "]",
          ":",
          ",",
          "%",
          "%00",
          "%2f",
          "%c3",
          "..",
          "/",
          "?",
          "#",
          "&&",
          "=",
          "'",
          "null",
          "true",
          "-1",
          "1e999",
          "99999999999999999999",
          "NaN",
          "\u00ff",
          "\u0080",
          "<script>",
          "\r\n",
          ";",
          "$lt",
          "not ",
          "(((",
          "\\u0000",
          "\\ud800");

  @Test
  void nothingBreaksTheDoor(@TempDir Path folder) throws Exception {
    SplittableRandom random = new SplittableRandom(SEED);
    TreeMap<Integer, Integer> statuses = new TreeMap<>();
    try (OpenShop shop = new OpenShop(folder, DoorOptions.local())) {
      for (int i = 0; i < REQUESTS; i++) {
        String request = request(random);
        String answer = exchange(shop.address(), request);
        if (answer.isEmpty()) {
          continue; // cut off: it was waited for more of the request
        }
        int status = Integer.parseInt(answer.substring(9, 12));
        statuses.merge(status, 1, Integer::sum);
        String shown = "seed " + SEED + ", request " + i + ":\n" + request + "\n->\n" + answer;
        assertThat(status).as(shown).isLessThan(500);
        assertThat(answer).as(shown).doesNotContain("\tat ").doesNotContain("Exception");
        if (status >= 400 && !request.startsWith("HEAD ")) {
          assertThat(answer).as(shown).contains("{\"error\":{\"code\":\"");
        }
      }
      assertThat(statuses).as("what came of them: " + statuses).containsKeys(200, 400, 404);
      assertThat(shop.http().lookUp("{\"text\": \"x\"}").status()).isEqualTo(200);
    }
  }

  private static String request(SplittableRandom random) {
    String address = pick(random, ADDRESSES);
    String body = pick(random, BODIES);
    String method =
        address.contains("lookups") || address.contains("feature-sets") ? "POST" : "GET";
    String type = "application/json";
    switch (random.nextInt(8)) {
      case 0 -> address = broken(random, address);
      case 1 -> method = pick(random, List.of("PUT", "TRACE", "HEAD", "OPTIONS", "X"));
      case 2 ->
          type = broken(random, pick(random, List.of(type, "multipart/form-data; boundary=x")));
      case 3 -> body = "--x\r\nContent-Disposition: form-data; name=\"" + body;
      default -> {}
    }
    int breaks = random.nextInt(4);
    for (int i = 0; i < breaks; i++) {
      body = broken(random, body);
    }
    boolean has = !method.equals("GET") && !method.equals("HEAD");
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    String content =
        has
            ? "Content-Type: "
                + type.replaceAll("[\\r\\n]", "")
                + "\r\nContent-Length: "
                + bytes.length
                + "\r\n\r\n"
                + new String(bytes, StandardCharsets.ISO_8859_1)
            : "\r\n";
    return method
        + " "
        + address.replaceAll("[\\r\\n ]", "")
        + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
        + content;
  }

  private static String broken(SplittableRandom random, String text) {
    int at = random.nextInt(text.length() + 1);
    int to = Math.min(text.length(), at + random.nextInt(4));
    return switch (random.nextInt(4)) {
      case 0 -> text.substring(0, at);
      case 1 -> text.substring(0, at) + text.substring(to);
      case 2 -> text.substring(0, at) + text.substring(at, to).repeat(3) + text.substring(to);
      default -> text.substring(0, at) + pick(random, BREAKERS) + text.substring(to);
    };
  }

  private static <T> T pick(SplittableRandom random, List<T> from) {
    return from.get(random.nextInt(from.size()));
  }

  private static String exchange(URI address, String request) throws IOException {
    try (Socket socket = new Socket(address.getHost(), address.getPort())) {
      socket.setSoTimeout(10_000);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
      socket.getOutputStream().flush();
      try (InputStream in = socket.getInputStream()) {
        return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
      } catch (SocketTimeoutException e) {
        return "";
      }
    }
  }
}
