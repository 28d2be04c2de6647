package io.nearfield.jobs.flink;

import io.nearfield.connect.kafka.LiveTopics;
import io.nearfield.flink.local.LocalLive;
import io.nearfield.flink.local.LocalLiveOptions;
import io.nearfield.jobs.Simd;
import io.nearfield.jobs.render.Console;
import io.nearfield.jobs.render.Figures;
import io.nearfield.jobs.render.Json;
import java.io.IOException;
import java.time.Duration;

/** The live job in this process, from its start to a signal that ends it. */
public final class LiveRun {

  private static final Duration START_LIMIT = Duration.ofMinutes(2);

  private final LocalLiveOptions options;
  private final Console console;
  private final boolean json;
  private final boolean whileStdinOpen;

  public LiveRun(LocalLiveOptions options, Console console, boolean json, boolean whileStdinOpen) {
    this.options = options;
    this.console = console;
    this.json = json;
    this.whileStdinOpen = whileStdinOpen;
  }

  /** Returns when the job has been stopped; throws if it failed for good. */
  public void run() throws InterruptedException {
    Simd.start();
    long begun = System.nanoTime();
    LocalLive live = LocalLive.start(options);
    Thread stop = new Thread(live::close, "stop-live");
    Runtime.getRuntime().addShutdownHook(stop);
    if (whileStdinOpen) {
      endWithStdin();
    }
    live.awaitReady(START_LIMIT);
    sayReady(live, Duration.ofNanos(System.nanoTime() - begun));
    live.awaitEnd();
  }

  private void sayReady(LocalLive live, Duration took) {
    LiveTopics topics = LiveTopics.of(options.index());
    if (json) {
      console
          .out()
          .println(
              Json.line(
                  Json.object(
                      "event", "ready",
                      "index", options.index(),
                      "bootstrapServers", live.bootstrapServers(),
                      "changes", topics.changes(),
                      "lookups", topics.lookups(),
                      "neighbours", topics.neighbours(),
                      "deadLetters", topics.deadLetters())));
      return;
    }
    console
        .out()
        .printf(
            "%s is live after %s; Kafka at %s, Ctrl-C stops%n",
            options.index(), Figures.duration(took), live.bootstrapServers());
    console
        .out()
        .printf(
            "Topics: %s, %s, %s, %s%n",
            topics.changes(), topics.lookups(), topics.neighbours(), topics.deadLetters());
    if (live.borrowsBroker()) {
      console
          .err()
          .println(
              "Kafka here belongs to another live job of this warehouse and stops with it; give"
                  + " both --bootstrap-servers to keep them apart");
    }
  }

  /** Whoever started this process holds our standard input open; when they are gone, so are we. */
  private static void endWithStdin() {
    Thread watch =
        new Thread(
            () -> {
              try {
                while (System.in.read() >= 0) {
                  // nothing to hear but the end
                }
              } catch (IOException e) {
                // the same as the end
              }
              System.exit(0);
            },
            "watch-stdin");
    watch.setDaemon(true);
    watch.start();
  }
}
