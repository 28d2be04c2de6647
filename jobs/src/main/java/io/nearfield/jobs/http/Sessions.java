package io.nearfield.jobs.http;

import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Sessions of browsers that have shown the token once: pictures and events cannot bring it. Kept in
 * memory, for twelve hours, the oldest forgotten beyond a thousand. Thread-safe.
 */
final class Sessions {

  static final String COOKIE = "nearfield";
  static final Duration LIFE = Duration.ofHours(12);

  private static final int MOST = 1_000;

  private final SecureRandom random = new SecureRandom();
  private final Map<String, Long> open =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Long> eldest) {
          return size() > MOST;
        }
      };

  synchronized String open() {
    byte[] bytes = new byte[32];
    random.nextBytes(bytes);
    String id = HexFormat.of().formatHex(bytes);
    open.put(id, System.nanoTime());
    return id;
  }

  synchronized boolean isOpen(String idOrNull) {
    Long since = idOrNull == null ? null : open.get(idOrNull);
    return since != null && System.nanoTime() - since < LIFE.toNanos();
  }

  synchronized void close(String idOrNull) {
    if (idOrNull != null) {
      open.remove(idOrNull);
    }
  }
}
