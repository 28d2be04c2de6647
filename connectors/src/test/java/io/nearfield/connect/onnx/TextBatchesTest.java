package io.nearfield.connect.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nearfield.connect.api.Content;
import io.nearfield.connect.api.EmbeddingModel;
import io.nearfield.connect.api.ModelRunException;
import io.nearfield.connect.api.NearfieldException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Many texts in one call: the same vectors as one by one, whatever the graph. */
class TextBatchesTest {

  private static final String CONFIG = "{\"max_position_embeddings\": 64}";

  @TempDir Path temp;

  @Test
  void aFloatGraphIsGivenBatchesAndNoBitChanges() {
    try (EmbeddingModel model = open("float", TestGraphs.attention())) {
      assertThat(model.batchInvariant()).isTrue();
      assertSameTogetherAndAlone(model);
    }
  }

  @Test
  void aGraphThatQuantizesByWhatItIsFedIsGivenOneTextAtATime() {
    try (EmbeddingModel model = open("quantized", TestGraphs.dynamicallyQuantized())) {
      assertThat(model.batchInvariant()).isFalse();
      assertSameTogetherAndAlone(model);
    }
  }

  @Test
  void aGraphThatMixesItsTextsInAnotherWayIsFoundOutByTrying() {
    try (EmbeddingModel model = open("mixing", TestGraphs.mixing())) {
      assertThat(
              BatchInvariance.mixes(
                  ModelFile.of(temp.resolve("mixing/onnx/model.onnx")).signature()))
          .isFalse();
      assertThat(model.batchInvariant()).isFalse();
      assertSameTogetherAndAlone(model);
    }
  }

  @Test
  void aGraphThatPoolsItselfIsGivenBatchesToo() {
    try (EmbeddingModel model = open("pooled", TestGraphs.pooled("sentence_embedding"))) {
      assertThat(model.batchInvariant()).isTrue();
      assertSameTogetherAndAlone(model);
    }
  }

  @Test
  void theBuiltInModelIsNotInvariantAndStaysExact() {
    EmbeddingModel model = Models.shared(Models.DEFAULT_TEXT, ModelOptions.defaults());
    assertThat(model.batchInvariant()).isFalse();
    List<Content> texts = List.of(text("a red bicycle"), text("two"), text("a red bicycle"));
    List<float[]> together = model.embed(texts);
    for (int i = 0; i < 3; i++) {
      assertThat(together.get(i)).isEqualTo(model.embed(texts.get(i)));
    }
  }

  @Test
  void operatorsOfInnerGraphsAndFunctionsAreSeen() {
    try (EmbeddingModel model = open("quantized", TestGraphs.dynamicallyQuantized())) {
      assertThat(ModelFile.of(temp.resolve("quantized/onnx/model.onnx")).signature().operators())
          .contains("DynamicQuantizeLinear", "Softmax", "MatMul");
      assertThat(model.identity().dimension()).isEqualTo(48);
    }
    assertThat(BuiltInTextModel.plan().model().signature().operators())
        .contains("DynamicQuantizeLinear", "MatMulInteger");
  }

  @Test
  void oneBadTextFailsTheCallAndLeavesTheModelUsable() {
    try (EmbeddingModel model = open("float", TestGraphs.attention())) {
      List<Content> texts = new ArrayList<>(texts(20));
      texts.set(7, new Content.Image(new byte[0]));
      assertThatThrownBy(() -> model.embed(texts)).isInstanceOf(NearfieldException.class);
      texts.remove(7);
      assertThat(model.embed(texts)).hasSize(19);
    }
  }

  @Test
  void aRunThatTakesTooLongIsAbandonedAndTheModelGoesOn() {
    TestFolder folder =
        TestFolder.text(temp.resolve("slow"), TestGraphs.slow(400)).with("config.json", CONFIG);
    ModelOptions hasty = ModelOptions.defaults().withLimit(Duration.ofMillis(50));
    try (LoadedModel model = ModelFolder.plan(Path.of(folder.location())).load(1)) {
      EmbeddingModel limited = model.view(hasty);
      assertThatThrownBy(() -> limited.embed(text("one two")))
          .isInstanceOf(ModelRunException.class)
          .hasMessageContaining("not done after 0.05 s")
          .hasMessageContaining("--item-timeout");
      assertThat(model.embed(text("one two"))).hasSize(48);
    }
  }

  @Test
  void manyThreadsShareOneSession() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try (EmbeddingModel model = open("float", TestGraphs.attention())) {
      List<Content> texts = texts(200);
      List<float[]> expected = model.embed(texts);
      List<Callable<List<float[]>>> calls = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        calls.add(() -> model.embed(texts));
      }
      for (Future<List<float[]>> made : threads.invokeAll(calls)) {
        assertSame(made.get(), expected);
      }
    } finally {
      threads.shutdownNow();
    }
  }

  private EmbeddingModel open(String name, byte[] graph) {
    TestFolder folder = TestFolder.text(temp.resolve(name), graph).with("config.json", CONFIG);
    return Models.open(folder.location(), ModelOptions.defaults());
  }

  private static void assertSameTogetherAndAlone(EmbeddingModel model) {
    List<Content> texts = texts(300);
    List<float[]> alone = texts.stream().map(model::embed).toList();
    assertSame(model.embed(texts), alone);
    assertSame(model.embed(texts.subList(100, 300)), alone.subList(100, 300));
    assertThat(model.embed(List.of())).isEmpty();
  }

  private static void assertSame(List<float[]> made, List<float[]> expected) {
    assertThat(made).hasSameSizeAs(expected);
    for (int i = 0; i < made.size(); i++) {
      assertThat(Arrays.equals(made.get(i), expected.get(i))).as("text " + i).isTrue();
    }
  }

  private static List<Content> texts(int n) {
    SplittableRandom random = new SplittableRandom(n);
    String[] words = {"one", "two", "three", "four", "five", "six"};
    List<Content> texts = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      StringBuilder text = new StringBuilder("one");
      for (int j = random.nextInt(i % 3 == 0 ? 80 : 9); j > 0; j--) {
        text.append(' ').append(words[random.nextInt(words.length)]);
      }
      texts.add(text(text.toString()));
    }
    return texts;
  }

  private static Content text(String text) {
    return new Content.Text(text);
  }
}
