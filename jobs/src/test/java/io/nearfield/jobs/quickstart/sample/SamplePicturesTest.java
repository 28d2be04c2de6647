package io.nearfield.jobs.quickstart.sample;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SamplePicturesTest {

  @TempDir static Path folder;

  private static Path pictures;
  private static JsonNode coco;

  @BeforeAll
  static void writeSample() throws IOException {
    SampleData.writeTo(folder.resolve("sample"));
    pictures = folder.resolve("sample/pictures");
    coco = new ObjectMapper().readTree(pictures.resolve("annotations.json").toFile());
  }

  @Test
  void everyListedPictureIsThereInTheListedSizeAndNoOther() throws IOException {
    assertThat(coco.get("images")).hasSizeGreaterThanOrEqualTo(100);
    Set<String> listed = new HashSet<>();
    for (JsonNode image : coco.get("images")) {
      listed.add(image.get("file_name").asText());
      BufferedImage read = ImageIO.read(pictures.resolve(image.get("file_name").asText()).toFile());
      assertThat(read.getWidth()).isEqualTo(image.get("width").asInt());
      assertThat(read.getHeight()).isEqualTo(image.get("height").asInt());
    }
    try (Stream<Path> files = Files.list(pictures)) {
      assertThat(files.map(f -> f.getFileName().toString()).filter(n -> n.endsWith(".png")))
          .containsExactlyInAnyOrderElementsOf(listed);
    }
  }

  @Test
  void boxesLieInsideTheirPicturesAndEveryPictureHasOne() {
    Map<Integer, JsonNode> images = new HashMap<>();
    coco.get("images").forEach(image -> images.put(image.get("id").asInt(), image));
    Set<Integer> annotated = new HashSet<>();
    for (JsonNode annotation : coco.get("annotations")) {
      JsonNode image = images.get(annotation.get("image_id").asInt());
      annotated.add(annotation.get("image_id").asInt());
      JsonNode box = annotation.get("bbox");
      assertThat(box.get(0).asInt()).isNotNegative();
      assertThat(box.get(1).asInt()).isNotNegative();
      assertThat(box.get(2).asInt()).isGreaterThanOrEqualTo(8);
      assertThat(box.get(3).asInt()).isGreaterThanOrEqualTo(8);
      assertThat(box.get(0).asInt() + box.get(2).asInt())
          .isLessThanOrEqualTo(image.get("width").asInt());
      assertThat(box.get(1).asInt() + box.get(3).asInt())
          .isLessThanOrEqualTo(image.get("height").asInt());
    }
    assertThat(annotated).isEqualTo(images.keySet());
  }

  @Test
  void everyCategoryIsSeenOften() {
    Map<Integer, Integer> seen = new HashMap<>();
    coco.get("annotations").forEach(a -> seen.merge(a.get("category_id").asInt(), 1, Integer::sum));
    for (JsonNode category : coco.get("categories")) {
      assertThat(seen.get(category.get("id").asInt())).as(category.toString()).isGreaterThan(7);
    }
    assertThat(coco.get("categories")).hasSize(seen.size());
  }

  @ParameterizedTest
  @EnumSource(Motif.class)
  void aMotifFillsItsFrameToAllFourSidesAndNotBeyond(Motif motif) {
    Canvas canvas = new Canvas(SamplePictures.WIDTH, SamplePictures.HEIGHT);
    double height = Math.min(80, 120 / motif.aspect());
    double width = height * motif.aspect();
    canvas.beginObject();
    motif.draw(new Pen(canvas, 20, 30, width, height), 0x808080);
    int[] box = canvas.touched();
    assertThat(box[0]).isBetween(20, 21);
    assertThat(box[1]).isBetween(30, 31);
    assertThat((double) box[0] + box[2]).isBetween(19 + width, 21 + width);
    assertThat((double) box[1] + box[3]).isBetween(29 + height, 31 + height);
  }

  @Test
  void boxIsExactlyWhatWasPainted() {
    Canvas canvas = new Canvas(SamplePictures.WIDTH, SamplePictures.HEIGHT);
    canvas.beginObject();
    Motif.BOOT.draw(new Pen(canvas, 33.3, 41.7, 50, 44), 0x8B5E34);
    int[] box = canvas.touched();
    int[] painted = boundsOfNotBlack(canvas.toImage());
    assertThat(painted).isEqualTo(box);
  }

  @ParameterizedTest
  @EnumSource(Setting.class)
  void aSceneDependsOnItsRandomNumbersAlone(Setting setting) {
    Scene first = Scene.draw(setting, new Random(7));
    Scene again = Scene.draw(setting, new Random(7));
    Scene other = Scene.draw(setting, new Random(8));
    assertThat(again.seen()).isEqualTo(first.seen());
    assertThat(pixels(again)).isEqualTo(pixels(first)).isNotEqualTo(pixels(other));
  }

  @Test
  void writingTwiceGivesTheSameBytesAndLeavesOtherFilesAlone() throws IOException {
    Path twice = folder.resolve("twice");
    SampleData.writeTo(twice);
    Map<String, byte[]> before = bytes(twice);
    Path own = Files.writeString(twice.resolve("pictures/mine.txt"), "mine");
    SampleData.writeTo(twice);
    assertThat(own).hasContent("mine");
    Files.delete(own);
    Map<String, byte[]> after = bytes(twice);
    assertThat(after.keySet()).isEqualTo(before.keySet());
    after.forEach((name, content) -> assertThat(content).as(name).isEqualTo(before.get(name)));
  }

  private static int[] pixels(Scene scene) {
    return scene
        .image()
        .getRGB(0, 0, SamplePictures.WIDTH, SamplePictures.HEIGHT, null, 0, SamplePictures.WIDTH);
  }

  private static int[] boundsOfNotBlack(BufferedImage image) {
    int left = image.getWidth();
    int top = image.getHeight();
    int right = -1;
    int bottom = -1;
    for (int y = 0; y < image.getHeight(); y++) {
      for (int x = 0; x < image.getWidth(); x++) {
        if ((image.getRGB(x, y) & 0xFFFFFF) != 0) {
          left = Math.min(left, x);
          right = Math.max(right, x);
          top = Math.min(top, y);
          bottom = Math.max(bottom, y);
        }
      }
    }
    return new int[] {left, top, right - left + 1, bottom - top + 1};
  }

  private static Map<String, byte[]> bytes(Path root) throws IOException {
    Map<String, byte[]> bytes = new TreeMap<>();
    try (Stream<Path> files = Files.walk(root)) {
      for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
        bytes.put(root.relativize(file).toString(), Files.readAllBytes(file));
      }
    }
    return bytes;
  }
}
