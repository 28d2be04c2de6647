package io.nearfield.spark.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.nearfield.connect.api.DeadLetter;
import io.nearfield.connect.api.Progress;
import io.nearfield.connect.iceberg.Lake;
import io.nearfield.spark.TestLake;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files of boxes that are larger than anybody drew. */
class IngestBoxesTest {

  @TempDir Path folder;

  @Test
  void aPictureWithTooManyBoxesGetsNoneAndTheOthersGetTheirs() throws IOException {
    BufferedImage picture = new BufferedImage(8, 8, BufferedImage.TYPE_INT_RGB);
    ImageIO.write(picture, "png", folder.resolve("few.png").toFile());
    ImageIO.write(picture, "png", folder.resolve("many.png").toFile());
    StringBuilder file = new StringBuilder("{\"images\": [");
    file.append(
        "{\"id\": 1, \"file_name\": \"few.png\"}, {\"id\": 2, \"file_name\": \"many.png\"}],");
    file.append("\"categories\": [{\"id\": 1, \"name\": \"dot\"}], \"annotations\": [");
    file.append("{\"id\": 0, \"image_id\": 1, \"category_id\": 1, \"bbox\": [1, 1, 2, 2]}");
    for (int i = 1; i <= BoxFiles.MOST_PER_PICTURE + 1; i++) {
      file.append(",{\"id\":").append(i);
      file.append(",\"image_id\": 2, \"category_id\": 1, \"bbox\": [1, 1, 2, 2]}");
    }
    Files.writeString(folder.resolve("annotations.json"), file.append("]}"));

    Lake lake = TestLake.lake();
    String dataset = TestLake.newDataset();
    IngestReport report =
        new IngestAction(TestLake.spark(), lake, Progress.SILENT)
            .run(IngestOptions.of(dataset, List.of(folder.toString())));

    assertThat(report.added()).isEqualTo(2);
    assertThat(report.refused()).isEqualTo(1);
    assertThat(lake.deadLetters(dataset))
        .extracting(DeadLetter::reason)
        .containsExactly("too-many-boxes");
    assertThat(lake.deadLetters(dataset).get(0).message()).contains("many.png").contains("10,001");
    List<Row> items =
        TestLake.spark()
            .sql("SELECT size(annotations) FROM " + lake.sql(dataset, Lake.ITEMS) + " ORDER BY uri")
            .collectAsList();
    assertThat(items).extracting(row -> row.getInt(0)).containsExactly(1, 0);
  }
}
