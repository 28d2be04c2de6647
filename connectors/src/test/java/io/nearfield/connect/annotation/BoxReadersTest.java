package io.nearfield.connect.annotation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nearfield.connect.api.Box;
import io.nearfield.connect.image.Orientation;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class BoxReadersTest {

  @Test
  void cocoGivesNamesScoresAndAttributes() throws IOException {
    List<FoundBox> boxes = new ArrayList<>();
    CocoFile.open(
            () ->
                in(
                    """
                {"annotations": [
                  {"id": 7, "image_id": 1, "category_id": 3, "bbox": [1, 2, 3.5, 4], "score": 0.5,
                   "iscrowd": 1, "area": 14, "segmentation": [[1, 2]],
                   "attributes": {"colour": "red", "occluded": true, "parts": [1]}},
                  {"id": 8, "image_id": 1, "category_id": 3, "bbox": [1, 2, "NaN", 4]},
                  {"id": 9, "image_id": 2, "category_id": 3, "bbox": [1, 2, 3, 4]},
                  {"id": 10, "image_id": 1, "category_id": 4, "bbox": [1, 2, 3, 4]}],
                 "categories": [{"id": 3, "name": "cat", "supercategory": "animal"}],
                 "images": [{"id": 1, "file_name": "a.png", "width": 20, "height": 10}]}
                """))
        .forEachRemaining(boxes::add);
    FoundBox first = boxes.get(0);
    assertThat(first.picture()).isEqualTo("a.png");
    assertThat(first.id()).isEqualTo("7");
    assertThat(first.label()).isEqualTo("cat");
    assertThat(first.confidence()).isEqualTo(0.5);
    assertThat(first.shape()).isEqualTo(new DrawnBox(1, 2, 3.5, 4, 20, 10));
    assertThat(first.attributes())
        .containsOnly(
            java.util.Map.entry("supercategory", "animal"),
            java.util.Map.entry("iscrowd", "1"),
            java.util.Map.entry("colour", "red"),
            java.util.Map.entry("occluded", "true"),
            java.util.Map.entry("parts", "[1]"));
    assertThat(boxes.get(1).problem()).contains("bbox");
    assertThat(boxes.get(2).problem()).contains("image_id '2'");
    assertThat(boxes.get(3).problem()).contains("category_id '4'");
    assertThatThrownBy(() -> CocoFile.open(() -> in("{\"images\": [1,")))
        .isInstanceOf(BoxFileException.class);
  }

  @Test
  void cocoHoldsNoOutlinesAndNoEndlessElement() throws IOException {
    String outline = "[" + "1,".repeat(200_000) + "1]";
    String file =
        """
        {"info": [[{"a": 1}], 2], "images": [7, [8], {"id": 1, "file_name": "a.png"}],
         "categories": [],
         "annotations": [{"segmentation": %s, "id": 7, "image_id": 1, "bbox": [1, 2, 3, 4]}, 9]}
        """
            .formatted(outline);
    List<FoundBox> boxes = new ArrayList<>();
    CocoFile.open(() -> in(file)).forEachRemaining(boxes::add);
    assertThat(boxes).hasSize(2);
    assertThat(boxes.get(0).shape()).isEqualTo(new DrawnBox(1, 2, 3, 4, 0, 0));
    assertThat(boxes.get(1).problem()).contains("image_id");
    for (String field : List.of("bbox", "attributes")) {
      CocoFile endless = CocoFile.open(() -> in(file.replace("segmentation", field)));
      assertThatThrownBy(endless::hasNext)
          .isInstanceOf(BoxFileException.class)
          .hasMessageContaining("more than 1000 values");
    }
    String name = "x".repeat(5_000);
    assertThatThrownBy(() -> CocoFile.open(() -> in(file.replace("a.png", name))))
        .isInstanceOf(BoxFileException.class)
        .hasMessageContaining("more than 4096 characters");
  }

  @Test
  void vocGivesObjectsAndRefusesWhatIsHostile() {
    List<FoundBox> boxes =
        VocFile.read(
            in(
                """
                <?xml version="1.0"?>
                <annotation><filename>a.jpg</filename>
                  <size><width>100</width><height>50</height><depth>3</depth></size>
                  <object><name>dog</name><difficult>1</difficult>
                    <bndbox><xmin>10</xmin><ymin>5</ymin><xmax>30</xmax><ymax>25</ymax></bndbox>
                    <part><name>head</name></part>
                    <attributes><attribute><name>fur</name><value>long</value></attribute></attributes>
                  </object>
                  <object><name>cat</name><bndbox><xmin>ten</xmin></bndbox></object>
                </annotation>
                """));
    assertThat(boxes).hasSize(2);
    assertThat(boxes.get(0).picture()).isEqualTo("a.jpg");
    assertThat(boxes.get(0).label()).isEqualTo("dog");
    assertThat(boxes.get(0).shape()).isEqualTo(new DrawnBox(10, 5, 20, 20, 100, 50));
    assertThat(boxes.get(0).attributes())
        .containsEntry("difficult", "1")
        .containsEntry("fur", "long")
        .doesNotContainKey("name");
    assertThat(boxes.get(1).problem()).contains("bndbox");
    assertThat(VocFile.read(in("<html><body/></html>"))).isNull();
    for (String hostile :
        List.of(
            "<!DOCTYPE annotation [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><annotation>&x;</annotation>",
            "<!DOCTYPE a [<!ENTITY a \"aa\"><!ENTITY b \"&a;&a;\">]><annotation>&b;</annotation>",
            "<annotation>&x;</annotation>",
            "<annotation>".repeat(50),
            "<annotation><object>")) {
      assertThatThrownBy(() -> VocFile.read(in(hostile)))
          .as(hostile)
          .isInstanceOf(BoxFileException.class);
    }
  }

  @Test
  void yoloGivesBoxesAroundTheirMiddle() {
    List<FoundBox> boxes =
        YoloFile.read(
            "1 0.5 0.5 0.2 0.4\n\n0 0.5 0.5 1 1 0.75\n0 0.1 0.2 0.5 0.2 0.5 0.9\n5 0 0 1 1\nx 1\n",
            List.of("cat", "dog"));
    assertThat(boxes).hasSize(5);
    assertThat(boxes.get(0).label()).isEqualTo("dog");
    assertThat(boxes.get(0).shape()).isEqualTo(new DrawnBox(0.4, 0.3, 0.2, 0.4, 1, 1));
    assertThat(boxes.get(1).confidence()).isEqualTo(0.75);
    assertThat(boxes.get(2).shape()).isEqualTo(new DrawnBox(0.1, 0.2, 0.4, 0.7, 1, 1));
    assertThat(boxes.get(3).problem()).contains("class 5").contains("2 classes");
    assertThat(boxes.get(4).place()).isEqualTo("line 6");
    assertThat(YoloFile.read("3 .5 .5 1 1", List.of()).get(0).label()).isEqualTo("3");
  }

  @Test
  void classNamesComeFromLinesOrYaml() {
    assertThat(YoloClasses.lines("cat\n dog \n\n")).containsExactly("cat", "dog");
    assertThat(YoloClasses.yaml("nc: 2\nnames: ['cat', 'dog']")).containsExactly("cat", "dog");
    assertThat(YoloClasses.yaml("names:\n  0: cat\n  2: dog")).containsExactly("cat", null, "dog");
    assertThat(YoloClasses.yaml("a: 1")).isNull();
    assertThatThrownBy(() -> YoloClasses.yaml("names: [cat")).isInstanceOf(BoxFileException.class);
  }

  @Test
  void boxesArePlacedClippedOrRefused() {
    assertThat(new DrawnBox(0.25, 0.5, 0.5, 0.25, 1, 1).on(200, 100, Orientation.UPRIGHT))
        .isEqualTo(new DrawnBox.Placed(new Box(50, 50, 100, 25), false));
    assertThat(new DrawnBox(10, 20, 30, 40, 400, 200).on(200, 100, Orientation.UPRIGHT).box())
        .isEqualTo(new Box(5, 10, 15, 20));
    // Drawn on the rows as they are stored: 200 wide, 100 high, to be turned by a quarter.
    assertThat(new DrawnBox(0, 0, 20, 10, 200, 100).on(100, 200, Orientation.LYING_LEFT).box())
        .isEqualTo(new Box(90, 0, 10, 20));
    DrawnBox.Placed clipped = new DrawnBox(-5, 90, 20, 15, 0, 0).on(200, 100, Orientation.UPRIGHT);
    assertThat(clipped).isEqualTo(new DrawnBox.Placed(new Box(0, 90, 15, 10), true));
    refused(new DrawnBox(-15, 0, 20, 10, 0, 0), "outside the picture of 200 x 100");
    refused(new DrawnBox(300, 0, 20, 10, 0, 0), "outside");
    refused(new DrawnBox(0, 0, 0, 10, 0, 0), "empty");
    refused(new DrawnBox(0, 0, -3, 10, 0, 0), "empty");
    refused(new DrawnBox(Double.NaN, 0, 3, 10, 0, 0), "not finite");
    refused(new DrawnBox(0, 0, 3, 10, 300, 300), "300 x 300");
  }

  private static void refused(DrawnBox box, String part) {
    assertThatThrownBy(() -> box.on(200, 100, Orientation.UPRIGHT))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("Cannot take box [")
        .hasMessageContaining(part);
  }

  private static InputStream in(String text) {
    return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
  }
}
