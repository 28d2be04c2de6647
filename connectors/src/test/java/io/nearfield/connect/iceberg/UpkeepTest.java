package io.nearfield.connect.iceberg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nearfield.connect.api.FeatureSet;
import io.nearfield.connect.api.IndexRef;
import io.nearfield.connect.api.NearfieldException;
import io.nearfield.connect.api.Run;
import io.nearfield.connect.api.View;
import io.nearfield.connect.iceberg.LakeFixture.Entity;
import io.nearfield.connect.iceberg.LakeFixture.Plan;
import io.nearfield.index.Metric;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Indexes, feature sets, views and runs as wholes: renamed, deleted, brought back. */
class UpkeepTest {

  private static final IndexRef PRODUCTS = new IndexRef("shop", "products");

  @TempDir Path folder;
  private Lake lake;
  private FeatureSet words;

  @BeforeEach
  void build() {
    lake = Lake.open(LakeOptions.of(folder.resolve("ware house").toString()));
    words = LakeFixture.featureSet("shop", "words", Metric.EUCLIDEAN, 2);
    LakeFixture.writeFeatures(lake, words, entities());
    LakeFixture.build(lake, Plan.of("products", words, "IVF2,Flat"), entities());
  }

  @AfterEach
  void close() {
    lake.close();
  }

  private static List<Entity> entities() {
    return IntStream.range(0, 20)
        .mapToObj(i -> new Entity("e" + i, new float[] {i, i % 3}, Map.of()))
        .toList();
  }

  private long files(String table) throws IOException {
    Path at = folder.resolve("ware house/shop").resolve(table);
    if (!Files.exists(at)) {
      return 0;
    }
    try (Stream<Path> all = Files.walk(at)) {
      return all.filter(Files::isRegularFile).count();
    }
  }

  private void answers(String index) {
    IndexRef ref = new IndexRef("shop", index);
    long active = lake.index(ref).requireActive().number();
    assertThat(lake.index(ref).entry(active, "e7")).isPresent();
    assertThat(lake.index(ref).codebooks(active).trained().cells()).isEqualTo(2);
  }

  @Test
  void aDeletedRecordLeavesTheFilesAndIsConnectedAgain() throws IOException {
    long before = files("index_products") + files("codebooks_products");
    List<IndexUpkeep.Left> left = lake.upkeep(PRODUCTS).forget();
    assertThat(lake.indexes("shop")).isEmpty();
    assertThat(files("index_products") + files("codebooks_products")).isEqualTo(before);
    assertThat(left)
        .extracting(IndexUpkeep.Left::table)
        .containsExactly("index_products", "codebooks_products");

    IndexRef back = new IndexRef("shop", "back");
    lake.upkeep(back).connect(left.get(0).location(), left.get(1).location());
    answers("back");
    assertThatThrownBy(
            () -> lake.upkeep(back).connect(left.get(0).location(), left.get(1).location()))
        .hasMessageContaining("there is one of that name");
  }

  @Test
  void anIndexIsConnectedFromPlainPathsOnly() {
    IndexRef other = new IndexRef("shop", "other");
    assertThatThrownBy(() -> lake.upkeep(other).connect(folder.toString(), folder.toString()))
        .isInstanceOf(NearfieldException.class)
        .hasMessageContaining("holds no table of entries");
    String books = lake.table("shop", "codebooks_products").location();
    assertThatThrownBy(() -> lake.upkeep(other).connect(books, books))
        .hasMessageContaining("has no column 'partition'");
    assertThat(lake.indexes("shop")).containsExactly(PRODUCTS);
    assertThat(lake.exists("shop", "codebooks_other")).isFalse();
  }

  @Test
  void anIndexIsDeletedWithEveryFile() throws IOException {
    Path stray =
        Files.writeString(
            folder.resolve("ware house/shop/index_products/data/left-by-a-killed-build.parquet"),
            "x");
    assertThat(lake.upkeep(PRODUCTS).bytes())
        .containsOnlyKeys("index_products", "codebooks_products");
    assertThat(lake.upkeep(PRODUCTS).delete()).isPositive();
    assertThat(stray).doesNotExist();
    assertThat(files("index_products") + files("codebooks_products")).isZero();
    assertThat(lake.indexes("shop")).isEmpty();
    assertThat(lake.features(words).count()).isEqualTo(20);
    LakeFixture.build(lake, Plan.of("products", words, "IVF2,Flat"), entities());
    answers("products");
  }

  @Test
  void aRenamedIndexSharesNoFolderWithTheNextOfItsName() throws IOException {
    assertThat(lake.upkeep(PRODUCTS).rename("articles")).hasToString("shop.articles");
    answers("articles");
    LakeFixture.build(lake, Plan.of("products", words, "IVF2,Flat"), entities());
    assertThat(lake.table("shop", "index_products").location())
        .isNotEqualTo(lake.table("shop", "index_articles").location());
    assertThatThrownBy(() -> lake.upkeep(PRODUCTS).rename("articles"))
        .hasMessageContaining("there is an index 'shop.articles' already");
    lake.upkeep(PRODUCTS).delete();
    answers("articles");
  }

