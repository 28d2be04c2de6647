package io.nearfield.connect.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.nearfield.connect.api.Content;
import io.nearfield.connect.api.EmbeddingModel;
import io.nearfield.connect.api.NearfieldException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StaticModelTest {

  @TempDir Path temp;

  @Test
  void takesTheMeanOfWhatTheTableSaysOfKnownTokens() {
    TestFolder folder =
        new TestFolder(temp)
            .with("model.safetensors", table())
            .with("tokenizer.json", TestFolder.TOKENIZER)
            .with("config.json", "{\"model_type\": \"model2vec\", \"normalize\": false}");
    try (EmbeddingModel model = Models.open(folder.location(), ModelOptions.defaults())) {
      assertThat(model.identity()).isEqualTo(Models.identity(folder.location()));
      // Token i has row i: (i, 10 i). The unknown word does not count.
      assertThat(model.embed(new Content.Text("two five unheard"))).containsExactly(3.5f, 35f);
      assertThatThrownBy(() -> model.embed(new Content.Text("unheard of")))
          .isInstanceOf(NearfieldException.class)
          .hasMessageContaining("knows none of its words");
    }
  }

  @Test
  void namesABrokenTable() {
    TestFolder folder =
        new TestFolder(temp)
            .with("model.safetensors", new byte[20])
            .with("tokenizer.json", TestFolder.TOKENIZER)
            .with("config.json", "{\"model_type\": \"model2vec\"}");
    assertThatThrownBy(() -> Models.open(folder.location(), ModelOptions.defaults()))
        .isInstanceOf(NearfieldException.class)
        .hasMessageContaining("model.safetensors")
        .hasMessageContaining("no usable safetensors file");
  }

  @Test
  void givesTheVectorThatThePythonLibraryGives() throws IOException {
    Path folder = SharedData.require("models/model2vec_bge_vq64");
    JsonNode expected =
        new ObjectMapper().readTree(folder.resolve("expected_embedding.json").toFile()).get(0);
    try (EmbeddingModel model = Models.open(folder.toString(), ModelOptions.defaults())) {
      float[] vector = model.embed(new Content.Text("hello"));
      assertThat(vector).hasSize(64);
      for (int i = 0; i < 64; i++) {
        assertThat(vector[i]).isCloseTo((float) expected.get(i).doubleValue(), within(1e-6f));
      }
      assertThat(model.embed(new Content.Text("hello ".repeat(1_000_000)))).hasSize(64);
    }
  }

  /** Eight rows of two floats. */
  private static byte[] table() {
    String header =
        "{\"embeddings\": {\"dtype\": \"F32\", \"shape\": [8, 2], \"data_offsets\": [0, 64]}}";
    ByteBuffer bytes = ByteBuffer.allocate(8 + header.length() + 64).order(ByteOrder.LITTLE_ENDIAN);
    bytes.putLong(header.length()).put(header.getBytes(StandardCharsets.UTF_8));
    for (int i = 0; i < 8; i++) {
      bytes.putFloat(i).putFloat(10 * i);
    }
    return bytes.array();
  }
}
