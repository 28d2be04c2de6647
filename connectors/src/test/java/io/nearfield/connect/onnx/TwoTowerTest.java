package io.nearfield.connect.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.nearfield.connect.api.Content;
import io.nearfield.connect.api.EmbeddingModel;
import io.nearfield.connect.api.NearfieldException;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Models with a side for texts and a side for pictures. */
class TwoTowerTest {

  private static final Content RED = picture(new Color(220, 30, 10));
  private static final Content GREEN = picture(new Color(40, 180, 60));
  private static final Content BLUE = picture(new Color(20, 60, 200));

  @TempDir Path temp;

  @Test
  void aTextFindsPictures() {
    try (EmbeddingModel model = open(TestTowers.split(temp))) {
      assertThat(model.accepts(Content.Text.class)).isTrue();
      assertThat(model.accepts(Content.Image.class)).isTrue();
      assertThat(model.accepts(Content.Pixels.class)).isTrue();
      assertThat(model.identity().dimension()).isEqualTo(3);
      assertThat(model.identity()).isEqualTo(Models.identity(temp.toString()));

      float[] red = model.embed(new Content.Text("red"));
      assertThat(red).containsExactly(1, 0, 0);
      assertThat(Cosine.of(red, model.embed(RED))).isGreaterThan(0.98);
      assertThat(Cosine.of(red, model.embed(GREEN))).isLessThan(0.3);
      assertThat(Cosine.of(red, model.embed(BLUE))).isLessThan(0.2);
      float[] pixels = model.embed(new Content.Pixels(1, 1, new byte[] {0, 0, (byte) 255}));
      assertThat(Cosine.of(pixels, model.embed(new Content.Text("blue"))))
          .isCloseTo(1, within(1e-6));
      for (Content content : List.of(RED, GREEN, new Content.Text("red green green blue"))) {
        float[] vector = model.embed(content);
        assertThat(Cosine.of(vector, vector)).isCloseTo(1, within(1e-6));
        assertThat(length(vector)).isCloseTo(1, within(1e-6));
      }
    }
  }

  @Test
  void manyAtOnceGetWhatEachGetsAlone() {
    try (EmbeddingModel model = open(TestTowers.split(temp))) {
      List<Content> mixed =
          List.of(
              new Content.Text("red green"),
              RED,
              new Content.Text("blue"),
              new Content.Text("green blue"),
              GREEN);
      List<float[]> together = model.embed(mixed);
      assertThat(together).hasSize(5);
      for (int i = 0; i < 5; i++) {
        assertThat(together.get(i)).isEqualTo(model.embed(mixed.get(i)));
      }
    }
  }

  @Test
  void takesBothTowersInOneGraphAndPrefersThemApart() {
    TestFolder folder = TestTowers.folder(temp).with("onnx/model.onnx", TestTowers.both());
    assertThat(ModelFolder.plan(temp).notes()).anyMatch(note -> note.contains("share one graph"));
    try (EmbeddingModel joined = open(folder);
        EmbeddingModel apart = open(TestTowers.split(temp))) {
      assertThat(joined.identity()).isNotEqualTo(apart.identity());
      List<Content> texts = List.of(new Content.Text("red blue"), new Content.Text("blue green"));
      for (int i = 0; i < 2; i++) {
        assertThat(joined.embed(texts).get(i)).isEqualTo(apart.embed(texts.get(i)));
      }
      assertThat(joined.embed(GREEN)).isEqualTo(apart.embed(GREEN));
    }
    assertThat(ModelFolder.plan(temp).notes()).isEmpty();
  }

  @Test
  void towersMayLieInTheFolderItself() {
    TestFolder folder =
        TestTowers.folder(temp)
            .with("text_model.onnx", TestTowers.text("text_embeds", "tokens"))
            .with("vision_model.onnx", TestTowers.vision("image_embeds", -3));
    try (EmbeddingModel model = open(folder)) {
      assertThat(model.embed(RED)).hasSize(3);
    }
    assertRefused(TestTowers.split(temp), "both in onnx/ and beside it");
  }

  @Test
  void oneIdentityCoversBothTowersAndEverythingAroundThem() {
    TestFolder folder = TestTowers.split(temp);
    String plain = identity();
    folder.with("preprocessor_config.json", TestTowers.PREPROCESSOR.replace("3,", "2,"));
    String filter = identity();
    folder.with("tokenizer.json", TestTowers.TOKENIZER + " ");
    String tokenizer = identity();
    folder.with("onnx/vision_model.onnx", TestTowers.vision("image_embeddings", 3));
    String vision = identity();
    folder.with("onnx/text_model.onnx", TestTowers.text("text_embeddings", "tokens"));
    String text = identity();
    folder.with("sentence_bert_config.json", "{\"max_seq_length\": 20}");
    String length = identity();
    assertThat(List.of(plain, filter, tokenizer, vision, text, length)).doesNotHaveDuplicates();
  }

  @Test
  void cutsTextsAtTheLengthOfTheTextSide() {
    try (EmbeddingModel model = open(TestTowers.split(temp))) {
      String longText = "red ".repeat(75) + "blue ".repeat(5000);
      assertThat(model.embed(new Content.Text(longText))).containsExactly(1, 0, 0);
      String almost = "red ".repeat(74) + "blue ".repeat(5000);
      assertThat(model.embed(new Content.Text(almost))[2]).isGreaterThan(0);
    }
  }

