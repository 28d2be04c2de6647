package io.nearfield.flink.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.nearfield.connect.api.Change;
import io.nearfield.connect.api.NearfieldException;
import io.nearfield.connect.iceberg.LakeOptions;
import io.nearfield.connect.kafka.LiveClient;
import io.nearfield.connect.kafka.LiveFolder;
import io.nearfield.connect.kafka.LiveTopics;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The job and its broker are killed in the middle of changes; what they promised must hold. */
class KillIT {

  private static final long SEED = 20261120;

  @TempDir Path warehouse;

  @Test
  void membershipEqualsTheOracleAfterKill() throws Exception {
    membershipEqualsTheOracleAfter(1);
  }

  @Test
  @Tag("slow")
  void membershipEqualsTheOracleAfterManyKills() throws Exception {
    membershipEqualsTheOracleAfter(6);
  }

  private void membershipEqualsTheOracleAfter(int kills) throws Exception {
    SmallIndex.build(warehouse, SEED);
    Oracle oracle = new Oracle(SEED);
    Random random = new Random(SEED);
    List<Change> inDoubt = new ArrayList<>();
    for (int life = 0; life < kills; life++) {
      try (LiveProcess process = LiveProcess.start(warehouse)) {
        assertThat(process.restoredFrom().isBlank()).as("fresh start").isEqualTo(life == 0);
        CompletableFuture<Void> killed =
            CompletableFuture.runAsync(
                process::kill,
                CompletableFuture.delayedExecutor(
                    1_500 + random.nextInt(1_500), TimeUnit.MILLISECONDS));
        send(oracle, inDoubt, killed);
        killed.get();
      }
    }
    try (LiveProcess process = LiveProcess.start(warehouse);
        LiveClient client = client()) {
      assertThat(process.restoredFrom()).contains("/checkpoints/");
      resend(client, inDoubt);
      for (int i = 0; i < 50; i++) {
        client.send(oracle.next());
      }
      oracle.awaitEqual(client);
    }
  }

  /** Sends until the process is dead; the change that failed may or may not have been stored. */
  private void send(Oracle oracle, List<Change> inDoubt, CompletableFuture<Void> killed) {
    try (LiveClient client = client()) {
      resend(client, inDoubt);
      int sent = 0;
      while (!killed.isDone()) {
        Change change = oracle.next();
        inDoubt.add(change);
        client.send(change);
        inDoubt.clear();
        sent++;
      }
      assertThat(sent).isPositive();
    } catch (NearfieldException e) {
      assertThat(killed).succeedsWithin(30, TimeUnit.SECONDS);
    }
  }

  private static void resend(LiveClient client, List<Change> inDoubt) {
    for (Change change : List.copyOf(inDoubt)) {
      client.send(change);
    }
    inDoubt.clear();
  }

  private LiveClient client() {
    String bootstrap =
        LiveFolder.of(LakeOptions.of(warehouse.toString()).warehouse())
            .flatMap(LiveFolder::bootstrapServers)
            .orElseThrow();
    return new LiveClient(bootstrap, LiveTopics.of(SmallIndex.REF));
  }
}
