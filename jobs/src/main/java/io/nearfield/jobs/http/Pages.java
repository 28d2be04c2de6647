package io.nearfield.jobs.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/**
 * The files of the page, out of this program's own resources. A name is one or two plain words and
 * a known ending, so that none leads elsewhere. Thread-safe; each file is read once.
 */
final class Pages {

  private static final String FOLDER = "/io/nearfield/jobs/page/";
  private static final Pattern NAME =
      Pattern.compile("(?:[a-z0-9-]+/)?[a-z0-9-]+(?:\\.([a-z0-9]+))");
  private static final Map<String, String> MEDIA_TYPES =
      Map.of(
          "html", "text/html; charset=utf-8",
          "css", "text/css; charset=utf-8",
          "js", "text/javascript; charset=utf-8",
          "svg", "image/svg+xml",
          "png", "image/png",
          "ico", "image/x-icon",
          "webmanifest", "application/manifest+json");

  private final Map<String, Optional<Reply.Bytes>> read = new ConcurrentHashMap<>();

  /** The file of an address; empty if there is none. */
  Optional<Reply.Bytes> find(String path) {
    String name = path.equals("/") ? "index.html" : path.substring(1);
    var matcher = NAME.matcher(name);
    if (name.length() > 100 || !matcher.matches() || !MEDIA_TYPES.containsKey(matcher.group(1))) {
      return Optional.empty();
    }
    Optional<Reply.Bytes> known = read.get(name);
    if (known == null) {
      known = load(name, MEDIA_TYPES.get(matcher.group(1)));
      if (known.isPresent()) { // names that are not there are without number
        read.put(name, known);
      }
    }
    return known;
  }

  private static Optional<Reply.Bytes> load(String name, String mediaType) {
    try (InputStream in = Pages.class.getResourceAsStream(FOLDER + name)) {
      return in == null
          ? Optional.empty()
          : Optional.of(
              new Reply.Bytes(
                  200,
                  mediaType,
                  in.readAllBytes(),
                  Map.of(
                      "Content-Security-Policy",
                      Headers.PAGE_POLICY,
                      "Cache-Control",
                      "no-cache")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
