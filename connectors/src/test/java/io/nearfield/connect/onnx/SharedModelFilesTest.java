package io.nearfield.connect.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.onnx.proto.OnnxMl;
import io.nearfield.connect.api.Content;
import io.nearfield.connect.api.EmbeddingModel;
import io.nearfield.connect.api.NearfieldException;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Folders made of real exported models that lie beside the checkout. */
class SharedModelFilesTest {

  @TempDir Path temp;

  @Test
  void runsABertShapedTransformerWithAndWithoutTokenTypes() throws IOException {
    for (String graph :
        new String[] {
          "vespa_dummy_transformer.onnx", "vespa_dummy_transformer_without_type_ids.onnx"
        }) {
      TestFolder folder =
          TestFolder.text(temp.resolve(graph), bytes("models/" + graph))
              .with("1_Pooling/config.json", "{\"pooling_mode_mean_tokens\": true}");
      try (EmbeddingModel model = Models.open(folder.location(), ModelOptions.defaults())) {
        float[] vector = model.embed(new Content.Text("one two"));
        assertThat(model.identity().dimension()).isEqualTo(16);
        assertThat(vector).hasSize(16);
        assertThat(model.embed(new Content.Text(" one  two "))).isEqualTo(vector);
        assertThat(model.embed(new Content.Text("three five"))).isNotEqualTo(vector);
        assertThat(model.embed(new Content.Text("one ".repeat(1000)))).hasSize(16);
      }
    }
  }

  @Test
  void refusesATokenizerOfAnotherModel() throws IOException {
    TestFolder folder =
        TestFolder.text(temp, bytes("models/vespa_dummy_transformer.onnx"))
            .with("tokenizer.json", bytes("models/bert_base_uncased_tokenizer.json"));
    assertThatThrownBy(() -> Models.open(folder.location(), ModelOptions.defaults()))
        .isInstanceOf(NearfieldException.class)
        .hasMessageContaining("must belong together")
        .hasMessageContaining("tokenizer.json");
  }

  @Test
  void refusesModelsThatEmbedNeitherTextsNorPictures() throws IOException {
    TestFolder folder = new TestFolder(temp).with("model.onnx", bytes("models/magika_v3_3.onnx"));
    assertThatThrownBy(() -> Models.open(folder.location(), ModelOptions.defaults()))
        .isInstanceOf(NearfieldException.class)
        .hasMessageContaining("'bytes' int32[?, 2048]")
        .hasMessageContaining("not understood");
  }

  @Test
  void runsMobileNetOnPhotosAndMatchesItsOwnTestVector() throws IOException {
    TestFolder folder =
        new TestFolder(temp)
            .with("model.onnx", bytes("models/mobilenet_v2_int8_244.onnx"))
            .with(
                "preprocessor_config.json",
                """
                {"image_processor_type": "MobileNetV2ImageProcessor", "do_resize": true,
                 "size": {"shortest_edge": 256}, "resample": 2,
                 "do_center_crop": true, "crop_size": {"height": 244, "width": 244},
                 "image_mean": [0.485, 0.456, 0.406], "image_std": [0.229, 0.224, 0.225]}
                """);
    OnnxMl.TensorProto given = tensor("models/mobilenet_v2_int8_244_test_data_set_0_input_0.pb");
    OnnxMl.TensorProto expected =
        tensor("models/mobilenet_v2_int8_244_test_data_set_0_output_0.pb");
    ImagePlan plan = (ImagePlan) ModelFolder.plan(temp);
    try (OnnxSession session = OnnxSession.open(plan.model(), 1)) {
      ImagePreprocessor.Pixels pixels = new ImagePreprocessor.Pixels(floats(given), 244, 244);
      OnnxSession.Output output = session.run(plan.graph().feed(pixels), "scores");
      assertThat(ImageGraph.vectorOf(output)).containsExactly(floats(expected), within(1e-3f));
    }
    try (EmbeddingModel model = Models.open(folder.location(), ModelOptions.defaults())) {
      Path photo = SharedData.require("images/cifar10_test").resolve("horse");
      try (var files = Files.list(photo)) {
        byte[] bytes = Files.readAllBytes(files.sorted().findFirst().orElseThrow());
        float[] vector = model.embed(new Content.Image(bytes));
        assertThat(vector).hasSize(1000);
        assertThat(model.embed(new Content.Image(bytes))).isEqualTo(vector);
        assertThat(Cosine.of(vector, vector)).isEqualTo(1, within(1e-9));
      }
    }
  }

  @Test
  void photosOfOneClassLieNearerUnderMobileNet() throws IOException {
    new TestFolder(temp)
        .with("model.onnx", bytes("models/mobilenet_v2_int8_244.onnx"))
        .with(
            "preprocessor_config.json",
            """
            {"size": {"height": 244, "width": 244}, "resample": 3,
             "image_mean": [0.485, 0.456, 0.406], "image_std": [0.229, 0.224, 0.225]}
            """);
    Path root = SharedData.require("images/cifar10_test");
    try (EmbeddingModel model = Models.open(temp.toString(), ModelOptions.defaults())) {
      Map<String, float[][]> byClass =
          Map.of(
              "automobile", embedSome(model, root.resolve("automobile")),
              "horse", embedSome(model, root.resolve("horse")));
      double within =
          (meanCosine(byClass.get("horse"), byClass.get("horse"))
                  + meanCosine(byClass.get("automobile"), byClass.get("automobile")))
              / 2;
      double across = meanCosine(byClass.get("horse"), byClass.get("automobile"));
      assertThat(within).isGreaterThan(across + 0.1);
    }
  }

  private static float[][] embedSome(EmbeddingModel model, Path folder) throws IOException {
    try (var files = Files.list(folder)) {
      float[][] out = new float[8][];
      int i = 0;
      for (Path file : files.sorted().limit(8).toList()) {
        out[i++] = model.embed(new Content.Image(Files.readAllBytes(file)));
      }
      return out;
    }
  }

  /** The mean over pairs of different pictures. */
  private static double meanCosine(float[][] a, float[][] b) {
    double sum = 0;
    int pairs = 0;
    for (float[] x : a) {
      for (float[] y : b) {
        if (x != y) {
          sum += Cosine.of(x, y);
          pairs++;
        }
      }
    }
    return sum / pairs;
  }

  private static byte[] bytes(String name) throws IOException {
    return Files.readAllBytes(SharedData.require(name));
  }

  private static OnnxMl.TensorProto tensor(String name) throws IOException {
    return OnnxMl.TensorProto.parseFrom(bytes(name));
  }

  private static float[] floats(OnnxMl.TensorProto tensor) {
    float[] out =
        new float[(int) tensor.getDimsList().stream().reduce(1L, (a, b) -> a * b).longValue()];
    tensor
        .getRawData()
        .asReadOnlyByteBuffer()
        .order(ByteOrder.LITTLE_ENDIAN)
        .asFloatBuffer()
        .get(out);
    return out;
  }
}
