package io.nearfield.spark.embed;

import static org.assertj.core.api.Assertions.assertThat;

import io.nearfield.connect.api.IndexRef;
import io.nearfield.connect.api.Lookup;
import io.nearfield.connect.api.Neighbour;
import io.nearfield.connect.api.Progress;
import io.nearfield.connect.iceberg.Lake;
import io.nearfield.connect.lookup.IndexSearcher;
import io.nearfield.connect.onnx.ModelOptions;
import io.nearfield.connect.onnx.Models;
import io.nearfield.spark.TestLake;
import io.nearfield.spark.build.BuildAction;
import io.nearfield.spark.build.BuildOptions;
import io.nearfield.spark.ingest.IngestAction;
import io.nearfield.spark.ingest.IngestOptions;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A dataset of texts and pictures under a model of two towers, from files to answers. */
class TextsFindPicturesTest {

  @TempDir Path temp;

  private final SparkSession spark = TestLake.spark();
  private final Lake lake = TestLake.lake();
  private final String dataset = TestLake.newDataset();

  @Test
  void textsAndPicturesOfOneIndexFindEachOther() throws IOException {
    Path items = Files.createDirectories(temp.resolve("items"));
    for (int i = 0; i < 4; i++) {
      paint(items.resolve("red" + i + ".png"), new Color(200 + 10 * i, 20, 10 + i));
      paint(items.resolve("green" + i + ".png"), new Color(20, 160 + 10 * i, 30 + i));
    }
    Files.write(
        items.resolve("texts.jsonl"),
        List.of(
            "{\"id\": \"words-blue\", \"text\": \"blue\"}",
            "{\"id\": \"words-red\", \"text\": \"red red\"}"));
    new IngestAction(spark, lake, Progress.SILENT)
        .run(IngestOptions.of(dataset, List.of(items.toString())));

    String model = TowerModel.write(temp.resolve("towers")).toString();
    EmbedReport report =
        new EmbedAction(spark, lake, Progress.SILENT)
            .run(EmbedOptions.of(dataset, "both").withModel(model));
    assertThat(report.embedded()).isEqualTo(10);
    assertThat(report.skipped()).isZero();
    assertThat(report.refused()).isZero();

    IndexRef index = new IndexRef(dataset, "both");
    new BuildAction(spark, lake, Progress.SILENT).run(BuildOptions.of(index, "both"));
    try (IndexSearcher searcher =
        IndexSearcher.open(
            lake, index, set -> Models.shared(set.modelLocation(), ModelOptions.defaults()))) {
      assertThat(found(searcher, new Lookup.ByText("red"), 5))
          .as("the text that says it, then the pictures that show it")
          .hasSize(5)
          .startsWith("words-red")
          .allMatch(id -> id.contains("red"));
      assertThat(found(searcher, new Lookup.ByText("green"), 4))
          .hasSize(4)
          .allMatch(id -> id.contains("green"));
      Lookup pictures = Lookup.of(new Lookup.ByText("red"), 4).withFilter("width > 0");
      assertThat(searcher.search(pictures).neighbours())
          .as("texts have no width")
          .hasSize(4)
          .allMatch(one -> one.entityId().endsWith(".png") && one.entityId().contains("red"));
      byte[] blue = Files.readAllBytes(paint(temp.resolve("blue.png"), new Color(10, 20, 220)));
      assertThat(found(searcher, new Lookup.ByImage(blue), 1)).containsExactly("words-blue");
    }
  }

  private static List<String> found(IndexSearcher searcher, Lookup.Query query, int k) {
    return searcher.search(Lookup.of(query, k)).neighbours().stream()
        .map(Neighbour::entityId)
        .toList();
  }

  private static Path paint(Path file, Color color) throws IOException {
    BufferedImage picture = new BufferedImage(24, 16, BufferedImage.TYPE_INT_RGB);
    Graphics2D pen = picture.createGraphics();
    pen.setColor(color);
    pen.fillRect(0, 0, 24, 16);
    pen.dispose();
    ImageIO.write(picture, "png", file.toFile());
    return file;
  }
}
