package io.nearfield.spark.embed;

import static org.assertj.core.api.Assertions.assertThat;

import io.nearfield.connect.api.Content;
import io.nearfield.connect.api.EmbeddingModel;
import io.nearfield.connect.api.Progress;
import io.nearfield.connect.iceberg.Lake;
import io.nearfield.connect.iceberg.LakeOptions;
import io.nearfield.connect.onnx.ModelOptions;
import io.nearfield.connect.onnx.Models;
import io.nearfield.spark.LakeSession;
import io.nearfield.spark.ingest.IngestAction;
import io.nearfield.spark.ingest.IngestOptions;
import io.nearfield.spark.ingest.IngestReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Executors as processes of their own: what runs there is sent there, native libraries and all. */
class OnClusterTest {

  private static final int TEXTS = 30;

  @TempDir Path temp;

  @Test
  void executorsInOtherProcessesMakeTheSameVectors() throws Exception {
    Path model = ModelFolders.miniLm(temp.resolve("model"), 64);
    Path home = temp.resolve("spark");
    Files.createDirectories(home.resolve("jars"));
    Path log = temp.resolve("log.txt");
    String classPath = System.getProperty("java.class.path");
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        Arrays.asList(org.apache.spark.launcher.JavaModuleOptions.defaultModuleOptionArray()));
    command.addAll(
        List.of(
            "-Xmx1g",
            "-Dspark.master=local-cluster[2,1,1024]",
            "-Dspark.executor.memory=1g",
            "-Dspark.ui.enabled=false",
            "-Dspark.driver.host=127.0.0.1",
            "-Dspark.executor.extraClassPath=" + classPath,
            "-Dspark.sql.shuffle.partitions=2",
            "-cp",
            classPath,
            Driver.class.getName(),
            temp.resolve("warehouse").toString(),
            writeTexts().toString(),
            model.toString()));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(Files.createDirectory(temp.resolve("work")).toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile());
    builder.environment().put("SPARK_HOME", home.toString());
    builder.environment().put("SPARK_SCALA_VERSION", "2.13");
    builder.environment().put("SPARK_LOCAL_IP", "127.0.0.1");
    Process driver = builder.start();
    try {
      assertThat(driver.waitFor(5, TimeUnit.MINUTES)).as("in time").isTrue();
    } finally {
      driver.descendants().forEach(ProcessHandle::destroyForcibly);
      driver.destroyForcibly();
    }
    assertThat(driver.exitValue()).as(() -> read(log)).isZero();

    try (Lake lake = Lake.open(LakeOptions.of(temp.resolve("warehouse").toString()))) {
      assertVectors(lake, "built_in", Models.DEFAULT_TEXT);
      assertVectors(lake, "folder", model.toString());
    }
  }

  private static void assertVectors(Lake lake, String featureSet, String location)
      throws IOException {
    EmbeddingModel model = Models.shared(location, ModelOptions.defaults());
    int found = 0;
    try (CloseableIterable<Record> rows =
        IcebergGenerics.read(lake.table("texts", Lake.featureTable(featureSet))).build()) {
      for (Record row : rows) {
        float[] here = model.embed(new Content.Text(text((String) row.getField("entity_id"))));
        List<?> there = (List<?>) row.getField("vector");
        assertThat(there).hasSize(here.length);
        for (int i = 0; i < here.length; i++) {
          assertThat(there.get(i)).isEqualTo(here[i]);
        }
        found++;
      }
    }
    assertThat(found).isEqualTo(TEXTS);
  }

  private Path writeTexts() throws IOException {
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < TEXTS; i++) {
      lines.add("{\"id\": \"" + i + "\", \"text\": \"" + text(Integer.toString(i)) + "\"}");
    }
    lines.add(7, "{\"id\": broken");
    return Files.write(temp.resolve("texts.jsonl"), lines);
  }

  private static String text(String id) {
    return "Question " + id + ": how do I change the name of container " + id + " — größer?";
  }

  private static String read(Path log) {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      return e.toString();
    }
  }

  /** Runs in the driver's process. */
  static final class Driver {
    private Driver() {}

    public static void main(String[] args) {
      try (Lake lake = Lake.open(LakeOptions.of(args[0]))) {
        SparkSession spark = LakeSession.open(lake, "on-cluster");
        IngestReport report =
            new IngestAction(spark, lake, Progress.SILENT)
                .run(IngestOptions.of("texts", List.of(args[1])));
        if (report.added() != TEXTS || report.refused() != 1) {
          throw new IllegalStateException(report.toString());
        }
        EmbedAction embed = new EmbedAction(spark, lake, Progress.SILENT);
        embed.run(EmbedOptions.of("texts", "built_in"));
        embed.run(EmbedOptions.of("texts", "folder").withModel(args[2]));
        spark.stop();
      }
    }
  }
}
