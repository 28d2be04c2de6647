package io.nearfield.spark.embed;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.sum;
import static org.assertj.core.api.Assertions.assertThat;

import io.nearfield.connect.api.Content;
import io.nearfield.connect.api.EmbeddingModel;
import io.nearfield.connect.api.IndexRef;
import io.nearfield.connect.api.Progress;
import io.nearfield.connect.iceberg.Lake;
import io.nearfield.connect.iceberg.LakeOptions;
import io.nearfield.connect.onnx.ModelOptions;
import io.nearfield.connect.onnx.Models;
import io.nearfield.index.IndexSpec;
import io.nearfield.spark.LakeSession;
import io.nearfield.spark.build.BuildAction;
import io.nearfield.spark.build.BuildOptions;
import io.nearfield.spark.build.RefreshAction;
import io.nearfield.spark.build.RefreshOptions;
import io.nearfield.spark.build.RefreshReport;
import io.nearfield.spark.export.ExportAction;
import io.nearfield.spark.export.ExportFormat;
import io.nearfield.spark.export.ExportOptions;
import io.nearfield.spark.export.ExportOptions.Mode;
import io.nearfield.spark.export.ExportOptions.Selection;
import io.nearfield.spark.export.ExportReport;
import io.nearfield.spark.features.ImportOptions;
import io.nearfield.spark.features.ImportOptions.Columns;
import io.nearfield.spark.features.ImportOptions.Format;
import io.nearfield.spark.features.ImportVectorsAction;
import io.nearfield.spark.features.ModelClaim;
import io.nearfield.spark.features.VectorsReport;
import io.nearfield.spark.ingest.IngestAction;
import io.nearfield.spark.ingest.IngestOptions;
import io.nearfield.spark.ingest.IngestReport;
import io.nearfield.spark.neighbours.NeighboursAction;
import io.nearfield.spark.neighbours.NeighboursOptions;
import io.nearfield.spark.neighbours.NeighboursReport;
import io.nearfield.spark.run.Kept;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import javax.imageio.ImageIO;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.spark.SparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import scala.jdk.javaapi.CollectionConverters;

/** Executors as processes of their own: what runs there is sent there, native libraries and all. */
class OnClusterTest {

