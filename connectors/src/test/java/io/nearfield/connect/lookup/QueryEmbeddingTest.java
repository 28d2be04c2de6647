package io.nearfield.connect.lookup;

import static io.nearfield.connect.lookup.ToyIndex.DIMENSION;
import static io.nearfield.connect.lookup.ToyIndex.ENTITIES;
import static io.nearfield.connect.lookup.ToyIndex.NO_MODEL;
import static io.nearfield.connect.lookup.ToyIndex.PQ;
import static io.nearfield.connect.lookup.ToyIndex.TOY;
import static io.nearfield.connect.lookup.ToyIndex.ids;
import static io.nearfield.connect.lookup.ToyIndex.imported;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nearfield.connect.api.Content;
import io.nearfield.connect.api.EmbeddingModel;
import io.nearfield.connect.api.FeatureSet;
import io.nearfield.connect.api.IncompatibleException;
import io.nearfield.connect.api.Lookup;
import io.nearfield.connect.api.ModelIdentity;
import io.nearfield.connect.api.NearfieldException;
import io.nearfield.connect.iceberg.Lake;
import io.nearfield.connect.iceberg.LakeFixture;
import io.nearfield.connect.iceberg.LakeFixture.Entity;
import io.nearfield.connect.iceberg.LakeFixture.Plan;
import io.nearfield.connect.iceberg.LakeOptions;
import io.nearfield.index.Metric;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class QueryEmbeddingTest {

  @TempDir static Path folder;
  private static Lake lake;

  @BeforeAll
  static void build() {
    lake = Lake.open(LakeOptions.of(folder.toString()));
    ToyIndex.build(lake);
  }

  @AfterAll
  static void close() {
    lake.close();
  }

  @Test
  void textIsEmbeddedWithTheIndexsOwnModelOpenedOnce() {
    List<FeatureSet> opened = new ArrayList<>();
    Function<FeatureSet, EmbeddingModel> models =
        set -> {
          opened.add(set);
          return new ToyModel(TOY);
        };
    try (IndexSearcher searcher = IndexSearcher.open(lake, PQ, models)) {
      assertThat(opened).isEmpty();
      for (String id : List.of("e5", "e6")) {
        assertThat(ids(searcher.search(Lookup.of(new Lookup.ByText(id), 1)))).containsExactly(id);
      }
      assertThat(opened).extracting(FeatureSet::modelLocation).containsExactly("toy");
      assertThatThrownBy(() -> searcher.search(Lookup.of(new Lookup.ByText("  "), 1)))
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> searcher.search(Lookup.of(new Lookup.ByImage(new byte[] {1}), 1)))
          .isInstanceOf(IncompatibleException.class)
          .hasMessageContaining("picture")
          .hasMessageContaining("toy@toy-1");
    }
  }

  @Test
  void documentsAreSearchedByTheMeanOfTheirPassages() {
    try (IndexSearcher searcher = IndexSearcher.open(lake, PQ, set -> new ToyModel(TOY))) {
      assertThat(ids(searcher.search(Lookup.of(document("e5", "text/plain; charset=utf-8"), 1))))
          .containsExactly("e5");
      assertThat(ids(searcher.search(Lookup.of(document("<p>e6</p>", "text/html"), 1))))
          .containsExactly("e6");
      assertThatThrownBy(() -> searcher.search(Lookup.of(document(" ", "text/plain"), 1)))
          .hasMessageContaining("without text");
      assertThatThrownBy(() -> searcher.search(Lookup.of(document("e5", "application/zip"), 1)))
          .hasMessageContaining("'application/zip'")
          .hasMessageContaining("application/pdf");
      assertThatThrownBy(() -> searcher.search(Lookup.of(document("e5", "application/pdf"), 1)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("PDF");
      assertThatThrownBy(() -> searcher.search(Lookup.of(document("e5", "image/png"), 1)))
          .isInstanceOf(IncompatibleException.class)
          .hasMessageContaining("picture");
    }
  }

  private static Lookup.Query document(String content, String mediaType) {
    return new Lookup.ByDocument(content.getBytes(StandardCharsets.UTF_8), mediaType);
  }

  @Test
  void longDocumentsHaveManyPassagesInOrder() {
    String sentence = "The chair number %d stands in the garden behind the house. ";
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 400; i++) {
      text.append(String.format(Locale.ROOT, sentence, i));
    }
    Lookup.ByDocument document = (Lookup.ByDocument) document(text.toString(), "text/plain");
    List<Content> passages = DocumentPassages.of(document);
    assertThat(passages).hasSizeBetween(20, 40);
    assertThat(((Content.Text) passages.get(0)).text()).startsWith("The chair number 0 ");
    assertThat(MeanVector.of(List.of(new float[] {1, 2}, new float[] {3, -2})))
        .containsExactly(2, 0);
  }

  @Test
  void anotherModelThanTheIndexsIsRefused() {
    ModelIdentity other = new ModelIdentity("toy", "toy-2", DIMENSION);
    try (IndexSearcher searcher = IndexSearcher.open(lake, PQ, set -> new ToyModel(other))) {
      assertThatThrownBy(() -> searcher.search(Lookup.of(new Lookup.ByText("e5"), 1)))
          .isInstanceOf(IncompatibleException.class)
          .hasMessageContaining("toy@toy-2")
          .hasMessageContaining("toy@toy-1")
          .hasMessageContaining("shop.pq");
    }
  }

  @Test
  void textNeedsAModelThatMadeTheVectors() {
    Plan plan = imported("raw", Metric.COSINE, "Flat");
    LakeFixture.build(lake, plan, ENTITIES.subList(0, 50));
    try (IndexSearcher searcher = IndexSearcher.open(lake, plan.ref(), NO_MODEL)) {
      assertThatThrownBy(() -> searcher.search(Lookup.of(new Lookup.ByText("e5"), 1)))
          .isInstanceOf(NearfieldException.class)
          .hasMessageContaining("imported");
    }
  }

  /** Embeds the words {@code e5} as the vector of the entity {@code e5}. */
  private record ToyModel(ModelIdentity identity) implements EmbeddingModel {

    @Override
    public boolean accepts(Class<? extends Content> kind) {
      return kind == Content.Text.class;
    }

    @Override
    public float[] embed(Content content) {
      Map<String, float[]> vectors =
          ENTITIES.stream().collect(Collectors.toMap(Entity::id, Entity::vector));
      return vectors.get(((Content.Text) content).text());
    }

    @Override
    public void close() {}
  }
}
