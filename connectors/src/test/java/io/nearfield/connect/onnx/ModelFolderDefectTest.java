package io.nearfield.connect.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nearfield.connect.api.Content;
import io.nearfield.connect.api.EmbeddingModel;
import io.nearfield.connect.api.NearfieldException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each defect of a model folder is one line that names the file and says what to do. */
class ModelFolderDefectTest {

  private static final byte[] GRAPH =
      TestGraphs.tokens(TestGraphs.INT64, List.of("input_ids", "attention_mask"));

  @TempDir Path temp;
  private int folders;

  @Test
  void namesAFolderThatIsMissing() {
    assertRefused(temp.resolve("nowhere").toString(), "no such folder", "'minilm'");
    assertRefused("bge-large", "no such folder", "'minilm'", "'image-layout'");
    assertRefused(
        "s3://bucket/model", "Cannot fetch model folder 's3://bucket/model'", "scheme \"s3\"");
  }

  @Test
  void refusesAFileInPlaceOfAFolder() {
    new TestFolder(temp).with("model.onnx", GRAPH);
    assertRefused(temp.resolve("model.onnx").toString(), "it is a file");
  }

  @Test
  void namesAMissingModel() {
    TestFolder folder = text().without("onnx/model.onnx");
    assertRefused(folder, "no onnx/model.onnx and no model.onnx", "optimum-cli export onnx");
    folder.with("model.safetensors", "weights");
    assertRefused(folder, "only weights for PyTorch");
  }

  @Test
  void refusesToChooseBetweenModels() {
    assertRefused(text().with("model.onnx", GRAPH), "both onnx/model.onnx and model.onnx");
    TestFolder folder =
        text()
            .without("onnx/model.onnx")
            .with("onnx/model_O1.onnx", GRAPH)
            .with("onnx/model_O2.onnx", GRAPH);
    assertRefused(folder, "several other models", "model_O1.onnx", "model_O2.onnx");
  }

  @Test
  void refusesAModelFileThatIsBroken() {
    assertRefused(
        text().with("onnx/model.onnx", Arrays.copyOf(GRAPH, GRAPH.length - 40)),
        "model.onnx",
        "not a complete ONNX file");
    assertRefused(text().with("onnx/model.onnx", ""), "not a complete ONNX file");
    assertRefused(
        text()
            .with("onnx/model.onnx", "version https://git-lfs.github.com/spec/v1\noid sha256:00\n"),
        "Git LFS pointer",
        "git lfs pull");
  }

  @Test
  void namesWeightsThatAreMissingBesideTheModel() {
    assertRefused(
        text().with("onnx/model.onnx", TestGraphs.withSideFile("model.onnx_data")),
        "'model.onnx_data'",
        "not beside it");
    assertRefused(
        text().with("onnx/model.onnx", TestGraphs.withSideFile("../../etc/passwd")),
        "not beside it");
  }

  @Test
  void namesAMissingOrBrokenTokenizer() {
    assertRefused(
        text().without("tokenizer.json"), "no tokenizer.json", "AutoTokenizer", "save_pretrained");
    assertRefused(
        text().without("tokenizer.json").with("vocab.txt", "one"), "only an older vocabulary file");
    assertRefused(text().with("tokenizer.json", "{\"model\": 1}"), "tokenizer.json");
    assertRefused(text().with("tokenizer.json", "not json"), "tokenizer.json");
  }

  @Test
  void refusesInputsThatItDoesNotUnderstand() {
    assertRefused(
        text().with("onnx/model.onnx", TestGraphs.withInput("task_id", 7, "batch")),
        "'task_id' int64[?]",
        "not understood");
    assertRefused(
        text().with("onnx/model.onnx", TestGraphs.withInput("attention_mask", 1, "b", "n")),
        "'attention_mask' float[?, ?]",
        "int64 or int32");
    assertRefused(
        text().with("onnx/model.onnx", TestGraphs.withInput("attention_mask", 7, "1", "128")),
        "fixed size",
        "dynamic");
    assertRefused(
        text().with("onnx/model.onnx", TestGraphs.withInput("pixels", 1, "b", "3", "8", "8")),
        "no preprocessor_config.json");
  }

  @Test
  void refusesOutputsThatHoldNoVector() {
    assertRefused(
        text().with("onnx/model.onnx", TestGraphs.pooled("logits")),
        "'logits' float[?, 3]",
        "feature-extraction");
  }

