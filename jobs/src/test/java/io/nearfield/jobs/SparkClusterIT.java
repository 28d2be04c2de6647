package io.nearfield.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.nearfield.connect.api.Generation;
import io.nearfield.connect.api.IndexRef;
import io.nearfield.jobs.NearfieldProcess.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The batch path on a standalone Spark cluster whose processes are killed without warning: the
 * tables must hold what an undisturbed run leaves, row by row.
 */
@Tag("slow")
@Timeout(1_200)
class SparkClusterIT {

  private static final IndexRef INDEX = new IndexRef("store", "things");
  private static final String WORDS = "words";
  private static final int TEXTS = 4_000;
  private static final int PER_COMMIT = 400;
  private static final long PATIENCE_SECONDS = 300;

  @TempDir static Path folder;
  private static StandaloneCluster cluster;
  private static Path input;
  private static TableRows undisturbed;

  private final Random moments = new Random(20);

  @BeforeAll
  static void startsTheClusterAndTheUndisturbedRun() throws Exception {
    input = Files.writeString(folder.resolve("texts.jsonl"), texts());
    Path warehouse = folder.resolve("undisturbed");
    NearfieldProcess nearfield = new NearfieldProcess(folder, warehouse);
    ok(nearfield.run(ingest()));
    ok(nearfield.run(embed()));
    ok(nearfield.run(build()));
    undisturbed = TableRows.of(warehouse, WORDS, INDEX);
    assertThat(undisturbed.features()).hasSize(TEXTS);
    cluster = StandaloneCluster.start(folder.resolve("cluster"), 2);
  }

  @AfterAll
  static void stopsTheCluster() {
    if (cluster != null) {
      cluster.close();
    }
  }

  @Test
  void aKilledExecutorCostsNothingButTime() throws Exception {
    Path warehouse = folder.resolve("executor-killed");
    NearfieldProcess nearfield = onCluster(warehouse);
    ok(nearfield.run(ingest()));

    Started embedding = new Started(nearfield, embed());
    embedding.await(() -> embedded(warehouse) > 0);
    killAnExecutor();
    assertThat(embedded(warehouse)).as("killed in the middle").isLessThan(TEXTS);
    embedding.succeeds();

    Started building = new Started(nearfield, build());
    building.await(() -> !TableRows.generations(warehouse, INDEX).isEmpty());
    killAnExecutor();
    assertThat(states(warehouse)).as("killed in the middle").contains(Generation.State.BUILDING);
    building.succeeds();

    assertThat(TableRows.of(warehouse, WORDS, INDEX)).isEqualTo(undisturbed);
  }

  @Test
  void aKilledDriverIsTakenUpWhereItStopped() throws Exception {
    Path warehouse = folder.resolve("driver-killed");
    NearfieldProcess nearfield = onCluster(warehouse);
    ok(nearfield.run(ingest()));

    Started embedding = new Started(nearfield, embed());
    embedding.await(() -> embedded(warehouse) > 0);
    embedding.kill(moments.nextInt(300));
    long kept = embedded(warehouse);
    assertThat(kept).as("killed in the middle").isBetween(1L, TEXTS - 1L);
    assertThat(ok(nearfield.run(embed())))
        .as("%d were committed before", kept)
        .contains("%,d embedded".formatted(TEXTS - kept));

    Started building = new Started(nearfield, build());
    building.await(() -> !TableRows.generations(warehouse, INDEX).isEmpty());
    building.kill(moments.nextInt(2_000));
    assertThat(states(warehouse))
        .as("nothing half-built serves")
        .containsExactly(Generation.State.BUILDING);
    ok(nearfield.run(build()));

    assertThat(TableRows.of(warehouse, WORDS, INDEX)).isEqualTo(undisturbed);
  }

  private void killAnExecutor() throws InterruptedException {
    Thread.sleep(moments.nextInt(300));
    List<ProcessHandle> executors = cluster.executors();
    assertThat(executors).isNotEmpty();
    ProcessHandle one = executors.get(moments.nextInt(executors.size()));
    assertThat(one.destroyForcibly()).isTrue();
    one.onExit().join();
  }

  private static long embedded(Path warehouse) {
    return TableRows.committed(warehouse, INDEX.dataset(), "features_" + WORDS);
  }

  private static List<Generation.State> states(Path warehouse) {
    return TableRows.generations(warehouse, INDEX).stream().map(Generation::state).toList();
  }

  private static NearfieldProcess onCluster(Path warehouse) {
    return new NearfieldProcess(folder, warehouse)
        .through(
            "spark-submit",
            "--master",
            cluster.master(),
            "--executor-memory",
            "900m",
            "--executor-cores",
            "1",
            "--conf",
            "spark.driver.host=127.0.0.1");
  }

  private static String[] ingest() {
    return new String[] {"ingest", "--dataset", INDEX.dataset(), input.toString()};
  }

  private static String[] embed() {
    return new String[] {
      "embed",
      "--dataset",
      INDEX.dataset(),
      "--feature-set",
      WORDS,
      "--items-per-commit",
      Integer.toString(PER_COMMIT)
    };
  }

  private static String[] build() {
    return new String[] {
      "build",
      "--dataset",
      INDEX.dataset(),
      "--index",
      INDEX.name(),
      "--feature-set",
      WORDS,
      "--spec",
      "IVF32,PQ48",
      "--recall-target",
      "0.9"
    };
  }

  /** Texts of different lengths, no two of them alike. */
  private static String texts() {
    String[] things = {"lantern", "rucksack", "kettle", "tent", "compass", "blanket", "whistle"};
    String[] uses = {"for the night", "that folds", "of steel", "for two", "to lend", "in red"};
    return IntStream.range(0, TEXTS)
        .mapToObj(
            i ->
                "{\"id\": \"t%d\", \"text\": \"A %s %s%s, number %d\", \"shelf\": %d}"
                    .formatted(
                        i,
                        things[i % things.length],
                        uses[i / 7 % uses.length],
                        ", packed well and light to carry".repeat(i % 5),
                        i,
                        i % 7))
        .collect(Collectors.joining("\n"));
  }

  private static String ok(Outcome outcome) {
    assertThat(outcome.status()).as(outcome.err()).isZero();
    return outcome.out();
  }

  /** A command that runs while the test looks at the tables. */
  private static final class Started {

    private final Path err;
    private final Process process;

    Started(NearfieldProcess nearfield, String... arguments) throws IOException {
      err = Files.createTempFile(folder, "err", ".txt");
      process = nearfield.start(Files.createTempFile(folder, "out", ".txt"), err, arguments);
    }

    void await(BooleanSupplier moment) throws IOException, InterruptedException {
      long giveUp = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
      while (!moment.getAsBoolean()) {
        assertThat(process.isAlive()).as(Files.readString(err)).isTrue();
        assertThat(System.nanoTime()).as("in time: " + Files.readString(err)).isLessThan(giveUp);
        Thread.sleep(50);
      }
    }

    /** SIGKILL: no hook runs, nothing is tidied. */
    void kill(int afterMillis) throws InterruptedException {
      Thread.sleep(afterMillis);
      process.destroyForcibly().waitFor();
    }

    void succeeds() throws IOException, InterruptedException {
      assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).as("in time").isTrue();
      assertThat(process.exitValue()).as(Files.readString(err)).isZero();
    }
  }
}