  private static final int TEXTS = 30;
  private static final int PAGES = 12;
  private static final int PICTURES = 4;

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
            "-Dspark.master=local-cluster[2,1,2048]",
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
            model.toString(),
            mixed().toString(),
            temp.resolve("out").toString()));
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
      assertThat(driver.waitFor(10, TimeUnit.MINUTES)).as(() -> read(log)).isTrue();
    } finally {
      driver.descendants().forEach(ProcessHandle::destroyForcibly);
      driver.destroyForcibly();
    }
    assertThat(driver.exitValue()).as(() -> read(log)).isZero();

    try (Lake lake = Lake.open(LakeOptions.of(temp.resolve("warehouse").toString()))) {
      assertVectors(lake, "built_in", Models.DEFAULT_TEXT);
      assertVectors(lake, "folder", model.toString());
      assertThat(vectors(lake, "mixed", "copy")).isEqualTo(vectors(lake, "mixed", "words"));
      assertThat(vectors(lake, "mixed", "copy"))
          .containsKeys("mixed/late.txt", "mixed/page.html#0")
          .hasSize(PAGES + 2);
      assertThat(vectors(lake, "mixed", "looks")).hasSize(PICTURES);
      assertThat(lake.index(new IndexRef("mixed", "words")).requireActive().entries())
          .isEqualTo(PAGES + 2);
    }
  }

  private static Map<String, List<?>> vectors(Lake lake, String dataset, String set)
      throws IOException {
    Map<String, List<?>> vectors = new TreeMap<>();
    try (CloseableIterable<Record> rows =
        IcebergGenerics.read(lake.table(dataset, Lake.featureTable(set))).build()) {
      for (Record row : rows) {
        vectors.put((String) row.getField("entity_id"), (List<?>) row.getField("vector"));
      }
    }
    return vectors;
  }

  /** A document, texts and pictures. */
  private Path mixed() throws IOException {
    Path folder = Files.createDirectories(temp.resolve("mixed"));
    Files.writeString(
        folder.resolve("page.html"),
        "<html><body><h1>Ships</h1><p>Ships sail the sea at night.</p></body></html>");
    for (int i = 0; i < PAGES; i++) {
      Files.writeString(folder.resolve("t" + i + ".txt"), text("p" + i));
    }
    for (int i = 0; i < PICTURES; i++) {
      BufferedImage image = new BufferedImage(16, 16, BufferedImage.TYPE_INT_RGB);
      image.setRGB(i, 2 * i, 0xFF0000 + 99 * i);
      image.setRGB(8, i, 0x00FF00);
      ImageIO.write(image, "png", folder.resolve(i + ".png").toFile());
    }
    return folder;
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
        System.out.println("texts embedded");
        theWholeWay(spark, lake, Path.of(args[3]), args[4]);
        System.out.println("exported and imported");
        whatAnExecutorTakesWithItIsMadeAgain(spark);
        System.out.println("made again");
        spark.stop();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    /** Documents and pictures in, embedded, indexed, refreshed, and out and in again. */
    private static void theWholeWay(SparkSession spark, Lake lake, Path folder, String out)
        throws IOException {
      ingest(spark, lake, folder);
      EmbedAction embed = new EmbedAction(spark, lake, Progress.SILENT);
      embed.run(EmbedOptions.of("mixed", "words"));
      embed.run(EmbedOptions.of("mixed", "looks").withModel(Models.BUILT_IN_IMAGE));
      IndexRef index = new IndexRef("mixed", "words");
      BuildAction build = new BuildAction(spark, lake, Progress.SILENT);
      build.run(BuildOptions.of(index, "words").withSpec(IndexSpec.parse("IVF4,Flat")));
      build.run(BuildOptions.of(new IndexRef("mixed", "looks"), "looks"));

      Files.writeString(folder.resolve("late.txt"), "It came after the index was built.");
      ingest(spark, lake, folder);
      embed.run(EmbedOptions.of("mixed", "words"));
      RefreshReport refreshed =
          new RefreshAction(spark, lake, Progress.SILENT).run(RefreshOptions.of(index));
      NeighboursReport neighbours =
          new NeighboursAction(spark, lake, Progress.SILENT).run(NeighboursOptions.of(index, 2));
      require(refreshed.appended() == 1 && neighbours.entities() == PAGES + 2, refreshed);

      Selection selection = new Selection(ExportFormat.PARQUET, List.of("words"), null, null);
      ExportReport exported =
          new ExportAction(spark, lake, Progress.SILENT)
              .run(new ExportOptions("mixed", "all", out, selection, Mode.EVERYTHING, 0));
      require(exported.manifest().counts().get("rows") == PAGES + 2 + PICTURES, exported);
      lake.createFeatureSet(lake.requireFeatureSet("mixed", "words").withName("copy"));
      VectorsReport imported =
          new ImportVectorsAction(spark, lake, Progress.SILENT)
              .run(
                  new ImportOptions(
                      "mixed",
                      "copy",
                      Format.PARQUET,
                      out + "/data",
                      null,
                      new Columns("entity_id", "vector_words", null),
                      new ModelClaim(
                          lake.requireFeatureSet("mixed", "words").model().name(), null)));
      require(imported.added() == PAGES + 2 && imported.refused() == PICTURES, imported);
    }

    private static void ingest(SparkSession spark, Lake lake, Path folder) {
      IngestReport report =
          new IngestAction(spark, lake, Progress.SILENT)
              .run(IngestOptions.of("mixed", List.of(folder.toString())));
      require(report.refused() == 0, report);
    }

    private static void whatAnExecutorTakesWithItIsMadeAgain(SparkSession spark) {
      Dataset<Row> kept = Kept.of(spark.range(0, 1000, 1, 4).toDF("n").withColumn("m", col("n")));
      SparkContext context = spark.sparkContext();
      String one = CollectionConverters.asJava(context.getExecutorIds()).iterator().next();
      require(context.killExecutors(CollectionConverters.asScala(List.of(one)).toSeq()), one);
      require(kept.agg(sum("m")).first().getLong(0) == 499_500, kept.count());
      try {
        Thread.sleep(3_000); // until the driver knows that it is gone
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
      require(kept.agg(sum("m")).first().getLong(0) == 499_500, kept.count());
    }

    private static void require(boolean right, Object said) {
      if (!right) {
        throw new IllegalStateException(String.valueOf(said));
      }
    }
  }
}
