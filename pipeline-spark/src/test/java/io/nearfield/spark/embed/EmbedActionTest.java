package io.nearfield.spark.embed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nearfield.connect.api.Content;
import io.nearfield.connect.api.FeatureSet;
import io.nearfield.connect.api.IncompatibleException;
import io.nearfield.connect.api.NearfieldException;
import io.nearfield.connect.api.Progress;
import io.nearfield.connect.iceberg.Lake;
import io.nearfield.connect.onnx.ModelOptions;
import io.nearfield.connect.onnx.Models;
import io.nearfield.index.Metric;
import io.nearfield.spark.TestLake;
import io.nearfield.spark.ingest.IngestAction;
import io.nearfield.spark.ingest.IngestOptions;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbedActionTest {

  @TempDir Path temp;
  private final Lake lake = TestLake.lake();
  private final String dataset = TestLake.newDataset();
  private Path folder;

  @BeforeEach
  void newFolder() throws IOException {
    folder = Files.createDirectory(temp.resolve("in"));
  }

  @Test
  void everyTextGetsTheVectorOfTheModelBitForBit() throws IOException {
    Map<String, String> texts =
        texts("a red bicycle", "ein rotes Fahrrad", "赤い自転車 🚲", "x", "Long words. ".repeat(300));
    Recorded progress = new Recorded();

    EmbedReport report =
        new EmbedAction(TestLake.spark(), lake, progress).run(EmbedOptions.of(dataset, "words"));

    assertThat(report.in()).isEqualTo(5);
    assertThat(report.embedded()).isEqualTo(5);
    assertThat(report.itemsPerSecond()).isPositive();
    assertThat(report.featureSet())
        .isEqualTo(
            new FeatureSet(
                dataset,
                "words",
                Metric.COSINE,
                Models.identity(Models.DEFAULT_TEXT),
                Models.DEFAULT_TEXT));
    assertVectors("words", texts);
    assertThat(progress.calls.get(0)).isEqualTo("begin embedding items 5");
    assertThat(progress.calls).contains("at 5");
    assertThat(progress.calls.get(progress.calls.size() - 1)).startsWith("end 5 items");
  }

  @Test
  void onlyWhatChangedIsEmbeddedAgainAndWhatIsGoneLosesItsVector() throws IOException {
    texts("one", "two", "three");
    embed(EmbedOptions.of(dataset, "words"));
    Long before = snapshot("words");

    EmbedReport again = embed(EmbedOptions.of(dataset, "words"));
    assertThat(again.unchanged()).isEqualTo(3);
    assertThat(again.embedded()).isZero();
    assertThat(snapshot("words")).isEqualTo(before);

    Map<String, String> now = texts("one", "zwei", "three", "four");
    EmbedReport changed = embed(EmbedOptions.of(dataset, "words"));
    assertThat(changed.unchanged()).isEqualTo(2);
    assertThat(changed.embedded()).isEqualTo(2);
    assertVectors("words", now);

    TestLake.spark().sql("DELETE FROM " + lake.sql(dataset, "items") + " WHERE entity_id = 't0'");
    EmbedReport less = embed(EmbedOptions.of(dataset, "words"));
    assertThat(less.in()).isEqualTo(3);
    assertThat(less.removed()).isEqualTo(1);
    now.remove("t0");
    assertVectors("words", now);
  }

  @Test
  void workIsCommittedInParts() throws IOException {
    Map<String, String> texts =
        texts(IntStream.range(0, 40).mapToObj(i -> "text number " + i).toArray(String[]::new));

    EmbedReport report = embed(EmbedOptions.of(dataset, "words").withItemsPerCommit(10));

    assertThat(report.embedded()).isEqualTo(40);
    assertVectors("words", texts);
    assertThat(lake.table(dataset, "features_words").snapshots()).hasSizeBetween(2, 4);
  }

  @Test
  void picturesAndTextsEachGoToTheirModelAndFailuresAreNamed() throws IOException {
    texts("one", "two");
    for (int i = 0; i < 3; i++) {
      BufferedImage image = new BufferedImage(16, 16, BufferedImage.TYPE_INT_RGB);
      image.setRGB(i, 2 * i, 0xFF0000 + 99 * i);
      image.setRGB(8, i, 0x00FF00);
      ImageIO.write(image, "png", folder.resolve(i + ".png").toFile());
    }
    ingest();
    Files.delete(folder.resolve("2.png"));
    Files.writeString(folder.resolve("1.png"), "overwritten");

    EmbedReport words = embed(EmbedOptions.of(dataset, "words"));
    EmbedReport looks = embed(EmbedOptions.of(dataset, "looks").withModel(Models.BUILT_IN_IMAGE));

    assertThat(words.skipped()).isEqualTo(3);
    assertThat(words.embedded()).isEqualTo(2);
    assertThat(looks.skipped()).isEqualTo(2);
    assertThat(looks.embedded()).isEqualTo(1);
    assertThat(looks.refused()).isEqualTo(2);
    assertThat(vectors("looks").keySet()).containsExactly("in/0.png");
    assertThat(lake.deadLetters(dataset))
        .filteredOn(letter -> letter.stage().equals("embed"))
        .extracting(letter -> letter.entityId() + " " + letter.reason())
        .containsExactlyInAnyOrder("in/1.png content-changed", "in/2.png missing-file");

    // Once mended, it is given its vector by the next run; the vector that is there stays.
    Files.copy(folder.resolve("0.png"), folder.resolve("2.png"));
    ingest();
    EmbedReport mended = embed(EmbedOptions.of(dataset, "looks"));
    assertThat(mended.reused()).as("2.png is now 0.png's picture").isEqualTo(1);
    assertThat(mended.unchanged()).isEqualTo(1);
    assertThat(vectors("looks").get("in/2.png")).isEqualTo(vectors("looks").get("in/0.png"));
  }

  @Test
  void anotherModelIsRefusedUnlessItIsToReplaceAll() throws IOException {
    Map<String, String> texts = texts("one", "two", "three");
    embed(EmbedOptions.of(dataset, "words"));
    Path other = ModelFolders.miniLm(temp.resolve("other"), 16);
    EmbedOptions options =
        EmbedOptions.of(dataset, "words").withModel(other.toString()).withItemsPerCommit(2);

    assertThatThrownBy(() -> embed(options))
        .isInstanceOf(IncompatibleException.class)
        .hasMessageContaining("words")
        .hasMessageContaining("--replace-model");
    assertVectors("words", texts);

    EmbedReport replaced = embed(options.withReplaceModel(true));

    assertThat(replaced.embedded()).isEqualTo(3);
    assertThat(lake.requireFeatureSet(dataset, "words").model())
        .isEqualTo(Models.identity(other.toString()));
    assertThat(hashes("words")).containsOnly(Models.identity(other.toString()).hash());
    assertThat(vectors("words")).hasSize(3);
    assertThat(lake.table(dataset, "features_words").refs()).containsOnlyKeys("main");
    assertThat(embed(EmbedOptions.of(dataset, "words")).unchanged()).isEqualTo(3);
  }

  @Test
  void anUnknownDatasetAndAnUnknownModelAreNamed() throws IOException {
    assertThatThrownBy(() -> embed(EmbedOptions.of("nowhere", "words")))
        .isInstanceOf(NearfieldException.class)
        .hasMessageContaining("nowhere");
    texts("one");
    assertThatThrownBy(() -> embed(EmbedOptions.of(dataset, "words").withModel("/no/such/model")))
        .isInstanceOf(NearfieldException.class)
        .hasMessageContaining("/no/such/model");
    assertThat(lake.featureSet(dataset, "words")).isEmpty();
    assertThat(lake.runs(dataset))
        .extracting(run -> run.type() + " " + run.state())
        .contains("embed FAILED");
  }

  @Test
  void fewItemsMakeNoIdleTasksAndManyMakeShortOnes() {
    assertThat(EmbedRun.tasks(1, 8, 1024)).isEqualTo(1);
    assertThat(EmbedRun.tasks(5, 8, 1024)).isEqualTo(5);
    assertThat(EmbedRun.tasks(4_000, 2, 1024)).isEqualTo(4);
    assertThat(EmbedRun.tasks(4_000, 8, 1024)).isEqualTo(8);
    assertThat(EmbedRun.tasks(5_000, 2, 1024)).isEqualTo(6);
    assertThat(EmbedRun.tasks(20_000, 2, 256)).isEqualTo(80);
  }

  private Map<String, String> texts(String... texts) throws IOException {
    Map<String, String> byId = new TreeMap<>();
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < texts.length; i++) {
      byId.put("t" + i, texts[i]);
      lines.add("{\"id\": \"t" + i + "\", \"text\": \"" + texts[i] + "\"}");
    }
    Files.write(folder.resolve("texts.jsonl"), lines);
    ingest();
    return byId;
  }

  private void ingest() {
    new IngestAction(TestLake.spark(), lake, Progress.SILENT)
        .run(IngestOptions.of(dataset, List.of(folder.toString())));
  }

  private EmbedReport embed(EmbedOptions options) {
    return new EmbedAction(TestLake.spark(), lake, Progress.SILENT).run(options);
  }

  private Long snapshot(String featureSet) {
    return lake.table(dataset, Lake.featureTable(featureSet)).currentSnapshot().snapshotId();
  }

  private Map<String, float[]> vectors(String featureSet) {
    Map<String, float[]> vectors = new TreeMap<>();
    for (Row row :
        TestLake.spark()
            .table(lake.sql(dataset, Lake.featureTable(featureSet)))
            .select("entity_id", "vector")
            .collectAsList()) {
      float[] before = vectors.put(row.getString(0), floats(row.getList(1)));
      assertThat(before).as("two vectors of %s", row.getString(0)).isNull();
    }
    return vectors;
  }

  private List<String> hashes(String featureSet) {
    return TestLake.spark()
        .table(lake.sql(dataset, Lake.featureTable(featureSet)))
        .select("model_hash")
        .collectAsList()
        .stream()
        .map(row -> row.getString(0))
        .collect(Collectors.toList());
  }

  private static float[] floats(List<Float> list) {
    float[] floats = new float[list.size()];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = list.get(i);
    }
    return floats;
  }

  private void assertVectors(String featureSet, Map<String, String> texts) {
    Map<String, float[]> vectors = vectors(featureSet);
    assertThat(vectors.keySet()).isEqualTo(texts.keySet());
    var model = Models.shared(Models.DEFAULT_TEXT, ModelOptions.defaults());
    texts.forEach(
        (id, text) ->
            assertThat(vectors.get(id)).as(id).isEqualTo(model.embed(new Content.Text(text))));
  }

  /** Remembers what it is told. */
  private static final class Recorded implements Progress {
    final List<String> calls = new ArrayList<>();

    @Override
    public void begin(String task, long total) {
      calls.add("begin " + task + " " + total);
    }

    @Override
    public void at(long done) {
      calls.add("at " + done);
    }

    @Override
    public void end(String summary) {
      calls.add("end " + summary);
    }
  }
}
