package io.nearfield.jobs.page;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Speaks the W3C's WebDriver protocol with a {@code chromedriver} process of its own, which drives
 * a Chromium without a window.
 */
final class WebDriver implements AutoCloseable {

  private static final Pattern STARTED = Pattern.compile("started successfully on port (\\d+)");
  private static final Duration LIMIT = Duration.ofMinutes(2);
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Process driver;
  private final HttpClient http = HttpClient.newHttpClient();
  private final URI session;

  private WebDriver(Process driver, int port, String chromium, Path profile) {
    this.driver = driver;
    URI sessions = URI.create("http://127.0.0.1:" + port + "/session");
    Map<String, Object> chrome =
        Map.of(
            "binary",
            chromium,
            "args",
            List.of(
                "--headless=new",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--force-color-profile=srgb",
                "--hide-scrollbars",
                "--window-size=1320,900",
                "--user-data-dir=" + profile));
    JsonNode made =
        call(
            "POST",
            sessions,
            Map.of(
                "capabilities",
                Map.of(
                    "alwaysMatch",
                    Map.of(
                        "goog:chromeOptions",
                        chrome,
                        "goog:loggingPrefs",
                        Map.of("browser", "ALL")))));
    this.session = URI.create(sessions + "/" + made.path("sessionId").asText());
  }

  /** Whether Chromium and its driver are installed here. */
  static boolean installed() {
    return chromium().isPresent() && program("chromedriver").isPresent();
  }

  private static Optional<String> chromium() {
    return program("chromium", "chromium-browser", "google-chrome");
  }

  /** Starts both; they end when this is closed. */
  static WebDriver start(Path profile) {
    try {
      Process driver =
          new ProcessBuilder(program("chromedriver").orElseThrow(), "--port=0")
              .redirectErrorStream(true)
              .start();
      BufferedReader lines = driver.inputReader();
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        Matcher matcher = STARTED.matcher(line);
        if (matcher.find()) {
          int port = Integer.parseInt(matcher.group(1));
          return new WebDriver(driver, port, chromium().orElseThrow(), profile);
        }
      }
      throw new IllegalStateException("chromedriver ended before it listened");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Optional<String> program(String... names) {
    String path = System.getenv().getOrDefault("PATH", "");
    return Stream.of(names)
        .flatMap(name -> Stream.of(path.split(":")).map(folder -> Path.of(folder, name)))
        .filter(Files::isExecutable)
        .map(Path::toString)
        .findFirst();
  }

  JsonNode post(String command, Object body) {
    return call("POST", URI.create(session + "/" + command), body);
  }

  JsonNode get(String command) {
    return call("GET", URI.create(session + "/" + command), null);
  }

  private JsonNode call(String method, URI address, Object bodyOrNull) {
    try {
      HttpRequest request =
          HttpRequest.newBuilder(address)
              .timeout(LIMIT)
              .header("Content-Type", "application/json")
              .method(
                  method,
                  bodyOrNull == null
                      ? HttpRequest.BodyPublishers.noBody()
                      : HttpRequest.BodyPublishers.ofByteArray(JSON.writeValueAsBytes(bodyOrNull)))
              .build();
      HttpResponse<byte[]> response = http.send(request, HttpResponse.BodyHandlers.ofByteArray());
      JsonNode value = JSON.readTree(response.body()).path("value");
      if (value.hasNonNull("error")) {
        throw new AssertionError(
            method
                + " "
                + address.getPath()
                + ": "
                + value.path("error").asText()
                + ", "
                + value.path("message").asText());
      }
      return value;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while the browser worked", e);
    }
  }

  @Override
  public void close() {
    try {
      call("DELETE", session, null);
    } finally {
      driver.destroy();
      try {
        if (!driver.waitFor(10, TimeUnit.SECONDS)) {
          driver.destroyForcibly();
        }
      } catch (InterruptedException e) {
        driver.destroyForcibly();
        Thread.currentThread().interrupt();
      }
    }
  }
}
