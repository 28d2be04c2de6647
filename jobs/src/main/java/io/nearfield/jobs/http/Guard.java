package io.nearfield.jobs.http;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.eclipse.jetty.http.HttpCookie;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;

/**
 * Who may ask. Callers bring the token or a session that was opened with it. Pages of other sites
 * are turned away, as is a browser that was led here under another site's name. Thread-safe.
 */
final class Guard {

  private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]", "::1");

  private final BearerToken token;
  private final String host;
  private final Sessions sessions = new Sessions();

  /**
   * @param token or null if everybody who reaches the port may ask
   * @param host where the server listens
   */
  Guard(BearerToken token, String host) {
    this.token = token;
    this.host = host.toLowerCase(Locale.ROOT);
  }

  Sessions sessions() {
    return sessions;
  }

  /** Refuses what a page of another site sent. */
  void requireOwnSite(Request request) {
    String name = Request.getServerName(request);
    String authority = request.getHeaders().get(HttpHeader.HOST);
    if (token == null
        && name != null
        && !LOOPBACK.contains(name.toLowerCase(Locale.ROOT))
        && !name.toLowerCase(Locale.ROOT).equals(host)) {
      throw new HttpProblem(
          403,
          "wrong_host",
          "Cannot answer as '" + Address.clean(name) + "': without a token only this machine asks",
          "Host");
    }
    String origin = request.getHeaders().get(HttpHeader.ORIGIN);
    if (origin != null
        && (authority == null || !origin.replaceFirst("^https?://", "").equals(authority))) {
      throw new HttpProblem(403, "other_site", "Cannot answer a page of another site", "Origin");
    }
  }

  /** Refuses whoever does not bring what the route needs. */
  void require(Route.Access access, Request request) {
    if (access == Route.Access.OPEN || token == null) {
      return;
    }
    String authorization = request.getHeaders().get(HttpHeader.AUTHORIZATION);
    if (token.accepts(authorization)
        || (authorization == null && sessions.isOpen(session(request)))) {
      return;
    }
    throw new HttpProblem(
        401,
        "unauthorized",
        authorization == null
            ? "Cannot answer without a token; send it as 'Authorization: Bearer ...'"
            : "Cannot answer: this is not the token of this service",
        "Authorization");
  }

  static String session(Request request) {
    List<HttpCookie> cookies = Request.getCookies(request);
    return cookies.stream()
        .filter(cookie -> cookie.getName().equals(Sessions.COOKIE))
        .map(HttpCookie::getValue)
        .findFirst()
        .orElse(null);
  }
}
