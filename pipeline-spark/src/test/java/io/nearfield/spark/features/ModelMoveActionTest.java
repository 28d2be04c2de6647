package io.nearfield.spark.features;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nearfield.connect.api.FeatureSet;
import io.nearfield.connect.api.Generation;
import io.nearfield.connect.api.IndexRef;
import io.nearfield.connect.api.Lookup;
import io.nearfield.connect.api.NearfieldException;
import io.nearfield.connect.api.Progress;
import io.nearfield.connect.iceberg.Lake;
import io.nearfield.connect.lookup.IndexSearcher;
import io.nearfield.connect.onnx.ModelOptions;
import io.nearfield.connect.onnx.Models;
import io.nearfield.spark.TestLake;
import io.nearfield.spark.build.BuildAction;
import io.nearfield.spark.build.BuildOptions;
import io.nearfield.spark.embed.EmbedAction;
import io.nearfield.spark.embed.EmbedOptions;
import io.nearfield.spark.embed.ModelFolders;
import io.nearfield.spark.ingest.IngestAction;
import io.nearfield.spark.ingest.IngestOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelMoveActionTest {

  @TempDir Path temp;
  private final Lake lake = TestLake.lake();
  private final String dataset = TestLake.newDataset();
  private final IndexRef ref = new IndexRef(dataset, "things");

  private void ingest(String... texts) throws IOException {
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < texts.length; i++) {
      lines.append("{\"id\": \"t%d\", \"text\": \"%s\"}\n".formatted(i, texts[i]));
    }
    Path file = temp.resolve("t.jsonl");
    Files.writeString(file, lines);
    new IngestAction(TestLake.spark(), lake, Progress.SILENT)
        .run(IngestOptions.of(dataset, List.of(file.toString())));
  }

  private Generation active() {
    return lake.index(ref).requireActive();
  }

  private String nearest(String words) {
    try (IndexSearcher searcher =
        IndexSearcher.open(
            lake, ref, set -> Models.shared(set.modelLocation(), ModelOptions.defaults()))) {
      return searcher.search(Lookup.of(new Lookup.ByText(words), 1)).neighbours().get(0).entityId();
    }
  }

  @Test
  void anIndexMovesToAnotherModelAndBackInOneCommitEach() throws IOException {
    String long16 = "words that only fill the room up to the end of what the model takes in here, ";
    ingest("a red bicycle", "a bowl of soup", "the sea at night", long16 + "a tall tree");
    new EmbedAction(TestLake.spark(), lake, Progress.SILENT).run(EmbedOptions.of(dataset, "words"));
    new BuildAction(TestLake.spark(), lake, Progress.SILENT).run(BuildOptions.of(ref, "words"));
    Path other = ModelFolders.miniLm(temp.resolve("other"), 16);
    ModelMoveAction action = new ModelMoveAction(TestLake.spark(), lake, Progress.SILENT);
    assertThatThrownBy(() -> ModelMove.of(lake, dataset, "words", Models.DEFAULT_TEXT))
        .isInstanceOf(NearfieldException.class)
        .hasMessageContaining("already");
    ModelMove move = ModelMove.of(lake, dataset, "words", other.toString());

    MoveEstimate estimate = action.estimate(move);
    assertThat(estimate.items()).isEqualTo(4);
    assertThat(estimate.characters()).isEqualTo(13 + 14 + 16 + long16.length() + 11);
    assertThat(estimate.seconds()).isPositive();
    assertThat(lake.featureSets(dataset)).as("an estimate makes nothing").hasSize(1);
    assertThatThrownBy(() -> action.flip(move, 0))
        .isInstanceOf(NearfieldException.class)
        .hasMessageContaining("backfill");

    assertThat(action.backfill(move).embedded()).isEqualTo(4);
    assertThat(action.backfill(move).unchanged()).isEqualTo(4);
    assertThat(active().featureSet()).isEqualTo("words");
    assertThat(nearest("bicycle")).isEqualTo("t0");
    FeatureSet target = lake.requireFeatureSet(dataset, move.name());
    assertThat(target.metadata()).containsEntry("nearfield.follows", "words");

    MoveComparison comparison =
        action.compare(
            move, 100, List.of(new Judgements("bicycle", Map.of("t0", 1.0, "gone", 1.0))));
    assertThat(comparison.queries()).isEqualTo(4);
    assertThat(comparison.overlap()).as("all others are among ten").isEqualTo(1);
    assertThat(comparison.ndcgOld()).isBetween(0.61, 0.62);
    assertThat(comparison.missing()).isZero();

    Generation before = active();
    assertThat(action.flip(move, 0)).hasSize(1);
    assertThat(active().featureSet()).isEqualTo(move.name());
    assertThat(active().model()).isEqualTo(target.model());
    assertThat(nearest("bicycle")).isEqualTo("t0");
    assertThat(action.flip(move, 0)).as("nothing is left to flip").isEmpty();

    action.rollback(dataset, "words");
    assertThat(active().number()).isEqualTo(before.number());
    assertThatThrownBy(() -> action.rollback(dataset, "words"))
        .isInstanceOf(NearfieldException.class);
    long generations = lake.index(ref).generations().size();
    action.flip(move, 0);
    assertThat(active().featureSet()).isEqualTo(move.name());
    assertThat(lake.index(ref).generations()).as("the same one again").hasSize((int) generations);

    ingest("a red bicycle", "a bowl of soup", "the sea at night", long16 + "a tree", "new words");
    new EmbedAction(TestLake.spark(), lake, Progress.SILENT).run(EmbedOptions.of(dataset, "words"));
    assertThatThrownBy(() -> action.flip(move, 0))
        .isInstanceOf(NearfieldException.class)
        .hasMessageContaining("lacks 1 ")
        .hasMessageContaining("--allow-missing 1");
    assertThat(action.flip(move, 1)).isEmpty();

    TestLake.spark().sql("DELETE FROM " + lake.sql(dataset, "items") + " WHERE entity_id = 't4'");
    assertThat(action.flip(move, 0)).as("what is gone need not be there").isEmpty();
  }

  @Test
  void gainsAreDiscountedByRank() {
    Judgements judged = new Judgements("q", Map.of("a", 3.0, "b", 1.0));
    assertThat(judged.ndcg(List.of("a", "b"), 10)).isEqualTo(1);
    assertThat(judged.ndcg(List.of("x", "y"), 10)).isZero();
    // By hand: (1 + 3 / log2(3)) / (3 + 1 / log2(3))
    assertThat(judged.ndcg(List.of("b", "a"), 10)).isBetween(0.7966, 0.7968);
  }
}
