package io.nearfield.spark.embed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nearfield.connect.api.EntityType;
import io.nearfield.connect.api.FeatureSet;
import io.nearfield.connect.api.IncompatibleException;
import io.nearfield.connect.api.IndexRef;
import io.nearfield.connect.api.Lookup;
import io.nearfield.connect.api.Neighbour;
import io.nearfield.connect.api.Progress;
import io.nearfield.connect.iceberg.Lake;
import io.nearfield.connect.lookup.IndexSearcher;
import io.nearfield.connect.lookup.ItemTexts;
import io.nearfield.connect.onnx.Models;
import io.nearfield.spark.TestLake;
import io.nearfield.spark.build.BuildAction;
import io.nearfield.spark.build.BuildOptions;
import io.nearfield.spark.features.ModelMove;
import io.nearfield.spark.features.ModelMoveAction;
import io.nearfield.spark.ingest.IngestAction;
import io.nearfield.spark.ingest.IngestOptions;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The labelled parts of pictures, from files to an answer. */
class PatchesTest {

  private static final int PICTURES = 6;

  @TempDir Path folder;

  private final SparkSession spark = TestLake.spark();
  private final Lake lake = TestLake.lake();
  private final String dataset = TestLake.newDataset();

  @Test
  void labelledBoxesAreEmbeddedIndexedAndFound() throws IOException {
    writePictures();
    new IngestAction(spark, lake, Progress.SILENT)
        .run(IngestOptions.of(dataset, List.of(folder.toString())));

    EmbedOptions options =
        EmbedOptions.of(dataset, "parts")
            .withModel(Models.BUILT_IN_IMAGE)
            .withSubject(Subject.patches(0));
    EmbedReport embedded = embed(options);
    assertThat(embedded.embedded()).isEqualTo(2 * PICTURES);
    assertThat(embedded.featureSet().entityType()).isEqualTo(EntityType.ANNOTATION);
    assertThat(embed(EmbedOptions.of(dataset, "parts")).unchanged())
        .as("the set knows what it is made from")
        .isEqualTo(2 * PICTURES);
    assertThatThrownBy(() -> embed(options.withSubject(Subject.ITEMS)))
        .isInstanceOf(IncompatibleException.class)
        .hasMessageContaining("holds patches with a padding of 0.0");

    IndexRef index = new IndexRef(dataset, "parts");
    new BuildAction(spark, lake, Progress.SILENT).run(BuildOptions.of(index, "parts"));
    try (IndexSearcher searcher = IndexSearcher.open(lake, index, set -> null)) {
      String first = id(0, 1);
      List<Neighbour> all = neighbours(searcher, first, null);
      assertThat(all.subList(0, PICTURES - 1))
          .as("suns look like suns")
          .allSatisfy(one -> assertThat(one.attributes()).containsEntry("label", "sun"));
      assertThat(neighbours(searcher, first, "label = 'sea'"))
          .hasSize(PICTURES)
          .allSatisfy(one -> assertThat(one.attributes()).containsEntry("label", "sea"))
          .allSatisfy(one -> assertThat(one.attributes()).containsEntry("width", 120));
      assertThat(ItemTexts.read(lake, dataset, List.of(first)).get(first).uri())
          .as("a part is shown with its picture")
          .endsWith("p0.png");
    }
  }

  @Test
  void labelledBoxesMoveToAnotherModel(@TempDir Path models) throws IOException {
    writePictures();
    new IngestAction(spark, lake, Progress.SILENT)
        .run(IngestOptions.of(dataset, List.of(folder.toString())));
    embed(
        EmbedOptions.of(dataset, "parts")
            .withModel(Models.BUILT_IN_IMAGE)
            .withSubject(Subject.patches(0.25)));
    IndexRef index = new IndexRef(dataset, "parts");
    new BuildAction(spark, lake, Progress.SILENT).run(BuildOptions.of(index, "parts"));

    ModelMove move =
        ModelMove.of(lake, dataset, "parts", TowerModel.write(models.resolve("tower")).toString());
    ModelMoveAction action = new ModelMoveAction(spark, lake, Progress.SILENT);
    assertThat(action.estimate(move).items()).isEqualTo(2 * PICTURES);
    assertThat(action.backfill(move).embedded()).isEqualTo(2 * PICTURES);
    FeatureSet target = lake.requireFeatureSet(dataset, move.name());
    assertThat(target.entityType()).isEqualTo(EntityType.ANNOTATION);
    assertThat(Subject.of(target)).isEqualTo(Subject.patches(0.25));
    assertThat(action.compare(move, 5, List.of()).missing()).isZero();
    assertThat(action.flip(move, 0)).hasSize(1);
    assertThat(lake.index(index).requireActive().featureSet()).isEqualTo(move.name());
  }

  private EmbedReport embed(EmbedOptions options) {
    return new EmbedAction(spark, lake, Progress.SILENT).run(options);
  }

  private static List<Neighbour> neighbours(IndexSearcher searcher, String id, String filter) {
    return searcher
        .search(Lookup.of(new Lookup.ByEntity(id), 2 * PICTURES).withFilter(filter))
        .neighbours();
  }

  private String id(int picture, int annotation) {
    return "%s/p%d.png#%d".formatted(folder.getFileName(), picture, annotation);
  }

  /** A yellow sun on the left and a striped sea on the right, each time a little different. */
  private void writePictures() throws IOException {
    List<String> images = new ArrayList<>();
    List<String> boxes = new ArrayList<>();
    for (int i = 0; i < PICTURES; i++) {
      BufferedImage picture = new BufferedImage(120, 60, BufferedImage.TYPE_INT_RGB);
      Graphics2D pen = picture.createGraphics();
      pen.setColor(Color.BLACK);
      pen.fillRect(0, 0, 120, 60);
      pen.setColor(new Color(250, 200 + i, 10 * i));
      pen.fillOval(5 + i, 5, 48, 48);
      for (int y = 0; y < 60; y += 6) {
        pen.setColor(new Color(0, 10 * i, 200 + i));
        pen.fillRect(60, y, 60, 3);
      }
      pen.dispose();
      ImageIO.write(picture, "png", folder.resolve("p" + i + ".png").toFile());
      images.add("{\"id\": %d, \"file_name\": \"p%d.png\"}".formatted(i, i));
      boxes.add(box(i, 1, 1, "[0, 0, 60, 60]"));
      boxes.add(box(i, 2, 2, "[60, 0, 60, 60]"));
    }
    Files.writeString(
        folder.resolve("boxes.json"),
        """
        {"categories": [{"id": 1, "name": "sun"}, {"id": 2, "name": "sea"}],
         "images": %s, "annotations": %s}
        """
            .formatted(images, boxes));
  }

  private static String box(int picture, int id, int category, String box) {
    return "{\"id\": %d, \"image_id\": %d, \"category_id\": %d, \"bbox\": %s}"
        .formatted(id, picture, category, box);
  }
}