  @Test
  void padsWhereTheGraphTakesOneLengthOnly() {
    TestFolder folder =
        TestTowers.split(temp).with("onnx/text_model.onnx", TestTowers.text("text_embeds", "6"));
    assertRefused(folder, "by which token is unknown", "'pad_token'");
    folder.with("tokenizer_config.json", "{\"pad_token\": {\"content\": \"blue\"}}");
    try (EmbeddingModel model = open(folder)) {
      assertDirection(model.embed(new Content.Text("red")), 1, 0, 3); // [ red ] and three of it
      assertDirection(model.embed(new Content.Text("red red red red green")), 1, 0, 0);
      List<Content> texts = List.of(new Content.Text("red"), new Content.Text("green red"));
      assertThat(model.embed(texts).get(1)).isEqualTo(model.embed(texts.get(1)));
    }
  }

  @Test
  void padsAsTheTokenizerSays() {
    TestFolder folder =
        TestTowers.split(temp)
            .with(
                "tokenizer.json",
                TestTowers.TOKENIZER.replace(
                    "\"padding\": null",
                    "\"padding\": {\"strategy\": {\"Fixed\": 5}, \"direction\": \"Right\","
                        + " \"pad_id\": 2, \"pad_type_id\": 0, \"pad_token\": \"green\"}"));
    try (EmbeddingModel model = open(folder)) {
      assertDirection(model.embed(new Content.Text("red")), 1, 2, 0);
    }
    TextPlan text = ((TwoTowerPlan) ModelFolder.plan(temp)).text();
    TextTokenizer.Tokens padded =
        text.settings().padded(new TextTokenizer.Tokens(new long[] {6, 1, 7}, new long[3]));
    TextGraph masked =
        TextGraph.of(
            ModelFile.of(
                () ->
                    new ByteArrayInputStream(
                        TestGraphs.tokens(
                            TestGraphs.INT64, List.of("input_ids", "attention_mask"))),
                "masked"));
    Map<String, OnnxSession.Input> feed = masked.feed(List.of(padded));
    assertThat((long[]) feed.get("input_ids").values()).containsExactly(6, 1, 7, 2, 2);
    assertThat((long[]) feed.get("attention_mask").values()).containsExactly(1, 1, 1, 0, 0);
  }

  @Test
  void siglipHasNoProjectionAndIsPaddedToItsLength() {
    TestFolder folder =
        TestTowers.folder(temp)
            .with("onnx/text_model.onnx", TestTowers.text("pooler_output", "tokens"))
            .with("onnx/vision_model.onnx", TestTowers.vision("pooler_output", 3));
    assertRefused(folder, "text_model.onnx", "'pooler_output'", "text_embeds", "projection");
    folder
        .with(
            "config.json",
            "{\"model_type\": \"siglip\", \"text_config\": {\"max_position_embeddings\": 8}}")
        .with("tokenizer_config.json", "{\"pad_token\": \"green\"}");
    try (EmbeddingModel model = open(folder)) {
      assertDirection(model.embed(new Content.Text("red")), 1, 5, 0);
      assertThat(model.embed(RED)).hasSize(3);
    }
  }

  @Test
  void refusesTowersThatDoNotBelongTogether() {
    TestFolder folder =
        TestTowers.split(temp).with("onnx/vision_model.onnx", TestTowers.vision("image_embeds", 2));
    assertRefused(folder, "vectors of texts", "have 3 numbers and those of pictures", ") 2;");
    folder.with("onnx/vision_model.onnx", TestTowers.vision("image_embeds", -2));
    assertRefused(folder, "have 3 numbers and those of pictures", ") 2;");
    folder.with("onnx/vision_model.onnx", TestTowers.vision("last_hidden_state", 3));
    assertRefused(folder, "vision_model.onnx", "'last_hidden_state'", "image_embeds");
    folder.with("onnx/vision_model.onnx", TestTowers.text("image_embeds", "tokens"));
    assertRefused(folder, "vision_model.onnx", "not understood");
    TestTowers.split(temp).without("preprocessor_config.json");
    assertRefused(folder, "no preprocessor_config.json");
  }

  private String identity() {
    return Models.identity(temp.toString()).hash();
  }

  private static EmbeddingModel open(TestFolder folder) {
    return Models.open(folder.location(), ModelOptions.defaults());
  }

  private static void assertDirection(float[] vector, float... wanted) {
    assertThat(Cosine.of(vector, wanted)).isCloseTo(1, within(1e-6));
  }

  private static double length(float[] v) {
    return Math.sqrt((double) v[0] * v[0] + (double) v[1] * v[1] + (double) v[2] * v[2]);
  }

  private static Content picture(Color color) {
    BufferedImage image = new BufferedImage(40, 30, BufferedImage.TYPE_INT_RGB);
    Graphics2D pen = image.createGraphics();
    pen.setColor(color);
    pen.fillRect(0, 0, 40, 30);
    pen.dispose();
    return new Content.Image(TestImages.png(image));
  }

  private static void assertRefused(TestFolder folder, String... parts) {
    assertThatThrownBy(() -> open(folder).close())
        .isInstanceOf(NearfieldException.class)
        .hasMessageStartingWith("Cannot ")
        .message()
        .doesNotContain("\n")
        .contains(parts);
  }
}
