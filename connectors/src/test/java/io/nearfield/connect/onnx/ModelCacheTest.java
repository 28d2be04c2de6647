package io.nearfield.connect.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nearfield.connect.api.Content;
import io.nearfield.connect.api.EmbeddingModel;
import io.nearfield.connect.api.NearfieldException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelCacheTest {

  @TempDir Path temp;
  private final String key = "test" + UUID.randomUUID().toString().replace("-", "");
  private final AtomicInteger filled = new AtomicInteger();

  @Test
  void aFolderIsMadeOnceAndAgainWhenAFileIsNoLongerWhatItWas() throws IOException {
    Path folder = ModelCache.folder(key, "my model", this::fill);
    assertThat(folder.getFileName()).hasToString("my_model");
    assertThat(ModelCache.folder(key, "my model", this::fill)).isEqualTo(folder);
    assertThat(filled).hasValue(1);

    Files.writeString(folder.resolve("onnx/model.onnx"), "spoiled");
    assertThat(ModelCache.folder(key, "my model", this::fill)).isEqualTo(folder);
    assertThat(filled).hasValue(2);
    assertThat(folder.resolve("onnx/model.onnx")).hasContent("graph");

    Files.delete(folder.resolve("config.json"));
    ModelCache.folder(key, "my model", this::fill);
    assertThat(folder.resolve("config.json")).hasContent("{}");
  }

  @Test
  void whatCannotBeMadeLeavesNothingBehind() {
    assertThatThrownBy(
            () ->
                ModelCache.folder(
                    key,
                    "m",
                    folder -> {
                      fill(folder);
                      throw new IOException("the network is gone");
                    }))
        .isInstanceOf(NearfieldException.class)
        .hasMessageContaining("the network is gone")
        .hasMessageContaining("NEARFIELD_MODEL_CACHE");
    assertThat(ModelCache.folder(key, "m", this::fill).resolve("config.json")).exists();
  }

  @Test
  void manyAtOnceAllFindAWholeFolder() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(6);
    try {
      Callable<String> look =
          () -> Files.readString(ModelCache.folder(key, "m", this::fill).resolve("config.json"));
      for (Future<String> seen : threads.invokeAll(List.of(look, look, look, look, look, look))) {
        assertThat(seen.get()).isEqualTo("{}");
      }
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void aModelIsOpenedFromAnyFileSystemThatHadoopKnows() {
    TestFolder folder = TestFolder.text(temp.resolve("far"), TestGraphs.attention());
    Configuration hadoop = new Configuration();
    hadoop.set("fs.viewfs.mounttable.lake.link./models", temp.toUri().toString());
    String local = Models.local("viewfs://lake/models/far", hadoop);
    assertThat(Path.of(local)).isDirectory().isNotEqualTo(Path.of(folder.location()));
    assertThat(Path.of(local).getFileName()).hasToString("far");
    try (EmbeddingModel fetched = Models.open(local, ModelOptions.defaults());
        EmbeddingModel there = Models.open(folder.location(), ModelOptions.defaults())) {
      assertThat(fetched.identity()).isEqualTo(there.identity());
      assertThat(fetched.embed(new Content.Text("one two")))
          .isEqualTo(there.embed(new Content.Text("one two")));
    }
    assertThatThrownBy(() -> Models.local("viewfs://lake/models/no-such", hadoop))
        .isInstanceOf(NearfieldException.class)
        .hasMessageContaining("viewfs://lake/models/no-such");
  }

  private void fill(Path folder) throws IOException {
    filled.incrementAndGet();
    Files.createDirectories(folder.resolve("onnx"));
    Files.writeString(folder.resolve("onnx/model.onnx"), "graph");
    Files.writeString(folder.resolve("config.json"), "{}");
  }
}
