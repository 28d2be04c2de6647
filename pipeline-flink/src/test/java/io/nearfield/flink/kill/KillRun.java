package io.nearfield.flink.kill;

import io.nearfield.connect.iceberg.LakeOptions;
import io.nearfield.connect.kafka.LiveClient;
import io.nearfield.flink.LiveOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;

/** Kills processes one after the other under changes and lookups, and compares after each. */
final class KillRun {

  private static final Duration CHECKPOINT_INTERVAL = Duration.ofMillis(1_000);
  private static final int PARALLELISM = 2;

  private final Random random;
  private final Clumps clumps;
  private final Base base;
  private final Ledger ledger;
  private final Path folder;
  private final LakeOptions lake;
  private Processes processes;
  private String job;
  private CheckpointFolder checkpoints;

  private KillRun(Path folder, long seed) {
    this.random = new Random(seed);
    this.clumps = new Clumps(seed);
    this.folder = folder;
    this.lake = LakeOptions.of(folder.resolve("warehouse").toString());
    this.base = new Base(lake, clumps, seed + 1);
    this.ledger = new Ledger(clumps, base.vectors(), seed + 2);
  }

  /**
   * Runs in an empty folder.
   *
   * @param each is told of each kill when it is judged
   */
  static List<Killed> run(Path folder, int kills, long seed, Consumer<Killed> each)
      throws InterruptedException {
    return new KillRun(folder, seed).run(kills, seed, each);
  }

  private List<Killed> run(int kills, long seed, Consumer<Killed> each)
      throws InterruptedException {
    base.build();
    List<Killed> all = new ArrayList<>();
    try (Processes started = Processes.start(folder.resolve("processes"))) {
      processes = started;
      LiveOptions options =
          LiveOptions.of(lake, Base.INDEX, processes.bootstrapServers())
              .withParallelism(PARALLELISM)
              .withCheckpointInterval(CHECKPOINT_INTERVAL);
      job = processes.submit(options);
      checkpoints = CheckpointFolder.of(folder.resolve("warehouse").resolve("_live"), job);
      try (LiveClient asking = new LiveClient(processes.bootstrapServers(), options.topics());
          LiveClient changing = new LiveClient(processes.bootstrapServers(), options.topics());
          LookupStream lookups = new LookupStream(asking, clumps, seed + 3);
          ChangeStream changes = new ChangeStream(changing, ledger)) {
        for (Kill kill : Kill.plan(kills, random)) {
          Killed killed = one(kill, asking, lookups, changes);
          all.add(killed);
          each.accept(killed);
        }
      }
    }
    return all;
  }

  private Killed one(Kill kill, LiveClient client, LookupStream lookups, ChangeStream changes)
      throws InterruptedException {
    LookupStream.Account before = lookups.account();
    Thread.sleep(500 + random.nextInt(1_000));
    await(kill.moment());
    long at = System.nanoTime();
    long atMs = System.currentTimeMillis();
    processes.kill(kill.victim(), random);
    processes.awaitRecovered(job, kill.victim(), atMs);
    // Of a broker that is gone the last answers may still be on their way.
    lookups.awaitAnswerToQuestionAfter(kill.victim() == Victim.BROKER ? at : System.nanoTime());
    double recoverySeconds = (System.nanoTime() - at) / 1e9;
    changes.pause();
    try {
      Findings findings = Findings.of(client, ledger, clumps, random.nextLong());
      LookupStream.Account after = lookups.account();
      return new Killed(
          kill,
          recoverySeconds,
          findings,
          after.unanswered() - before.unanswered(),
          after.failed() - before.failed());
    } finally {
      changes.resume();
    }
  }

  /** Returns in the middle of it. */
  private void await(Moment moment) throws InterruptedException {
    switch (moment) {
      case CHANGES -> {}
      case CHECKPOINT -> checkpoints.awaitOneInProgress();
      case SWAP -> {
        base.build();
        Thread.sleep(random.nextInt(1_500));
      }
      case COMMIT -> {
        checkpoints.awaitOneMore();
        Thread.sleep(random.nextInt(150));
      }
    }
  }
}
