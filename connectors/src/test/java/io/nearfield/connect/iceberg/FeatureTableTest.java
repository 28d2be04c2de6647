package io.nearfield.connect.iceberg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nearfield.connect.api.EntityType;
import io.nearfield.connect.api.FeatureSet;
import io.nearfield.connect.api.FeatureVector;
import io.nearfield.connect.api.Hashes;
import io.nearfield.connect.api.IncompatibleException;
import io.nearfield.connect.api.ModelIdentity;
import io.nearfield.connect.api.NearfieldException;
import io.nearfield.connect.iceberg.FeatureTable.Upserted;
import io.nearfield.index.Metric;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FeatureTableTest {

  @TempDir Path folder;
  private Lake lake;
  private FeatureSet set;
  private FeatureTable table;

  @BeforeEach
  void open() {
    lake = Lake.open(LakeOptions.of(folder.toString()));
    set = lake.createFeatureSet(LakeFixture.featureSet("shop", "own", Metric.DOT, 2));
    table = lake.features(set);
  }

  @AfterEach
  void close() {
    lake.close();
  }

  private FeatureVector vector(String id, float... numbers) {
    return new FeatureVector(
        id, set.itemOf(id), numbers, Hashes.sha256(numbers), set.model().hash(), Instant.now());
  }

  @Test
  void whatIsThereIsReplacedAndWhatIsTheSameIsLeftAlone() {
    assertThat(table.upsert(List.of(vector("a", 1, 2), vector("b", 3, 4))))
        .isEqualTo(new Upserted(2, 0, 0));
    assertThat(table.upsert(List.of(vector("a", 1, 2), vector("b", 5, 6), vector("c", 7, 8))))
        .isEqualTo(new Upserted(1, 1, 1));
    long snapshots = snapshots();
    assertThat(table.upsert(List.of(vector("b", 5, 6)))).isEqualTo(new Upserted(0, 0, 1));
    assertThat(snapshots()).as("no commit for nothing new").isEqualTo(snapshots);

    assertThat(table.count()).isEqualTo(3);
    assertThat(table.find(Set.of("a", "b", "c", "d")).keySet())
        .containsExactlyInAnyOrder("a", "b", "c");
    assertThat(table.find(Set.of("b")).get("b").vector()).containsExactly(5, 6);
    assertThatThrownBy(() -> table.upsert(List.of(vector("a", 1, 2), vector("a", 2, 3))))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private long snapshots() {
    return lake.table("shop", Lake.featureTable("own")).history().size();
  }

  @Test
  void writersOfTheSameEntitiesLeaveOneVectorEach() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      List<Future<Upserted>> running = new ArrayList<>();
      for (int writer = 0; writer < 4; writer++) {
        float number = writer;
        running.add(
            threads.submit(
                () -> table.upsert(List.of(vector("x", number, 1), vector("y", number, 2)))));
      }
      long added = 0;
      for (Future<Upserted> one : running) {
        added += one.get().added();
      }
      assertThat(added).isEqualTo(2);
    } finally {
      threads.shutdown();
    }
    assertThat(table.count()).isEqualTo(2);
    assertThat(table.ofItem("x")).hasSize(1);
    assertThat(table.find(Set.of("x")).get("x").vector()[0])
        .isEqualTo(table.find(Set.of("y")).get("y").vector()[0]);
  }

  @Test
  void theVectorsOfAnItemAreItsOwnAndThoseOfItsParts() {
    FeatureSet parts =
        lake.createFeatureSet(
            LakeFixture.featureSet("shop", "parts", Metric.DOT, 2)
                .withEntityType(EntityType.ANNOTATION));
    List<FeatureVector> vectors =
        List.of("p#1#a", "p#1#b", "p#2#a").stream()
            .map(
                id ->
                    new FeatureVector(
                        id, parts.itemOf(id), new float[] {1, 2}, "h", "m", Instant.now()))
            .toList();
    lake.features(parts).upsert(vectors);
    assertThat(lake.features(parts).ofItem("p#1"))
        .extracting(FeatureVector::entityId)
        .containsExactly("p#1#a", "p#1#b");
    assertThat(lake.features(parts).ofItem("p#2#a")).hasSize(1);
  }

  @Test
  void aDeletedRecordIsForgottenUntilTheSameSetIsCreatedAgain() {
    table.upsert(List.of(vector("a", 1, 2)));
    lake.deleteFeatureSet(set, false);
    assertThat(lake.featureSet("shop", "own")).isEmpty();
    assertThat(lake.featureSets("shop")).isEmpty();
    assertThatThrownBy(() -> lake.requireFeatureSet("shop", "own"))
        .isInstanceOf(NearfieldException.class)
        .hasMessageContaining("features create");
    assertThatThrownBy(
            () -> lake.createFeatureSet(set.withModel(ModelIdentity.imported("other", 2), null)))
        .isInstanceOf(IncompatibleException.class);

    lake.createFeatureSet(set.describedBy("again", set.metadata()));
    assertThat(lake.requireFeatureSet("shop", "own").setType()).isEqualTo("again");
    assertThat(table.count()).isEqualTo(1);

    lake.deleteFeatureSet(set, true);
    assertThat(lake.exists("shop", Lake.featureTable("own"))).isFalse();
    lake.createFeatureSet(set.withModel(ModelIdentity.imported("other", 2), null));
    assertThat(table.count()).isZero();
  }
}
