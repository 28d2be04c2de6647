package io.nearfield.jobs.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.nearfield.jobs.http.Asking.Told;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How much may be asked for. */
class LimitsTest {

  private static final String LOOKUPS = "/api/v1/datasets/shop/indexes/things/lookups";

  @TempDir Path folder;

  private static Limits small() {
    return Limits.defaults()
        .withBodyBytes(4_096)
        .withUploadBytes(8_192)
        .withRequestTime(Duration.ofSeconds(1));
  }

  @Test
  void refusesABodyThatIsTooLong() {
    try (OpenShop shop = new OpenShop(folder, DoorOptions.local().withLimits(small()))) {
      Told told = shop.http().lookUp("{\"text\": \"" + "x".repeat(9_000) + "\"}");
      assertThat(told.status()).isEqualTo(413);
      assertThat(told.code()).isEqualTo("too_large");
      assertThat(shop.http().lookUp("{\"text\": \"x\"}").status()).isEqualTo(200);
    }
  }

  @Test
  void refusesABodyThatTurnsOutTooLong() throws Exception {
    try (OpenShop shop = new OpenShop(folder, DoorOptions.local().withLimits(small()))) {
      StringBuilder chunks = new StringBuilder();
      for (int i = 0; i < 12; i++) {
        chunks.append("400\r\n").append("x".repeat(1_024)).append("\r\n");
      }
      String told =
          RawRequest.exchange(
              shop.address(),
              "POST "
                  + LOOKUPS
                  + " HTTP/1.1\r\nHost: localhost\r\n"
                  + "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
                  + chunks
                  + "0\r\n\r\n");
      assertThat(told).startsWith("HTTP/1.1 413").contains("too_large");
    }
  }

  @Test
  void doesNotWaitForASlowSender() throws Exception {
    try (OpenShop shop = new OpenShop(folder, DoorOptions.local().withLimits(small()));
        Socket socket = new Socket("127.0.0.1", shop.address().getPort())) {
      socket.setSoTimeout(30_000);
      OutputStream out = socket.getOutputStream();
      out.write(
          ("POST "
                  + LOOKUPS
                  + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                  + "Content-Length: 100\r\n\r\n{\"te")
              .getBytes(StandardCharsets.US_ASCII));
      out.flush();
      try (InputStream in = socket.getInputStream()) {
        String told = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        assertThat(told).startsWith("HTTP/1.1 408").contains("slow_request");
      }
    }
  }

  @Test
  void answersInTimeThatItCannotAnswerInTime() throws Exception {
    CountDownLatch never = new CountDownLatch(1);
    Route slow =
        Route.get("/slow", "slow", "Takes its time")
            .heavy()
            .by(
                call -> {
                  never.await();
                  return Reply.nothing();
                });
    try (HttpDoor door =
        HttpDoor.open(DoorOptions.local().withLimits(small()), inside -> List.of(slow))) {
      Told told = new Asking(door.address()).get("/slow");
      assertThat(told.status()).isEqualTo(504);
      assertThat(told.code()).isEqualTo("timeout");
      never.countDown();
    }
  }

  @Test
  void tellsTheOthersToComeBackWhenItIsBusy() throws Exception {
    CountDownLatch inside = new CountDownLatch(2);
    CountDownLatch release = new CountDownLatch(1);
    Route slow =
        Route.get("/slow", "slow", "Takes its time")
            .heavy()
            .by(
                call -> {
                  inside.countDown();
                  release.await();
                  return Reply.ok("done");
                });
    ExecutorService callers = Executors.newCachedThreadPool();
    try (HttpDoor door =
        HttpDoor.open(
            DoorOptions.local().withLimits(Limits.defaults().withConcurrency(2, 0)),
            open -> List.of(slow))) {
      Asking http = new Asking(door.address());
      List<Future<Told>> first = new ArrayList<>();
      for (int i = 0; i < 2; i++) {
        first.add(callers.submit(() -> http.get("/slow")));
      }
      inside.await();
      Told turnedAway = http.get("/slow");
      assertThat(turnedAway.status()).isEqualTo(429);
      assertThat(turnedAway.code()).isEqualTo("too_many_requests");
      assertThat(turnedAway.header("Retry-After")).isEqualTo("1");
      release.countDown();
      for (Future<Told> one : first) {
        assertThat(one.get().status()).isEqualTo(200);
      }
      assertThat(http.get("/slow").status()).isEqualTo(200);
    } finally {
      callers.shutdownNow();
    }
  }

  @Test
  void aDefectIsNoStackTrace() {
    Route broken =
        Route.get("/broken", "broken", "Breaks")
            .by(
                call -> {
                  throw new IllegalStateException("secret inner workings");
                });
    try (HttpDoor door = HttpDoor.open(DoorOptions.local(), open -> List.of(broken))) {
      Told told = new Asking(door.address()).get("/broken");
      assertThat(told.status()).isEqualTo(500);
      assertThat(told.message()).contains("incident").doesNotContain("secret");
    }
  }
}