  @Test
  void refusesStepsThatItWouldHaveToLeaveOut() {
    assertRefused(
        text()
            .with(
                "modules.json",
                "[{\"path\": \"2_Dense\", \"type\": \"sentence_transformers.models.Dense\"}]"),
        "'Dense' (2_Dense)",
        "sentence_embedding");
    assertRefused(
        text()
            .with(
                "1_Pooling/config.json",
                "{\"pooling_mode_cls_token\": true, \"pooling_mode_mean_tokens\": true}"),
        "exactly one pooling mode",
        "[cls, mean]");
    assertRefused(
        text().with("1_Pooling/config.json", "{\"pooling_mode\": \"attention\"}"),
        "pooling_mode",
        "\"attention\"");
    assertRefused(
        text()
            .with(
                "1_Pooling/config.json",
                "{\"pooling_mode_cls_token\": true, \"include_prompt\": false}")
            .with("config_sentence_transformers.json", "{\"prompts\": {\"query\": \"q: \"}}"),
        "include_prompt");
  }

  @Test
  void refusesConfigurationThatIsOdd() {
    assertRefused(
        text().with("1_Pooling/config.json", "{\n\"pooling_mode"),
        "1_Pooling/config.json",
        "not valid JSON",
        "line 2");
    assertRefused(
        text().without("config.json"), "longest text", "unknown", "sentence_bert_config.json");
    assertRefused(
        text().with("sentence_bert_config.json", "{\"max_seq_length\": 0}"),
        "'max_seq_length'",
        "at least 3, got 0");
    assertRefused(
        text()
            .with(
                "config_sentence_transformers.json",
                "{\"prompts\": {}, \"default_prompt_name\": \"query\"}"),
        "'default_prompt_name' is 'query'");
  }

  @Test
  void namesAMissingPreprocessor() {
    TestFolder folder =
        new TestFolder(temp).with("model.onnx", TestGraphs.channelMeans("image_embeds", true));
    assertRefused(folder, "no preprocessor_config.json", "save_pretrained");
  }

  @Test
  void refusesPreprocessingThatItDoesNotKnow() {
    TestFolder folder =
        new TestFolder(temp).with("model.onnx", TestGraphs.channelMeans("image_embeds", true));
    String mean = "\"image_mean\": [0, 0, 0], \"image_std\": [1, 1, 1]";
    assertRefused(folder.with("preprocessor_config.json", "{" + mean + "}"), "no 'size'");
    assertRefused(
        folder.with("preprocessor_config.json", "{\"size\": {\"longest_edge\": 9}," + mean + "}"),
        "'size' must be",
        "longest_edge");
    assertRefused(folder.with("preprocessor_config.json", "{\"size\": 8}"), "'image_mean'");
    assertRefused(
        folder.with("preprocessor_config.json", "{\"size\": 8, \"do_pad\": true," + mean + "}"),
        "'do_pad'");
    assertRefused(
        folder.with("preprocessor_config.json", "{\"size\": 8, \"resample\": 0," + mean + "}"),
        "'resample'",
        "got 0");
    assertRefused(
        folder.with("preprocessor_config.json", "{\"size\": 0," + mean + "}"),
        "'size' must be from 1 to 4096, got 0");
  }

  @Test
  void refusesPicturesOfAnotherSizeThanTheGraphTakes() {
    TestFolder folder =
        new TestFolder(temp)
            .with("model.onnx", BuiltInImageModel.graph())
            .with(
                "preprocessor_config.json",
                """
                {"size": {"height": 64, "width": 32},
                 "image_mean": [0, 0, 0], "image_std": [1, 1, 1]}
                """);
    assertRefused(folder, "64 wide", "32 wide", "crop_size");
  }

  @Test
  void tellsTextModelsAndPictureModelsApartWhenAskedForTheOther() {
    try (EmbeddingModel text = Models.open(text().location(), ModelOptions.defaults())) {
      assertThat(text.accepts(Content.Text.class)).isTrue();
      assertThat(text.accepts(Content.Image.class)).isFalse();
      assertThatThrownBy(() -> text.embed(new Content.Image(new byte[1])))
          .isInstanceOf(NearfieldException.class)
          .hasMessageContaining("it takes texts");
    }
    EmbeddingModel image = Models.shared(Models.BUILT_IN_IMAGE, ModelOptions.defaults());
    assertThat(image.accepts(Content.Image.class)).isTrue();
    assertThat(image.accepts(Content.Text.class)).isFalse();
    assertThatThrownBy(() -> image.embed(new Content.Text("one")))
        .isInstanceOf(NearfieldException.class)
        .hasMessageContaining("it takes pictures");
  }

  private TestFolder text() {
    return TestFolder.text(temp.resolve("model-" + folders++), GRAPH);
  }

  private static void assertRefused(TestFolder folder, String... parts) {
    assertRefused(folder.location(), parts);
  }

  private static void assertRefused(String location, String... parts) {
    assertThatThrownBy(() -> Models.open(location, ModelOptions.defaults()).close())
        .isInstanceOf(NearfieldException.class)
        .hasMessageStartingWith("Cannot ")
        .message()
        .doesNotContain("\n")
        .contains(parts);
  }
}
