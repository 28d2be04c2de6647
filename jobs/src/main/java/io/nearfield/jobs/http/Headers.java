package io.nearfield.jobs.http;

import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;

/** The headers that every answer has. */
final class Headers {

  /** For the page: its own scripts, styles and pictures, and nothing of anybody else's. */
  static final String PAGE_POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:;"
          + " connect-src 'self'; font-src 'self'; manifest-src 'self'; base-uri 'none';"
          + " form-action 'none'; frame-ancestors 'none'";

  /** For what users brought: nothing runs, nothing is fetched. */
  private static final String CONTENT_POLICY =
      "default-src 'none'; style-src 'unsafe-inline'; sandbox; frame-ancestors 'none'";

  private Headers() {}

  static void secure(HttpFields.Mutable headers) {
    headers.put("X-Content-Type-Options", "nosniff");
    headers.put("X-Frame-Options", "DENY");
    headers.put("Referrer-Policy", "no-referrer");
    headers.put("Cross-Origin-Resource-Policy", "same-origin");
    headers.put("Cross-Origin-Opener-Policy", "same-origin");
    headers.put("Content-Security-Policy", CONTENT_POLICY);
    headers.put(HttpHeader.CACHE_CONTROL, "no-store");
  }

  static void ofProblem(HttpProblem problem, HttpFields.Mutable headers) {
    switch (problem.status()) {
      case 401 -> headers.put(HttpHeader.WWW_AUTHENTICATE, "Bearer realm=\"nearfield\"");
      case 408, 413 -> headers.put(HttpHeader.CONNECTION, "close");
      case 429, 503 -> headers.put(HttpHeader.RETRY_AFTER, "1");
      default -> {}
    }
  }
}
