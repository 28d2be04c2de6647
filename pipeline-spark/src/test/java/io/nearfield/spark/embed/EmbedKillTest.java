package io.nearfield.spark.embed;

import static org.assertj.core.api.Assertions.assertThat;

import io.nearfield.connect.api.Progress;
import io.nearfield.connect.iceberg.Lake;
import io.nearfield.connect.iceberg.LakeOptions;
import io.nearfield.spark.LakeSession;
import io.nearfield.spark.ingest.IngestAction;
import io.nearfield.spark.ingest.IngestOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Processes that die by SIGKILL while they embed: first an executor, then the driver. */
@Tag("slow")
class EmbedKillTest {

  private static final int TEXTS = 4_000;
  private static final int PER_COMMIT = 400;

  @TempDir Path temp;

  @Test
  void theTablesAreThoseOfAnUndisturbedRun() throws Exception {
    Path texts = writeTexts();
    run(texts, "undisturbed", "ingest").join("undisturbed ingest");
    run(texts, "undisturbed", "embed").join("undisturbed");
    run(texts, "killed", "ingest").join("ingest");

    try (Lake lake = Lake.open(LakeOptions.of(warehouse("killed")))) {
      Running disturbed = run(texts, "killed", "embed");
      disturbed.untilCommits(lake, 2);
      disturbed.executor().destroyForcibly();
      disturbed.untilCommits(lake, 5);
      disturbed.kill();
      long kept = rows(lake).size();
      assertThat(kept).isBetween(2L * PER_COMMIT / 2, TEXTS - 1L);

      run(texts, "killed", "embed").join("the run after the kill");
      Map<String, String> rows = rows(lake);
      try (Lake undisturbed = Lake.open(LakeOptions.of(warehouse("undisturbed")))) {
        assertThat(rows).isEqualTo(rows(undisturbed)).hasSize(TEXTS);
      }
      Map<String, Double> figures = lake.runs("texts").get(lake.runs("texts").size() - 1).figures();
      assertThat(figures.get("unchanged")).as("what was committed is not repeated").isEqualTo(kept);
      assertThat(figures.get("embedded")).isEqualTo((double) TEXTS - kept);
    }
  }

  private String warehouse(String name) {
    return temp.resolve(name).toString();
  }

  private Path writeTexts() throws IOException {
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < TEXTS; i++) {
      String text = "Question " + i + ": where does part " + i % 97 + " of machine " + i + " go? ";
      lines.add("{\"id\": \"" + i + "\", \"text\": \"" + text.repeat(1 + i % 5).strip() + "\"}");
    }
    return Files.write(temp.resolve("texts.jsonl"), lines);
  }

  /** Entity, content and vector of every row, each entity once. */
  private static Map<String, String> rows(Lake lake) throws IOException {
    Map<String, String> rows = new TreeMap<>();
    try (CloseableIterable<Record> records =
        IcebergGenerics.read(lake.table("texts", "features_s")).build()) {
      for (Record row : records) {
        String id = (String) row.getField("entity_id");
        String before = rows.put(id, row.getField("content_hash") + " " + row.getField("vector"));
        assertThat(before).as("two vectors of " + id).isNull();
      }
    }
    return rows;
  }

  private Running run(Path texts, String name, String step) throws IOException {
    Path home = Files.createDirectories(temp.resolve("spark"));
    Files.createDirectories(home.resolve("jars"));
    Path log = temp.resolve(name + "-" + step + "-" + System.nanoTime() + ".txt");
    String classPath = System.getProperty("java.class.path");
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        Arrays.asList(org.apache.spark.launcher.JavaModuleOptions.defaultModuleOptionArray()));
    command.addAll(
        List.of(
            "-Xmx1g",
            "-Dspark.master=local-cluster[2,1,2048]",
            "-Dspark.executor.memory=1g",
            "-Dspark.ui.enabled=false",
            "-Dspark.driver.host=127.0.0.1",
            "-Dspark.driver.bindAddress=127.0.0.1",
            "-Dspark.executor.extraClassPath=" + classPath,
            "-Dspark.sql.shuffle.partitions=2",
            "-cp",
            classPath,
            Driver.class.getName(),
            warehouse(name),
            texts.toString(),
            step));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(Files.createDirectories(temp.resolve("work")).toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile());
    builder.environment().put("SPARK_HOME", home.toString());
    builder.environment().put("SPARK_SCALA_VERSION", "2.13");
    builder.environment().put("SPARK_LOCAL_IP", "127.0.0.1");
    return new Running(builder.start(), log);
  }

  private record Running(Process driver, Path log) {

    void join(String what) throws Exception {
      boolean ended = driver.waitFor(5, TimeUnit.MINUTES);
      kill();
      assertThat(ended).as("%s ends: %s", what, Files.readString(log)).isTrue();
      assertThat(driver.exitValue()).as("%s: %s", what, Files.readString(log)).isZero();
    }

    void kill() throws InterruptedException {
      List<ProcessHandle> all = driver.descendants().toList();
      driver.destroyForcibly().waitFor();
      all.forEach(ProcessHandle::destroyForcibly);
    }

    /** The executor that began last. */
    ProcessHandle executor() {
      return driver
          .descendants()
          .filter(p -> p.info().commandLine().orElse("").contains("CoarseGrainedExecutorBackend"))
          .max(Comparator.comparing(ProcessHandle::pid))
          .orElseThrow();
    }

    void untilCommits(Lake lake, int n) throws Exception {
      while (commits(lake) < n) {
        assertThat(driver.isAlive()).as(Files.readString(log)).isTrue();
        Thread.sleep(20);
      }
    }

    private static int commits(Lake lake) {
      if (!lake.exists("texts", "features_s")) {
        return 0;
      }
      Table table = lake.table("texts", "features_s");
      int n = 0;
      for (Snapshot ignored : table.snapshots()) {
        n++;
      }
      return n;
    }
  }

  /** Runs in the driver's process. */
  static final class Driver {
    private Driver() {}

    public static void main(String[] args) {
      try (Lake lake = Lake.open(LakeOptions.of(args[0]))) {
        SparkSession spark = LakeSession.open(lake, "kill");
        if (args[2].equals("ingest")) {
          new IngestAction(spark, lake, Progress.SILENT)
              .run(IngestOptions.of("texts", List.of(args[1])));
        } else {
          new EmbedAction(spark, lake, Progress.SILENT)
              .run(EmbedOptions.of("texts", "s").withItemsPerCommit(PER_COMMIT));
        }
        spark.stop();
      }
    }
  }
}
