package io.nearfield.jobs.page;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** What a person does in a browser. What is waited for has a minute: a machine may be busy. */
final class Browser {

  private static final long PATIENCE_MILLIS = 60_000;

  private final WebDriver driver;
  private final Path screenshots;

  Browser(WebDriver driver, Path screenshots) {
    this.driver = driver;
    this.screenshots = screenshots;
  }

  void open(URI address) {
    driver.post("url", Map.of("url", address.toString()));
  }

  void reload() {
    driver.post("refresh", Map.of());
  }

  void back() {
    driver.post("back", Map.of());
  }

  /** Gives the page a screen of this size; a window cannot be as narrow as a phone. */
  void resize(int width, int height) {
    driver.post(
        "goog/cdp/execute",
        Map.of(
            "cmd",
            "Emulation.setDeviceMetricsOverride",
            "params",
            Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false)));
  }

  /** What a script returns; its arguments are {@code arguments[0]} and so on. */
  JsonNode run(String script, Object... arguments) {
    return driver.post("execute/sync", Map.of("script", script, "args", Arrays.asList(arguments)));
  }

  /** The address without the server. */
  String query() {
    return run("return decodeURIComponent(location.search)").asText();
  }

  /** Waits until a script returns something true. */
  void await(String what, String condition, Object... arguments) {
    long until = System.currentTimeMillis() + PATIENCE_MILLIS;
    while (true) {
      JsonNode value = run("return Boolean(" + condition + ")", arguments);
      if (value.asBoolean()) {
        return;
      }
      if (System.currentTimeMillis() > until) {
        screenshot("failed");
        throw new AssertionError(
            "waited in vain for "
                + what
                + "; the page says:\n"
                + run("return document.body.innerText").asText());
      }
      pause();
    }
  }

  private static void pause() {
    try {
      Thread.sleep(50);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while waiting for the page", e);
    }
  }

  void awaitThere(String css) {
    await("'" + css + "'", "document.querySelector(arguments[0])", css);
  }

  /** The texts of all that a selector finds, as shown. */
  List<String> texts(String css) {
    List<String> texts = new ArrayList<>();
    run("return [...document.querySelectorAll(arguments[0])].map(e => e.innerText)", css)
        .forEach(text -> texts.add(text.asText()));
    return texts;
  }

  String text(String css) {
    awaitThere(css);
    return run("return document.querySelector(arguments[0]).innerText", css).asText();
  }

  int count(String css) {
    return run("return document.querySelectorAll(arguments[0]).length", css).asInt();
  }

  /** Clicks in the middle of the first that a selector finds, as a mouse does. */
  void click(String css) {
    driver.post("element/" + element(css) + "/click", Map.of());
  }

  private String element(String css) {
    awaitThere(css);
    JsonNode found = driver.post("element", Map.of("using", "css selector", "value", css));
    return found.elements().next().asText();
  }

  /** Puts words in place of what a field holds, and presses Enter. */
  void type(String css, String words) {
    String element = element(css);
    driver.post("element/" + element + "/clear", Map.of());
    driver.post("element/" + element + "/value", Map.of("text", words + "\uE007"));
  }

  void choose(String css, String value) {
    awaitThere(css + " option[value=\"" + value + "\"]");
    run(
        "const e = document.querySelector(arguments[0]); e.value = arguments[1];"
            + " e.dispatchEvent(new Event('change', {bubbles: true}))",
        css,
        value);
  }

  /** Presses keys, one after another, wherever the focus is. */
  void press(String keys) {
    List<Map<String, Object>> actions = new ArrayList<>();
    keys.codePoints()
        .mapToObj(Character::toString)
        .flatMap(
            key ->
                Stream.<Map<String, Object>>of(
                    Map.of("type", "keyDown", "value", key), Map.of("type", "keyUp", "value", key)))
        .forEach(actions::add);
    driver.post(
        "actions",
        Map.of("actions", List.of(Map.of("type", "key", "id", "keys", "actions", actions))));
  }

  /** Draws with the mouse over an element; places are shares of its width and height. */
  void draw(String css, double[]... places) {
    JsonNode box =
        run(
            "const b = document.querySelector(arguments[0]).getBoundingClientRect();"
                + " return [b.left, b.top, b.width, b.height]",
            css);
    List<Map<String, Object>> actions = new ArrayList<>();
    for (double[] place : places) {
      actions.add(
          Map.of(
              "type",
              "pointerMove",
              "duration",
              30,
              "x",
              (int) (box.get(0).asDouble() + place[0] * box.get(2).asDouble()),
              "y",
              (int) (box.get(1).asDouble() + place[1] * box.get(3).asDouble())));
      if (actions.size() == 1) {
        actions.add(Map.of("type", "pointerDown", "button", 0));
      }
    }
    actions.add(Map.of("type", "pointerUp", "button", 0));
    driver.post(
        "actions",
        Map.of(
            "actions",
            List.of(
                Map.of(
                    "type",
                    "pointer",
                    "id",
                    "mouse",
                    "parameters",
                    Map.of("pointerType", "mouse"),
                    "actions",
                    actions))));
  }

  /** Drops a file on the page, as it comes from the desktop. */
  void drop(String name, String mediaType, byte[] bytes) {
    run(
        """
        const bytes = Uint8Array.from(atob(arguments[2]), c => c.charCodeAt(0));
        const brought = new DataTransfer();
        brought.items.add(new File([bytes], arguments[0], {type: arguments[1]}));
        for (const kind of ['dragenter', 'dragover', 'drop']) {
          document.getElementById('main').dispatchEvent(
              new DragEvent(kind, {dataTransfer: brought, bubbles: true, cancelable: true}));
        }
        """,
        name,
        mediaType,
        Base64.getEncoder().encodeToString(bytes));
  }

  /** Keeps what is shown as {@code <name>.png}. */
  void screenshot(String name) {
    try {
      Files.createDirectories(screenshots);
      Files.write(
          screenshots.resolve(name + ".png"),
          Base64.getDecoder().decode(driver.get("screenshot").asText()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What the browser itself complained of since it was last asked: failed scripts, refusals. */
  List<String> complaints() {
    List<String> complaints = new ArrayList<>();
    JsonNode log = driver.post("se/log", Map.of("type", "browser"));
    for (JsonNode entry : log) {
      if (entry.path("level").asText().equals("SEVERE")) {
        complaints.add(entry.path("message").asText());
      }
    }
    return complaints;
  }
}
