package io.nearfield.flink.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.nearfield.connect.api.Lookup;
import io.nearfield.connect.api.Neighbour;
import io.nearfield.connect.iceberg.Lake;
import io.nearfield.connect.iceberg.LakeOptions;
import io.nearfield.connect.kafka.LiveClient;
import io.nearfield.connect.kafka.LiveTopics;
import io.nearfield.connect.kafka.LookupAnswer;
import io.nearfield.connect.kafka.LookupRequest;
import io.nearfield.flink.StateOptions;
import io.nearfield.flink.StateOptions.Backend;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Generations come and go under a job that answers, changes and never stops. */
class SwapIT {

  private static final Duration TIMEOUT = Duration.ofSeconds(60);

  @TempDir Path warehouse;

  /** What was answered while a swap went on. */
  private record Seen(Set<Long> generations, int answers) {}

  @ParameterizedTest
  @EnumSource(names = {"HASHMAP", "ROCKSDB"})
  void everyLookupIsAnsweredInWholeWhileGenerationsAreSwapped(Backend backend) throws Exception {
    SmallIndex.build(warehouse, 1);
    Oracle oracle = new Oracle(1);
    try (LocalLive live = start(backend, 2);
        LiveClient client = client(live)) {
      send(client, oracle, 200);
      oracle.awaitEqual(client);

      Seen seen = swap(live, oracle, client, () -> build(2, "IVF7,Flat", 3), 2);
      assertThat(seen.generations()).containsExactlyInAnyOrder(1L, 2L);
      oracle.awaitEqual(client);

      seen = swap(live, oracle, client, () -> rollback(1), 1);
      assertThat(seen.generations()).containsExactlyInAnyOrder(1L, 2L);
      oracle.awaitEqual(client);

      seen = swap(live, oracle, client, () -> build(3, "IVF20,SQ8", 6), 3);
      assertThat(seen.generations()).containsExactlyInAnyOrder(1L, 3L);
      oracle.awaitEqual(client);
    }
    try (LocalLive live = start(backend, 3);
        LiveClient client = client(live)) {
      assertThat(live.restoredFrom()).isPresent();
      oracle.awaitEqual(client);
    }
  }

  @Test
  void generationOfAnotherDimensionLeavesTheOldOneServing() throws Exception {
    SmallIndex.build(warehouse, 1);
    Oracle oracle = new Oracle(1);
    try (LocalLive live = start(Backend.HASHMAP, 1);
        LiveClient client = client(live)) {
      send(client, oracle, 50);
      SmallIndex.buildWider(warehouse, 2);
      Thread.sleep(1_000); // several looks at the table
      oracle.awaitEqual(client);
      assertThat(everything(client).neighbours().generation()).isEqualTo(1);
    }
  }

  /** Asks and changes without a pause until the generation has answered for a while. */
  private Seen swap(
      LocalLive live, Oracle oracle, LiveClient changes, Runnable publish, long generation)
      throws InterruptedException, ExecutionException {
    CompletableFuture<Void> published = CompletableFuture.runAsync(publish);
    Set<Long> generations = new HashSet<>();
    int answers = 0;
    int after = 0;
    long end = System.nanoTime() + TIMEOUT.toNanos();
    try (LiveClient client = client(live)) {
      while (after < 20) {
        assertThat(System.nanoTime()).as("still %s", generations).isLessThan(end);
        LookupAnswer answer = everything(client);
        assertThat(answer.error()).isNull();
        assertThat(answer.neighbours().partial()).isNull();
        List<String> ids =
            answer.neighbours().neighbours().stream().map(Neighbour::entityId).toList();
        assertThat(ids).doesNotHaveDuplicates();
        oracle.assertSettledHold(ids);
        generations.add(answer.neighbours().generation());
        after += answer.neighbours().generation() == generation ? 1 : 0;
        answers++;
        send(changes, oracle, 2);
      }
    }
    published.get();
    return new Seen(generations, answers);
  }

  private static LookupAnswer everything(LiveClient client) {
    float[] anywhere = new float[SmallIndex.DIMENSION];
    return client.ask(
        LookupRequest.of(Lookup.of(new Lookup.ByVector(anywhere), 1_000).asExact()), TIMEOUT);
  }

  private void build(long seed, String spec, int partitions) {
    SmallIndex.build(warehouse, seed, spec, partitions);
  }

  private void rollback(long generation) {
    try (Lake lake = Lake.open(LakeOptions.of(warehouse.toString()))) {
      lake.index(SmallIndex.REF).rollback(generation);
    }
  }

  private static void send(LiveClient client, Oracle oracle, int changes) {
    for (int i = 0; i < changes; i++) {
      client.send(oracle.next());
    }
  }

  private LocalLive start(Backend backend, int parallelism) {
    LocalLive live =
        LocalLive.start(
            LocalLiveOptions.of(LakeOptions.of(warehouse.toString()), SmallIndex.REF)
                .withParallelism(parallelism)
                .withCheckpointInterval(Duration.ofMillis(300))
                .withState(
                    StateOptions.defaults()
                        .withBackend(backend)
                        .withGenerationPoll(Duration.ofMillis(100))));
    live.awaitReady(Duration.ofMinutes(2));
    return live;
  }

  private static LiveClient client(LocalLive live) {
    return new LiveClient(live.bootstrapServers(), LiveTopics.of(SmallIndex.REF));
  }
}
