package io.nearfield.connect.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.nearfield.connect.api.Content;
import io.nearfield.connect.api.EmbeddingModel;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Folders of tiny graphs whose vectors can be worked out by hand: "two five" is the tokens 6 2 5 7,
 * of which token i has the vector (i, i * i, 1).
 */
class TextFolderTest {

  private static final List<String> IDS_ONLY = List.of("input_ids");

  @TempDir Path temp;

  @ParameterizedTest
  @CsvSource({
    "pooling_mode_cls_token, 6, 36, 1",
    "pooling_mode_lasttoken, 7, 49, 1",
    "pooling_mode_mean_tokens, 5, 28.5, 1",
    "pooling_mode_max_tokens, 7, 49, 1",
    "pooling_mode_mean_sqrt_len_tokens, 10, 57, 2",
    "pooling_mode_weightedmean_tokens, 5.3, 31.5, 1"
  })
  void poolsAsThePoolingFileSays(String mode, float a, float b, float c) {
    TestFolder folder =
        TestFolder.text(temp, TestGraphs.tokens(TestGraphs.INT64, IDS_ONLY))
            .with("1_Pooling/config.json", "{\"" + mode + "\": true}");
    assertThat(embed(folder, "two five")).containsExactly(new float[] {a, b, c}, within(1e-5f));
  }

  @Test
  void poolsByTheNewerSpellingOfThePoolingFile() {
    TestFolder folder =
        TestFolder.text(temp, TestGraphs.tokens(TestGraphs.INT64, IDS_ONLY))
            .with("1_Pooling/config.json", "{\"pooling_mode\": \"cls\"}");
    assertThat(embed(folder, "two five")).containsExactly(6, 36, 1);
  }

  @Test
  void takesTheMeanAndLeavesTheLengthWhereTheFolderSaysNothing() {
    TestFolder folder = TestFolder.text(temp, TestGraphs.tokens(TestGraphs.INT64, IDS_ONLY));
    assertThat(embed(folder, "two five")).containsExactly(5, 28.5f, 1);
    assertThat(ModelFolder.plan(temp).notes())
        .anyMatch(note -> note.contains("1_Pooling/config.json"))
        .anyMatch(note -> note.contains("modules.json"));
  }

  @Test
  void normalisesWhereModulesSaySo() {
    TestFolder folder =
        TestFolder.text(temp, TestGraphs.tokens(TestGraphs.INT64, IDS_ONLY))
            .with(
                "modules.json",
                """
                [{"idx": 0, "path": "", "type": "sentence_transformers.models.Transformer"},
                 {"idx": 1, "path": "pool", "type": "sentence_transformers.models.Pooling"},
                 {"idx": 2, "path": "2_Normalize", "type": "sentence_transformers.models.Normalize"}]
                """)
            .with("pool/config.json", "{\"pooling_mode_lasttoken\": true}");
    double length = Math.sqrt(49 + 49 * 49 + 1);
    assertThat(embed(folder, "two five"))
        .containsExactly(
            new float[] {(float) (7 / length), (float) (49 / length), (float) (1 / length)},
            within(1e-6f));
  }

  @Test
  void feedsWhatTheGraphAsksForInItsIntegerType() {
    List<String> all = List.of("input_ids", "attention_mask", "token_type_ids", "position_ids");
    TestFolder folder =
        TestFolder.text(temp, TestGraphs.tokens(TestGraphs.INT32, all))
            .with("1_Pooling/config.json", "{\"pooling_mode_lasttoken\": true}");
    assertThat(embed(folder, "two five")).containsExactly(7 + 3, 49 + 3, 1 + 3);
  }

  @Test
  void usesAVectorThatTheGraphPooledItself() {
    TestFolder folder =
        TestFolder.text(temp, TestGraphs.pooled("sentence_embedding"))
            .with("1_Pooling/config.json", "{\"pooling_mode_cls_token\": true}")
            .with(
                "modules.json",
                "[{\"path\": \"2_Dense\", \"type\": \"sentence_transformers.models.Dense\"}]");
    assertThat(embed(folder, "two five")).containsExactly(5, 28.5f, 1);
  }

  @Test
  void keepsAsManyTokensAsTheFolderSays() {
    TestFolder folder =
        TestFolder.text(temp, TestGraphs.tokens(TestGraphs.INT64, IDS_ONLY))
            .with("tokenizer_config.json", "{\"model_max_length\": 5}");
    // [ one one one ]
    assertThat(embed(folder, "one one one five five")).containsExactly(16 / 5f, 88 / 5f, 1);

    folder.with("sentence_bert_config.json", "{\"max_seq_length\": 4}");
    assertThat(embed(folder, "one one one five five")).containsExactly(15 / 4f, 87 / 4f, 1);

    folder.with("sentence_bert_config.json", "{\"max_seq_length\": 512}");
    assertThat(((TextPlan) ModelFolder.plan(temp)).settings().maxTokens())
        .as("never more than the model has positions")
        .isEqualTo(8);

    folder
        .with("sentence_bert_config.json", "{\"max_seq_length\": null}")
        .with("tokenizer_config.json", "{\"model_max_length\": 1000000000000000019884624838656}")
        .with("config.json", "{\"model_type\": \"roberta\", \"max_position_embeddings\": 514}");
    assertThat(((TextPlan) ModelFolder.plan(temp)).settings().maxTokens()).isEqualTo(512);
  }

