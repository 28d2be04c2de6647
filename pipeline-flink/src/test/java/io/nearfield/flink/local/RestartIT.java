package io.nearfield.flink.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.nearfield.connect.api.Lookup;
import io.nearfield.connect.iceberg.LakeOptions;
import io.nearfield.connect.kafka.LiveClient;
import io.nearfield.connect.kafka.LiveTopics;
import io.nearfield.connect.kafka.LookupRequest;
import io.nearfield.flink.LiveJob;
import io.nearfield.flink.LiveOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RestartIT {

  @TempDir Path warehouse;

  @Test
  void stateSurvivesRestartAtAnotherParallelismAndGoesOverToNewGeneration() throws Exception {
    SmallIndex.build(warehouse, 1);
    Oracle oracle = new Oracle(1);
    try (LocalLive live = start(2);
        LiveClient client = client(live)) {
      assertThat(live.restoredFrom()).isEmpty();
      send(client, oracle, 150);
      oracle.awaitEqual(client);
      awaitCheckpointAfter(System.currentTimeMillis());
    }
    try (LocalLive live = start(1);
        LiveClient client = client(live)) {
      assertThat(live.restoredFrom().orElseThrow()).contains("/checkpoints/");
      oracle.awaitEqual(client);
      send(client, oracle, 50);
      oracle.awaitEqual(client);
    }
    SmallIndex.build(warehouse, 2);
    try (LocalLive live = start(3);
        LiveClient client = client(live)) {
      assertThat(live.restoredFrom()).isPresent();
      oracle.awaitEqual(client);
      awaitGeneration(client, 2);
      oracle.awaitEqual(client);
    }
  }

  private static void awaitGeneration(LiveClient client, long generation) {
    float[] anywhere = new float[SmallIndex.DIMENSION];
    long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    long answered = -1;
    while (answered != generation) {
      assertThat(System.nanoTime()).as("still generation %s", answered).isLessThan(end);
      answered =
          client
              .ask(
                  LookupRequest.of(Lookup.of(new Lookup.ByVector(anywhere), 1)),
                  Duration.ofSeconds(30))
              .neighbours()
              .generation();
    }
  }

  private static void send(LiveClient client, Oracle oracle, int changes) {
    for (int i = 0; i < changes; i++) {
      client.send(oracle.next());
    }
  }

  private LocalLive start(int parallelism) {
    LocalLive live =
        LocalLive.start(
            LocalLiveOptions.of(LakeOptions.of(warehouse.toString()), SmallIndex.REF)
                .withParallelism(parallelism)
                .withCheckpointInterval(Duration.ofMillis(300)));
    live.awaitReady(Duration.ofMinutes(2));
    return live;
  }

  private static LiveClient client(LocalLive live) {
    return new LiveClient(live.bootstrapServers(), LiveTopics.of(SmallIndex.REF));
  }

  private void awaitCheckpointAfter(long time) throws InterruptedException {
    String directory =
        LiveJob.checkpointDirectory(
            LiveOptions.of(LakeOptions.of(warehouse.toString()), SmallIndex.REF, "unused:1"));
    long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    Optional<String> latest = Optional.empty();
    while (latest.isEmpty() || modified(latest.get()) < time) {
      assertThat(System.nanoTime()).as("no checkpoint, last was %s", latest).isLessThan(end);
      Thread.sleep(100);
      latest = LiveJob.latestCheckpoint(directory);
    }
  }

  private static long modified(String checkpoint) {
    return Path.of(checkpoint.substring("file:".length()), "_metadata").toFile().lastModified();
  }
}
