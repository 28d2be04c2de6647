package io.nearfield.jobs.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nearfield.jobs.http.Asking.Told;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may ask. */
class AccessTest {

  private static final String SECRET = "0123456789abcdef-secret";
  private static final String RIGHT = "Bearer " + SECRET;

  private static OpenShop shop;
  private static Asking http;

  @BeforeAll
  static void open(@TempDir Path folder) {
    shop = new OpenShop(folder, DoorOptions.local().withToken(BearerToken.of(SECRET, "the test")));
    http = shop.http();
  }

  @AfterAll
  static void close() {
    shop.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Bearer wrong",
        "Bearer ",
        "Basic " + SECRET,
        SECRET,
        "Bearer 0123456789abcdef-secret2",
        "Bearer 0123456789abcdef-secre",
      })
  void refusesAWrongToken(String authorization) {
    Told told = http.get("/api/v1/datasets", "Authorization", authorization);
    assertThat(told.status()).isEqualTo(401);
    assertThat(told.code()).isEqualTo("unauthorized");
    assertThat(told.header("WWW-Authenticate")).startsWith("Bearer");
    assertThat(told.message()).doesNotContain(SECRET);
  }

  @Test
  void refusesAMissingTokenAndTakesTheRightOne() {
    assertThat(http.get("/api/v1/datasets").status()).isEqualTo(401);
    assertThat(http.get("/metrics").status()).isEqualTo(401);
    assertThat(http.lookUp("{\"text\": \"x\"}").status()).isEqualTo(401);
    assertThat(http.get("/api/v1/datasets", "Authorization", RIGHT).status()).isEqualTo(200);
    assertThat(http.get("/api/v1/datasets", "Authorization", "bearer " + SECRET).status())
        .isEqualTo(200);
  }

  @Test
  void healthNeedsNone() {
    assertThat(http.get("/health").status()).isEqualTo(200);
    assertThat(http.get("/openapi.json").status()).isEqualTo(200);
  }

  @Test
  void aBrowserThatHasShownTheTokenKeepsASession() {
    assertThat(http.method("POST", "/api/v1/session", new byte[0]).status()).isEqualTo(401);
    Told opened = http.method("POST", "/api/v1/session", new byte[0], "Authorization", RIGHT);
    String cookie = opened.header("Set-Cookie");
    assertThat(cookie).contains("HttpOnly").contains("SameSite=Strict");
    String pair = cookie.substring(0, cookie.indexOf(';'));
    assertThat(http.get("/api/v1/datasets", "Cookie", pair).status()).isEqualTo(200);
    assertThat(http.get("/api/v1/datasets", "Cookie", "nearfield=0").status()).isEqualTo(401);
    assertThat(http.method("DELETE", "/api/v1/session", new byte[0], "Cookie", pair).status())
        .isEqualTo(204);
    assertThat(http.get("/api/v1/datasets", "Cookie", pair).status()).isEqualTo(401);
  }

  @Test
  void turnsPagesOfOtherSitesAway() {
    Told told =
        http.get("/api/v1/datasets", "Authorization", RIGHT, "Origin", "https://evil.example");
    assertThat(told.status()).isEqualTo(403);
    assertThat(told.header("Access-Control-Allow-Origin")).isNull();
    String own = shop.address().toString();
    assertThat(http.get("/api/v1/datasets", "Authorization", RIGHT, "Origin", own).status())
        .isEqualTo(200);
  }

  @Test
  void withoutATokenAnswersUnderItsOwnNameAlone(@TempDir Path folder) throws Exception {
    try (OpenShop open = new OpenShop(folder, DoorOptions.local())) {
      String told =
          RawRequest.exchange(
              open.address(),
              "GET /api/v1/datasets HTTP/1.1\r\nHost: rebound.example\r\nConnection: close\r\n\r\n");
      assertThat(told).startsWith("HTTP/1.1 403").contains("wrong_host");
    }
  }

  @Test
  void anyAddressButLoopbackNeedsAToken() {
    assertThatThrownBy(() -> new DoorOptions("0.0.0.0", 0, null, null, Limits.defaults()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("without a token");
  }

  @Test
  void refusesTokensThatCanBeGuessed(@TempDir Path folder) throws Exception {
    Path file = Files.writeString(folder.resolve("token"), "short\n");
    assertThatThrownBy(() -> BearerToken.read(file))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("at least 16");
  }
}