  @Test
  void lowerCasesBeforeTheTokenizerWhereTheFolderSaysSo() {
    TestFolder folder =
        TestFolder.text(temp, TestGraphs.tokens(TestGraphs.INT64, IDS_ONLY))
            .with("1_Pooling/config.json", "{\"pooling_mode_max_tokens\": true}");
    float[] unknown = embed(folder, "TWO");
    float[] known = embed(folder, "two");
    assertThat(unknown).isEqualTo(known);
    folder.with("1_Pooling/config.json", "{\"pooling_mode_mean_tokens\": true}");
    assertThat(embed(folder, "TWO")).isNotEqualTo(embed(folder, "two"));
    folder.with("sentence_bert_config.json", "{\"do_lower_case\": true}");
    assertThat(embed(folder, "TWO")).isEqualTo(embed(folder, "two"));
  }

  @Test
  void putsPromptsInFrontByPurpose() {
    TestFolder folder =
        TestFolder.text(temp, TestGraphs.tokens(TestGraphs.INT64, IDS_ONLY))
            .with(
                "config_sentence_transformers.json",
                "{\"prompts\": {\"query\": \"one \", \"document\": \"two \"}}");
    try (EmbeddingModel item = Models.open(folder.location(), ModelOptions.defaults());
        EmbeddingModel query =
            Models.open(folder.location(), ModelOptions.defaults().forQueries())) {
      Content.Text five = new Content.Text("five");
      assertThat(item.embed(five)).containsExactly(5, 28.5f, 1); // [ two five ]
      assertThat(query.embed(five)).containsExactly(19 / 4f, 111 / 4f, 1); // [ one five ]
      assertThat(query.identity()).isEqualTo(item.identity());
    }
  }

  @Test
  void asksARunForADimensionThatIsNotDeclared() {
    TestFolder folder = TestFolder.text(temp, TestGraphs.undeclared());
    assertThat(Models.identity(folder.location()).dimension()).isEqualTo(3);
    assertThat(embed(folder, "two five")).hasSize(3);
  }

  @Test
  void takesTheOnlyOtherOnnxFileWithANote() {
    TestFolder folder =
        TestFolder.text(temp, TestGraphs.tokens(TestGraphs.INT64, IDS_ONLY))
            .without("onnx/model.onnx")
            .with("onnx/model_quantized.onnx", TestGraphs.tokens(TestGraphs.INT64, IDS_ONLY));
    assertThat(embed(folder, "two five")).containsExactly(5, 28.5f, 1);
    assertThat(ModelFolder.plan(temp).notes())
        .anyMatch(note -> note.contains("model_quantized.onnx is used"));
  }

  @Test
  void readsWeightsBesideTheGraphAndCountsThemInTheIdentity() {
    TestFolder folder =
        TestFolder.text(temp, TestGraphs.withSideFile("model.onnx_data"))
            .with("onnx/model.onnx_data", TestGraphs.sideFile());
    assertThat(embed(folder, "two five")).containsExactly(5, 28.5f, 1);
    String before = Models.identity(folder.location()).hash();
    byte[] other = TestGraphs.sideFile();
    other[3] ^= 1;
    folder.with("onnx/model.onnx_data", other);
    assertThat(Models.identity(folder.location()).hash()).isNotEqualTo(before);
  }

  @Test
  void everythingThatDecidesTheVectorChangesTheIdentity() {
    TestFolder folder = TestFolder.text(temp, TestGraphs.tokens(TestGraphs.INT64, IDS_ONLY));
    String plain = Models.identity(folder.location()).hash();
    assertThat(plain).matches("[0-9a-f]{64}");
    assertThat(Models.identity(folder.location()).hash()).isEqualTo(plain);

    folder.with("1_Pooling/config.json", "{\"pooling_mode_cls_token\": true}");
    String pooling = Models.identity(folder.location()).hash();
    folder.with("sentence_bert_config.json", "{\"max_seq_length\": 4}");
    String length = Models.identity(folder.location()).hash();
    folder.with("tokenizer.json", TestFolder.TOKENIZER + " ");
    String tokenizer = Models.identity(folder.location()).hash();
    folder.with("modules.json", "[{\"type\": \"sentence_transformers.models.Normalize\"}]");
    String normalised = Models.identity(folder.location()).hash();
    folder.with("onnx/model.onnx", TestGraphs.tokens(TestGraphs.INT32, IDS_ONLY));
    String graph = Models.identity(folder.location()).hash();
    assertThat(List.of(plain, pooling, length, tokenizer, normalised, graph))
        .doesNotHaveDuplicates();
  }

  @Test
  void namesAFolderByItsAbsolutePath() {
    TestFolder folder = TestFolder.text(temp, TestGraphs.undeclared());
    String relative = Path.of("").toAbsolutePath().relativize(temp).toString();
    assertThat(Models.absolute(relative)).isEqualTo(folder.location());
    assertThat(Models.absolute("file://" + folder.location())).isEqualTo(folder.location());
    assertThat(Models.absolute(Models.DEFAULT_TEXT)).isEqualTo(Models.DEFAULT_TEXT);
  }

  private static float[] embed(TestFolder folder, String text) {
    try (EmbeddingModel model = Models.open(folder.location(), ModelOptions.defaults())) {
      return model.embed(new Content.Text(text));
    }
  }
}
