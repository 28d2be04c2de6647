package io.nearfield.spark.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nearfield.connect.api.NearfieldException;
import io.nearfield.connect.api.Run;
import io.nearfield.spark.TestLake;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Date;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import javax.imageio.ImageIO;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IngestActionTest {

  @TempDir Path temp;
  private Ingested in;
  private Path folder;

  @BeforeEach
  void newDataset() {
    folder = temp.resolve("help");
    in = new Ingested(folder);
  }

  @Test
  void textFilesAreItemsNamedByTheirPathBelowTheGivenFolder() {
    in.write("a.txt", "\uFEFFHow do I return a parcel?")
        .write("deep/er/b.md", "# Größe ändern 日本語 🙂")
        .write("notes.pptx", "not read")
        .write(".hidden.txt", "not read");

    IngestReport report = in.ingest();

    assertThat(in.ids()).containsExactly("help/a.txt", "help/deep/er/b.md");
    Row a = in.item("help/a.txt");
    assertThat(a.<String>getAs("text")).isEqualTo("How do I return a parcel?");
    assertThat(a.<String>getAs("media_type")).isEqualTo("text/plain");
    assertThat(a.<String>getAs("content_hash"))
        .isEqualTo(Texts.sha256("How do I return a parcel?"));
    assertThat(a.<Timestamp>getAs("ingested_at")).isNotNull();
    Row b = in.item("help/deep/er/b.md");
    assertThat(b.<String>getAs("text")).isEqualTo("# Größe ändern 日本語 🙂");
    assertThat(b.<String>getAs("media_type")).isEqualTo("text/markdown");
    assertThat(report.skippedFiles())
        .containsExactlyInAnyOrder(folder + "/notes.pptx", folder + "/.hidden.txt");
    assertThat(report.in()).isEqualTo(2);
  }

  @Test
  void brokenLinesAreNamedByFileAndLineAndTheRestIsIngested() {
    in.write(
        "shop.jsonl",
        """
        {"id": 1, "text": "a red shoe", "price": 10}
        {"id": 2, "text": "a blue sh

        [1, 2]
        {"id": 5, "text": "a green shoe"} trailing
        {"id": 6, "id": 7, "text": "twice"}
        {"id": 7, "text": "a hat", "price": 12.5}
        {"id": 8, "text": "  "}
        {"id": 9}
        {"text": "no id"}
        """);

    IngestReport report = in.ingest("shop.jsonl");

    assertThat(in.ids()).containsExactly("1", "7");
    assertThat(in.refusals())
        .containsExactly(
            "shop.jsonl:10 missing-id",
            "shop.jsonl:2 malformed-json",
            "shop.jsonl:4 malformed-json",
            "shop.jsonl:5 malformed-json",
            "shop.jsonl:6 malformed-json",
            "shop.jsonl:8 empty-text",
            "shop.jsonl:9 empty-text");
    assertThat(report.in()).isEqualTo(9);
    assertThat(report.added()).isEqualTo(2);
    assertThat(report.refused()).isEqualTo(7);
    assertThat(in.item("1").<Double>getAs("price")).isEqualTo(10.0);
  }

  @Test
  void whatCannotBeATextIsRefusedAndNothingElse() {
    String fiveMegabytes = "long ".repeat(1 << 20);
    in.write("empty.txt", "")
        .write("blank.md", " \n\t ")
        .write("huge.txt", fiveMegabytes)
        .write("latin1.txt", "Gr\u00f6\u00dfe".getBytes(StandardCharsets.ISO_8859_1))
        .write("huge.jsonl", "{\"id\": \"h\", \"text\": \"" + fiveMegabytes + "\"}\n")
        .write("half.jsonl", "{\"id\": \"s\", \"text\": \"half \\ud83d only\"}\n")
        .write("good.txt", "a good one");

    IngestReport report = in.ingest();

    assertThat(in.ids()).containsExactly("help/good.txt");
    assertThat(in.refusals())
        .containsExactly(
            "blank.md empty-text",
            "empty.txt empty-text",
            "half.jsonl:1 malformed-encoding",
            "huge.jsonl:1 too-large",
            "huge.txt too-large",
            "latin1.txt malformed-encoding");
    assertThat(report.in()).isEqualTo(7);
    assertThat(in.lake.deadLetters(in.dataset))
        .allSatisfy(letter -> assertThat(letter.message()).hasSizeLessThan(600));
  }

  @Test
  void ingestingTwiceAddsAndCommitsNothing() {
    in.write("a.txt", "one")
        .write("shop.csv", "id,text,price,since\n1,shoe,9.5,2024-02-29\n2,hat,,\n")
        .write("bad.jsonl", "{\"id\": 3, \"text\": \"bag\", \"tags\": [\"x\"]}\n{\n");
    in.ingest();
    Long before = in.snapshot();

    IngestReport again = in.ingest();

    assertThat(again)
        .extracting(
            IngestReport::in,
            IngestReport::added,
            IngestReport::updated,
            IngestReport::unchanged,
            IngestReport::refused)
        .containsExactly(5L, 0L, 0L, 4L, 1L);
    assertThat(in.snapshot()).isEqualTo(before);
    assertThat(in.refusals()).containsExactly("bad.jsonl:2 malformed-json");
    assertThat(in.lake.runs(in.dataset)).extracting(Run::state).containsOnly("SUCCEEDED");
    assertThat(in.lake.runs(in.dataset)).hasSize(2);
  }

  @Test
  void changedContentAndChangedAttributesReplaceTheItem() {
    in.write("shop.csv", "id,text,price\n1,shoe,9\n2,hat,5\n3,bag,7\n");
    in.ingest();
    in.write("shop.csv", "id,text,price\n1,red shoe,9\n2,hat,6\n3,bag,7\n4,sock,1\n");

    IngestReport report = in.ingest();

    assertThat(report)
        .extracting(IngestReport::added, IngestReport::updated, IngestReport::unchanged)
        .containsExactly(1L, 2L, 1L);
    assertThat(in.ids()).containsExactly("1", "2", "3", "4");
    assertThat(in.item("1").<String>getAs("text")).isEqualTo("red shoe");
    assertThat(in.item("2").<Long>getAs("price")).isEqualTo(6L);
  }

  @Test
  void csvColumnsHaveTheirTypesAndQuotedLineEndsStay() {
    in.write(
        "shop.csv",
        """
        sku,Description,price,count,big,zip,on_sale,since,seen,uri
        A1,"a ""red"" shoe,
        two lines",9.50,3,123456789012345678901,01234,true,2024-02-29,2024-02-29T10:00:00Z,x
        A2,a hat,12,,5,99999,false,2023-01-01,2024-03-01 11:30,y
        A3,too few
        """);

    IngestReport report = in.ingest(in.options("shop.csv").withIdColumn("sku"));

    Row a1 = in.item("A1");
    assertThat(a1.<String>getAs("text")).isEqualTo("a \"red\" shoe,\ntwo lines");
    assertThat(a1.<Double>getAs("price")).isEqualTo(9.5);
    assertThat(a1.<Long>getAs("count")).isEqualTo(3L);
    assertThat(a1.<BigDecimal>getAs("big"))
        .isEqualByComparingTo(new BigDecimal("123456789012345678901"));
    assertThat(a1.<String>getAs("zip")).isEqualTo("01234");
    assertThat(a1.<Boolean>getAs("on_sale")).isTrue();
    assertThat(a1.<Date>getAs("since")).isEqualTo(Date.valueOf("2024-02-29"));
    assertThat(a1.<Timestamp>getAs("seen").toInstant())
        .isEqualTo(Instant.parse("2024-02-29T10:00:00Z"));
    assertThat(a1.<String>getAs("user_uri")).isEqualTo("x");
    assertThat(a1.<String>getAs("uri")).endsWith("/shop.csv");
    assertThat(in.item("A2").isNullAt(in.item("A2").fieldIndex("count"))).isTrue();
    assertThat(in.refusals()).containsExactly("shop.csv:5 malformed-csv");
    assertThat(report.notes()).anyMatch(note -> note.contains("user_uri"));
  }

  @Test
  void jsonColumnsOfUnlikeTypesBecomeTextAndLoseNoRow() {
    in.write(
        "drift.jsonl",
        """
        {"id": "a", "text": "one", "size": 1, "n": 1, "o": {"x": 1}, "l": [1], "never": null}
        {"id": "b", "text": "two", "size": "XL", "n": 2.5, "o": {"y": "z"}, "l": []}
        {"id": "c", "text": "three", "size": {"w": 3}, "n": 12345678901234567890, "o": {}}
        {"id": "d", "text": 4, "size": true}
        """);

    IngestReport report = in.ingest();

    assertThat(report.added()).isEqualTo(4);
    assertThat(in.item("a").<String>getAs("size")).isEqualTo("1");
    assertThat(in.item("b").<String>getAs("size")).isEqualTo("XL");
    assertThat(in.item("c").<String>getAs("size")).isEqualTo("{\"w\":3}");
    assertThat(in.item("d").<String>getAs("size")).isEqualTo("true");
    assertThat(in.item("d").<String>getAs("text")).isEqualTo("4");
    assertThat(in.item("b").<Double>getAs("n")).isEqualTo(2.5);
    assertThat(in.item("a").<Row>getAs("o").<Long>getAs("x")).isEqualTo(1L);
    assertThat(in.item("b").<Row>getAs("o").<String>getAs("y")).isEqualTo("z");
    assertThat(in.item("a").<Long>getList(in.item("a").fieldIndex("l"))).containsExactly(1L);
    assertThat(report.notes())
        .anyMatch(note -> note.contains("'size'") && note.contains("text"))
        .anyMatch(note -> note.contains("'never'"));
  }

  @Test
  void laterTypesWidenAndConflictsNameTheColumnAndBothTypes() {
    in.write("one.jsonl", "{\"id\": 1, \"text\": \"a\", \"code\": \"x\", \"price\": 1}\n");
    in.ingest();
    in.write("two.jsonl", "{\"id\": 2, \"text\": \"b\", \"code\": 7, \"more\": true}\n");

    assertThat(in.ingest("two.jsonl").added()).isEqualTo(1);
    assertThat(in.item("2").<String>getAs("code")).isEqualTo("7");
    assertThat(in.item("2").<Boolean>getAs("more")).isTrue();

    in.write("three.jsonl", "{\"id\": 3, \"text\": \"c\", \"price\": \"cheap\"}\n");
    assertThatThrownBy(() -> in.ingest("three.jsonl"))
        .isInstanceOf(NearfieldException.class)
        .hasMessageContaining("price")
        .hasMessageContaining("string")
        .hasMessageContaining("long");
    assertThat(in.ids()).containsExactly("1", "2");
    assertThat(in.lake.runs(in.dataset)).extracting(Run::state).contains("FAILED");
  }

  @Test
  void ofOneIdGivenTwiceTheFirstCounts() {
    in.write("a.jsonl", "{\"id\": 1, \"text\": \"a\"}\n{\"id\": 1, \"text\": \"a\"}\n")
        .write("b.jsonl", "{\"id\": 1, \"text\": \"other\"}\n");

    IngestReport report = in.ingest();

    assertThat(report)
        .extracting(
            IngestReport::in, IngestReport::added, IngestReport::unchanged, IngestReport::refused)
        .containsExactly(3L, 1L, 1L, 1L);
    assertThat(in.item("1").<String>getAs("text")).isEqualTo("a");
    assertThat(in.refusals()).containsExactly("b.jsonl:1 duplicate-id");
    assertThat(in.lake.deadLetters(in.dataset).get(0).message()).contains("a.jsonl:1");
  }

  @Test
  void rowsWithoutAnIdColumnGetAStableIdOfTheirContent() {
    in.write(
        "a.jsonl", "{\"text\": \"x\", \"n\": 1}\n{\"n\": 1, \"text\": \"x\"}\n{\"text\": \"y\"}\n");
    assertThat(in.ingest())
        .extracting(IngestReport::added, IngestReport::unchanged)
        .containsExactly(2L, 1L);
    List<String> ids = in.ids();

    in.write("a.jsonl", "{\"text\": \"y\"}\n{\"text\": \"x\", \"n\": 1}\n");

    assertThat(in.ingest().unchanged()).isEqualTo(2);
    assertThat(in.ids()).isEqualTo(ids);
  }

  @Test
  void nestedColumnsAreNamedWithDotsAndArraysAreReadWhole() {
    in.write(
        "feed.json",
        """
        [
          {"put": "doc:1", "fields": {"text": "one", "label": "x"}},
          {"put": "doc:2", "fields": {"text": "two", "label": "y"}}
        ]
        """);

    in.ingest(in.options("feed.json").withIdColumn("put").withTextColumn("fields.text"));

    assertThat(in.ids()).containsExactly("doc:1", "doc:2");
    assertThat(in.item("doc:2").<String>getAs("text")).isEqualTo("two");
    assertThat(in.item("doc:2").<Row>getAs("fields").<String>getAs("label")).isEqualTo("y");
  }

  @Test
  void parquetKeepsItsTypes() throws IOException {
    TestLake.spark()
        .sql(
            "select 'p' || id as entity_id, concat('text ', id) as body, cast(id as int) as n,"
                + " cast(1.25 as decimal(10,2)) as price, array(cast(id as float), 0.5f) as emb,"
                + " named_struct('a', id, 'b', 'x') as nested, date '2024-01-02' as d from range(5)")
        .write()
        .parquet(folder.resolve("table [1]").toString());
    in.write("table [1]/broken.parquet", "PAR1 this is not one");

    IngestReport report = in.ingest();

    assertThat(report)
        .extracting(IngestReport::in, IngestReport::added, IngestReport::refused)
        .containsExactly(6L, 5L, 1L);
    Row row = in.item("p3");
    assertThat(row.<String>getAs("text")).isEqualTo("text 3");
    assertThat(row.<Integer>getAs("n")).isEqualTo(3);
    assertThat(row.<BigDecimal>getAs("price")).isEqualByComparingTo("1.25");
    assertThat(row.<Float>getList(row.fieldIndex("emb"))).containsExactly(3f, 0.5f);
    assertThat(row.<Row>getAs("nested").<Long>getAs("a")).isEqualTo(3L);
    assertThat(row.<Date>getAs("d")).isEqualTo(Date.valueOf("2024-01-02"));
    assertThat(in.refusals()).containsExactly("table [1]/broken.parquet unreadable-file");
    assertThat(in.ingest().unchanged()).isEqualTo(5);
  }

  @Test
  void picturesAreCheckedAndGetTheirBoxes() throws IOException {
    in.write("img/a.png", picture("png", 8, 4))
        .write("img/b.jpg", picture("jpg", 16, 16))
        .write("img/broken.png", "not a picture")
        .write("img/short.png", java.util.Arrays.copyOf(picture("png", 64, 64), 60))
        .write(
            "boxes.json",
            """
            {"categories": [{"id": 7, "name": "cat"}],
             "annotations": [
               {"id": 1, "image_id": 1, "category_id": 7, "bbox": [1, 2, 3.5, 4]},
               {"id": 2, "image_id": 1, "category_id": 7, "bbox": [0, 0, 1, 1]},
               {"id": 3, "image_id": 2, "category_id": 7, "bbox": [0, 0, 0, 1]}],
             "images": [{"id": 1, "file_name": "a.png"}, {"id": 2, "file_name": "gone.png"}]}
            """);

    IngestReport report = in.ingest();

    assertThat(in.ids()).containsExactly("help/img/a.png", "help/img/b.jpg");
    Row a = in.item("help/img/a.png");
    assertThat(a.<String>getAs("media_type")).isEqualTo("image/png");
    assertThat(a.<Integer>getAs("width")).isEqualTo(8);
    assertThat(a.<Integer>getAs("height")).isEqualTo(4);
    assertThat(a.<String>getAs("text")).isNull();
    List<Row> boxes = a.getList(a.fieldIndex("annotations"));
    assertThat(boxes).hasSize(2);
    assertThat(boxes.get(0).<String>getAs("id")).isEqualTo("1");
    assertThat(boxes.get(0).<String>getAs("label")).isEqualTo("cat");
    assertThat(boxes.get(0).<Double>getAs("width")).isEqualTo(3.5);
    Row b = in.item("help/img/b.jpg");
    assertThat(b.<String>getAs("media_type")).isEqualTo("image/jpeg");
    assertThat(b.getList(b.fieldIndex("annotations"))).isEmpty();
    assertThat(in.refusals())
        .containsExactly("img/broken.png undecodable-image", "img/short.png undecodable-image");
    assertThat(report.in()).isEqualTo(4);
    assertThat(report.notes()).anyMatch(note -> note.contains("boxes.json") && note.contains("1 "));
    assertThat(in.ingest().unchanged()).isEqualTo(2);
  }

  @Test
  void boxesOfVocAndYoloAreTakenClippedOrRefused() throws IOException {
    in.write("voc/images/a.png", picture("png", 100, 50))
        .write("voc/annotations/a.xml", voc("a.png", "10", "70", "110"))
        .write("voc/annotations/broken.xml", "<!DOCTYPE x><annotation/>")
        .write("voc/other.xml", "<html/>")
        .write("yolo/data.yaml", "names: [cat, dog]")
        .write("yolo/images/train/b.png", picture("png", 40, 20))
        .write("yolo/labels/train/b.txt", "1 0.5 0.5 0.5 0.5\n7 0.5 0.5 0.5 0.5\n0 3 3 0.1 0.1\n");

    IngestReport report = in.ingest();

    assertThat(in.ids()).containsExactly("help/voc/images/a.png", "help/yolo/images/train/b.png");
    Row a = in.item("help/voc/images/a.png");
    List<Row> objects = a.getList(a.fieldIndex("annotations"));
    assertThat(objects).hasSize(1);
    assertThat(objects.get(0).<Double>getAs("width")).isEqualTo(30);
    assertThat(objects.get(0).<String, String>getJavaMap(objects.get(0).fieldIndex("attributes")))
        .isEqualTo(java.util.Map.of("clipped", "true", "difficult", "1"));
    Row b = in.item("help/yolo/images/train/b.png");
    List<Row> labels = b.getList(b.fieldIndex("annotations"));
    assertThat(labels).hasSize(1);
    assertThat(labels.get(0).<String>getAs("label")).isEqualTo("dog");
    assertThat(labels.get(0).<String>getAs("id")).isEqualTo("1");
    assertThat(labels.get(0).<Double>getAs("x")).isEqualTo(10);
    assertThat(labels.get(0).<Double>getAs("height")).isEqualTo(10);
    assertThat(in.refusals())
        .containsExactly(
            "voc/annotations/broken.xml malformed-annotations",
            "yolo/labels/train/b.txt line 2 bad-box",
            "yolo/labels/train/b.txt line 3 bad-box");
    assertThat(report.in()).isEqualTo(5);
    assertThat(report.refused()).isEqualTo(3);
    assertThat(report.skippedFiles()).anyMatch(name -> name.endsWith("voc/other.xml"));
    assertThat(in.ingest().unchanged()).isEqualTo(2);
  }

  private static String voc(String name, String... corners) {
    return "<annotation><filename>%s</filename><object><name>dog</name><difficult>1</difficult>"
            .formatted(name)
        + "<bndbox><xmin>%2$s</xmin><ymin>%1$s</ymin><xmax>%3$s</xmax><ymax>40</ymax></bndbox>"
            .formatted((Object[]) corners)
        + "</object></annotation>";
  }

  private static byte[] picture(String format, int width, int height) throws IOException {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    for (int x = 0; x < width; x++) {
      image.setRGB(x, x % height, 0xFF8000 + x);
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    assertThat(ImageIO.write(image, format, out)).isTrue();
    return out.toByteArray();
  }

  @Test
  void patternsNameItemsFromTheirFixedPart() {
    in.write("2023/a.txt", "one").write("2024/a.txt", "two").write("2024/b.md", "three");

    in.ingest("20*/*.txt");

    assertThat(in.ids()).containsExactly("help/2023/a.txt", "help/2024/a.txt");
  }

  @Test
  void wrongPathsAreRefusedBeforeAnythingIsWritten() {
    in.write("good.txt", "good").write("only/picture.heic", "x").write("odd.bin", "x");
    folder.resolve("empty").toFile().mkdirs();

    assertThatThrownBy(() -> in.ingest("good.txt", "missing.txt"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("missing.txt");
    assertThatThrownBy(() -> in.ingest("no*thing"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no*thing");
    assertThatThrownBy(() -> in.ingest("empty"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("empty");
    assertThatThrownBy(() -> in.ingest("only"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("picture.heic");
    assertThatThrownBy(() -> in.ingest("odd.bin"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(".jsonl");
    assertThat(in.lake.datasetExists(in.dataset)).isFalse();
  }

  @Test
  void aTableWithoutATextColumnIsRefusedWithTheColumnsItHas() {
    in.write("shop.csv", "sku,title\n1,shoe\n");

    assertThatThrownBy(() -> in.ingest())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("sku, title")
        .hasMessageContaining("--text-column");
    assertThatThrownBy(() -> in.ingest(in.options().withTextColumn("tittle")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("tittle");

    assertThat(in.ingest(in.options().withTextColumn("title")).added()).isEqualTo(1);
  }
}
