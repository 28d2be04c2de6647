package io.nearfield.connect.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nearfield.connect.api.Content;
import io.nearfield.connect.api.EmbeddingModel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BuiltInTextModelTest {

  private static final List<String> TEXTS =
      List.of(
          "A red bicycle leans against the wall",
          "x",
          "Das Fahrrad lehnt an der Wand.",
          "\u81ea\u8f6c\u8f66\u9760\u5728\u5899\u4e0a",
          "naïve café — déjà vu \ud83d\udeb2",
          "How do I get my money back? ".repeat(40),
          "\u0007 control \u0000 characters \ud800 and half a surrogate",
          "[SEP] [CLS] special words");

  private final EmbeddingModel model = Models.shared(Models.DEFAULT_TEXT, ModelOptions.defaults());

  @Test
  void makesUnitVectorsOf384Numbers() {
    assertThat(model.identity().dimension()).isEqualTo(384);
    for (String text : TEXTS) {
      float[] vector = embed(text);
      double sum = 0;
      for (float x : vector) {
        sum += (double) x * x;
      }
      assertThat(vector).hasSize(384);
      assertThat(Math.sqrt(sum)).isBetween(0.99999, 1.00001);
    }
  }

  @Test
  void findsTextsOfOneMeaningNearer() {
    float[] question = embed("How can I return an item and get a refund?");
    double same = Cosine.of(question, embed("I want my money back for this order"));
    double other = Cosine.of(question, embed("The airport is closed because of snow"));
    assertThat(same).isGreaterThan(0.4);
    assertThat(other).isLessThan(0.2);
  }

  @Test
  void givesTheSameBitsAloneAndInManyThreadsAtOnce() throws Exception {
    List<float[]> alone = TEXTS.stream().map(this::embed).toList();
    List<Integer> order = new ArrayList<>();
    for (int i = 0; i < 160; i++) {
      order.add(i % TEXTS.size());
    }
    Collections.shuffle(order, new Random(7));
    List<Callable<float[]>> calls = new ArrayList<>();
    for (int i : order) {
      calls.add(
          () ->
              Models.shared(Models.DEFAULT_TEXT, ModelOptions.defaults())
                  .embed(new Content.Text(TEXTS.get(i))));
    }
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try {
      List<Future<float[]>> answers = threads.invokeAll(calls);
      for (int i = 0; i < answers.size(); i++) {
        assertThat(answers.get(i).get()).isEqualTo(alone.get(order.get(i)));
      }
    } finally {
      threads.shutdown();
    }
  }

  @Test
  void givesTheSameBitsFromAnotherInstanceAndFromAFolderOfTheSameFiles(@TempDir Path temp) {
    TestFolder folder = miniLmFolder(temp);
    try (EmbeddingModel again = Models.open(Models.DEFAULT_TEXT, ModelOptions.defaults());
        EmbeddingModel fromFolder = Models.open(folder.location(), ModelOptions.defaults())) {
      for (String text : TEXTS) {
        assertThat(again.embed(new Content.Text(text))).isEqualTo(embed(text));
        assertThat(fromFolder.embed(new Content.Text(text))).isEqualTo(embed(text));
      }
      assertThat(fromFolder.identity().hash()).isEqualTo(model.identity().hash());
      fromFolder.identity().requireSame(model.identity(), "the built-in model");
    }
    assertThat(Models.identity(folder.location()).hash()).isEqualTo(model.identity().hash());
    assertThat(BuiltInTextModel.plan().identity(384)).isEqualTo(model.identity());
  }

  @Test
  void readsTheFirst256TokensAndNothingBehindThem() {
    String start = "word ".repeat(254);
    float[] vector = embed(start);
    assertThat(embed(start + "entirely different things follow")).isEqualTo(vector);
    assertThat(embed("word ".repeat(253) + "entirely")).isNotEqualTo(vector);
  }

  @Test
  void takesATextOfFiveMegabytes() {
    String sentence = "A red bicycle leans against the wall. ";
    String start = sentence.repeat(100);
    assertThat(embed(sentence.repeat(5_000_000 / sentence.length()))).isEqualTo(embed(start));
    assertThat(embed("a".repeat(5_000_000))).hasSize(384);
    assertThat(embed("\u4e2d".repeat(5_000_000))).isEqualTo(embed("\u4e2d".repeat(1000)));
    assertThat(embed(" ".repeat(5_000_000) + "x")).isEqualTo(embed("x"));
  }

  @Test
  void closingASharedModelLeavesItOpenAndClosingAnOwnOneEndsIt() {
    model.close();
    assertThat(embed("still there")).hasSize(384);
    EmbeddingModel own = Models.open(Models.DEFAULT_TEXT, ModelOptions.defaults());
    own.close();
    own.close();
    assertThatThrownBy(() -> own.embed(new Content.Text("gone")))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("closed");
  }

  private float[] embed(String text) {
    return model.embed(new Content.Text(text));
  }

  /** The built-in model's files, laid out as sentence-transformers does. */
  private static TestFolder miniLmFolder(Path temp) {
    return new TestFolder(temp)
        .with("onnx/model.onnx", BuiltInTextModel.resource(BuiltInTextModel.MODEL))
        .with("tokenizer.json", BuiltInTextModel.resource(BuiltInTextModel.TOKENIZER))
        .with("config.json", "{\"model_type\": \"bert\", \"max_position_embeddings\": 512}")
        .with("sentence_bert_config.json", "{\"max_seq_length\": 256, \"do_lower_case\": false}")
        .with("tokenizer_config.json", "{\"model_max_length\": 512}")
        .with(
            "1_Pooling/config.json",
            """
            {"word_embedding_dimension": 384, "pooling_mode_cls_token": false,
             "pooling_mode_mean_tokens": true, "pooling_mode_max_tokens": false,
             "pooling_mode_mean_sqrt_len_tokens": false}
            """)
        .with(
            "modules.json",
            """
            [{"idx": 0, "name": "0", "path": "", "type": "sentence_transformers.models.Transformer"},
             {"idx": 1, "name": "1", "path": "1_Pooling",
              "type": "sentence_transformers.models.Pooling"},
             {"idx": 2, "name": "2", "path": "2_Normalize",
              "type": "sentence_transformers.models.Normalize"}]
            """);
  }
}