  @Test
  void indexesFollowARenamedFeatureSet() {
    lake.semanticIndexes("shop")
        .save("docs", "{\"name\":\"docs\",\"feature_set\":\"words\"}", false);
    assertThat(lake.renameFeatureSet("shop", "words", "titles").name()).isEqualTo("titles");
    assertThat(lake.semanticIndexes("shop").require("docs")).contains("\"feature_set\":\"titles\"");
    assertThat(lake.featureSet("shop", "words")).isEmpty();
    assertThat(lake.index(PRODUCTS).requireActive().featureSet()).isEqualTo("titles");
    FeatureSet titles = lake.requireFeatureSet("shop", "titles");
    assertThat(titles.name()).isEqualTo("titles");
    assertThat(lake.features(titles).count()).isEqualTo(20);
    assertThat(lake.usersOf(titles)).containsKey(PRODUCTS);
    // Said again, as after being cut short, it changes nothing.
    lake.renameFeatureSet("shop", "words", "titles");
    lake.createFeatureSet(LakeFixture.featureSet("shop", "more", Metric.EUCLIDEAN, 2));
    assertThatThrownBy(() -> lake.renameFeatureSet("shop", "more", "titles"))
        .hasMessageContaining("choose another name");
    assertThatThrownBy(() -> lake.renameFeatureSet("shop", "gone", "other"))
        .hasMessageContaining("Cannot find feature set 'gone'");
    assertThatThrownBy(() -> lake.renameFeatureSet("shop", "more", "../x"))
        .hasMessageContaining("feature set name '../x'");
  }

  @Test
  void vectorsAreRemovedById() {
    assertThat(lake.features(words).remove(List.of("e3", "e4", "nobody")))
        .containsExactly("e3", "e4");
    assertThat(lake.features(words).count()).isEqualTo(18);
    assertThat(lake.features(words).find(List.of("e2", "e3"))).containsOnlyKeys("e2");
    assertThat(lake.features(words).remove(List.of("e3"))).isEmpty();
  }

  @Test
  void viewsAreSavedReplacedAndDeleted() {
    Views views = lake.views("shop");
    assertThat(views.all()).isEmpty();
    assertThatThrownBy(() -> views.require("cheap")).hasMessageContaining("it has none yet");
    String longName = "a-name-that-is-longer-than-the-sixteen-letters-of-metrics";
    views.save(View.filtered("cheap", "price < 20"), false);
    views.save(View.of(longName, List.of("e1", "e2", "e1"), "by hand"), false);
    views.save(View.of(longName + "2", List.of("e9"), null), false);
    assertThat(views.require(longName).ids()).containsExactly("e1", "e2");
    assertThatThrownBy(() -> views.save(View.filtered("cheap", "price < 5"), false))
        .hasMessageContaining("--replace");
    views.save(View.filtered("cheap", "price < 5"), true);
    assertThat(views.require("cheap").filter()).isEqualTo("price < 5");
    views.delete(longName);
    assertThat(views.all()).extracting(View::name).containsExactly(longName + "2", "cheap");
    assertThatThrownBy(() -> views.delete("chaep")).hasMessageContaining("did you mean 'cheap'?");
  }

  @Test
  void ofViewsThatAreSavedAtOnceNoneIsLost() throws Exception {
    AtOnce.run(
        6,
        i -> {
          lake.views("shop").save(View.of("v" + i, List.of("e" + i), null), false);
          lake.views("shop").save(View.of("same", List.of("e" + i), null), true);
          return i;
        });
    assertThat(lake.views("shop").all()).hasSize(7);
  }

  @Test
  void runsAreRenamedAndDeleted() {
    Instant now = Instant.parse("2026-11-20T10:00:00Z");
    for (String id : List.of("r1", "r2", "r3")) {
      lake.append(
          "shop",
          new Run(
              id,
              "build",
              "products",
              "SUCCEEDED",
              Map.of("seed", "1"),
              Map.of("in", 3.0),
              null,
              now,
              now));
    }
    RunRecords records = lake.runRecords("shop");
    records.rename("r2", "best");
    assertThat(records.require("best").config()).containsEntry("seed", "1");
    records.delete("r1");
    assertThat(lake.runs("shop")).extracting(Run::id).containsExactlyInAnyOrder("best", "r3");
    assertThatThrownBy(() -> records.rename("r3", "best")).hasMessageContaining("already");
    assertThatThrownBy(() -> records.delete("r2")).hasMessageContaining("Cannot find run 'r2'");
    assertThatThrownBy(() -> lake.runRecords("empty").require("x"))
        .hasMessageContaining("Cannot find run 'x'");
  }
}
