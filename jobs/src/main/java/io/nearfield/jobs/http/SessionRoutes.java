package io.nearfield.jobs.http;

import java.util.List;
import java.util.Map;

/** Opening and closing a browser's session. */
final class SessionRoutes {

  private static final String ADDRESS = "/api/v1/session";

  private SessionRoutes() {}

  static List<Route> all(Sessions sessions, boolean secure) {
    String rest = "; Path=/; HttpOnly; SameSite=Strict" + (secure ? "; Secure" : "");
    return List.of(
        Route.of(
                "POST",
                ADDRESS,
                "openSession",
                "Opens a session for a browser that has shown the token, kept in a cookie")
            .givesNothing()
            .by(
                call ->
                    cookie(
                        Sessions.COOKIE
                            + "="
                            + sessions.open()
                            + "; Max-Age="
                            + Sessions.LIFE.toSeconds()
                            + rest)),
        Route.of("DELETE", ADDRESS, "closeSession", "Lets the browser forget its session")
            .open()
            .givesNothing()
            .by(
                call -> {
                  sessions.close(call.session());
                  return cookie(Sessions.COOKIE + "=; Max-Age=0" + rest);
                }));
  }

  private static Reply cookie(String value) {
    return new Reply.Bytes(204, null, new byte[0], Map.of("Set-Cookie", value));
  }
}
