package io.nearfield.jobs.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.nearfield.jobs.http.Asking.Told;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A new generation is taken over while lookups go on, and listeners are told. */
class FollowingOverHttpTest {

  @Test
  void changesOverWithoutAnError(@TempDir Path folder) throws Exception {
    ExecutorService callers = Executors.newFixedThreadPool(3);
    try (OpenShop shop = new OpenShop(folder, DoorOptions.local())) {
      Asking http = shop.http();
      assertThat(http.lookUp("{\"text\": \"x\"}").json().path("generation").asLong()).isEqualTo(1);
      HttpResponse<InputStream> events =
          Asking.client().send(http.request("/events").build(), BodyHandlers.ofInputStream());
      assertThat(events.headers().firstValue("Content-Type")).contains("text/event-stream");

      AtomicBoolean stop = new AtomicBoolean();
      List<Future<List<Long>>> asked = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        asked.add(callers.submit(() -> askUntil(stop, http)));
      }
      ToyShop.build(shop.lake(), ToyShop.COUNT / 2);
      try (BufferedReader reader =
          new BufferedReader(new InputStreamReader(events.body(), StandardCharsets.UTF_8))) {
        String line = nextEvent(reader);
        if (line.equals(served(1, ToyShop.COUNT))) { // told late of what the first lookup opened
          line = nextEvent(reader);
        }
        assertThat(line).isEqualTo(served(2, ToyShop.COUNT / 2));
      }
      assertThat(http.lookUp("{\"text\": \"x\"}").json().path("generation").asLong()).isEqualTo(2);
      stop.set(true);
      for (Future<List<Long>> one : asked) {
        assertThat(one.get()).isSorted().contains(1L);
      }
    } finally {
      callers.shutdownNow();
    }
  }

  /** The generations that answered, one after the other. */
  private static List<Long> askUntil(AtomicBoolean stop, Asking http) {
    List<Long> generations = new ArrayList<>();
    while (!stop.get()) {
      Told told = http.lookUp("{\"text\": \"thing number 5\", \"k\": 3}");
      assertThat(told.status()).isEqualTo(200);
      generations.add(told.json().path("generation").asLong());
    }
    return generations;
  }

  private static String nextEvent(BufferedReader events) throws IOException {
    String line = events.readLine();
    while (!line.startsWith("data:")) {
      line = events.readLine();
    }
    return line;
  }

  private static String served(int generation, int entries) {
    return "data: {\"dataset\":\"shop\",\"index\":\"things\",\"generation\":%d,\"entries\":%d}"
        .formatted(generation, entries);
  }
}
