package io.nearfield.connect.lookup;

import static io.nearfield.connect.lookup.ToyIndex.ENTITIES;
import static io.nearfield.connect.lookup.ToyIndex.NO_MODEL;
import static io.nearfield.connect.lookup.ToyIndex.ids;
import static io.nearfield.connect.lookup.ToyIndex.imported;
import static io.nearfield.connect.lookup.ToyIndex.near;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nearfield.connect.api.IndexEntry;
import io.nearfield.connect.api.Lookup;
import io.nearfield.connect.api.NearfieldException;
import io.nearfield.connect.iceberg.Codebooks;
import io.nearfield.connect.iceberg.Lake;
import io.nearfield.connect.iceberg.LakeFixture;
import io.nearfield.connect.iceberg.LakeFixture.Plan;
import io.nearfield.connect.iceberg.LakeOptions;
import io.nearfield.index.Metric;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FollowingSearcherTest {

  private static final long CACHE_BYTES = 1 << 20;

  @TempDir static Path folder;
  private static Lake lake;

  @BeforeAll
  static void open() {
    lake = Lake.open(LakeOptions.of(folder.toString()));
  }

  @AfterAll
  static void close() {
    lake.close();
  }

  @Test
  void answersComeFromTheGenerationThatWasActiveAtTheLastLook() {
    Plan plan = imported("followed", Metric.COSINE, "IVF4,Flat");
    LakeFixture.build(lake, plan, ENTITIES.subList(0, 100));
    try (FollowingSearcher searcher = follow(plan)) {
      assertThat(searcher.follow()).as("nothing has changed").isFalse();
      LakeFixture.build(lake, plan, ENTITIES.subList(100, 300));
      assertThat(generation(searcher)).as("before the look").isEqualTo(1);
      assertThat(searcher.follow()).isTrue();
      assertThat(generation(searcher)).isEqualTo(2);
      lake.index(plan.ref()).rollback(1);
      assertThat(searcher.follow()).isTrue();
      assertThat(generation(searcher)).isEqualTo(1);
    }
  }

  @Test
  void aQuestionUnderWayEndsWhereItBegan() {
    Plan plan = imported("begun", Metric.COSINE, "IVF4,Flat");
    LakeFixture.build(lake, plan, ENTITIES.subList(0, 100));
    try (FollowingSearcher searcher = follow(plan)) {
      List<Long> generations =
          searcher.ask(
              opened -> {
                long before = opened.search(near(2, 10)).generation();
                LakeFixture.build(lake, plan, ENTITIES.subList(100, 300));
                searcher.follow();
                return List.of(before, opened.search(near(2, 10)).generation());
              });
      assertThat(generations).containsExactly(1L, 1L);
      assertThat(generation(searcher)).isEqualTo(2);
    }
  }

  @Test
  void entriesThatACommitChangedAreSeen() {
    Plan plan = imported("committed", Metric.EUCLIDEAN, "IVF4,Flat");
    LakeFixture.build(lake, plan, ENTITIES.subList(0, 50));
    try (FollowingSearcher searcher = follow(plan)) {
      assertThat(nearest(searcher, 60)).isNotEqualTo(ENTITIES.get(60).id());
      add(plan, ENTITIES.get(60));
      assertThat(searcher.follow()).isTrue();
      assertThat(nearest(searcher, 60)).isEqualTo(ENTITIES.get(60).id());
    }
  }

  @Test
  void theLastGenerationAnswersUntilAnotherServes() {
    Plan plan = imported("retired", Metric.DOT, "Flat");
    LakeFixture.build(lake, plan, ENTITIES.subList(0, 50));
    try (FollowingSearcher searcher = follow(plan)) {
      lake.index(plan.ref()).retire(1);
      assertThat(searcher.follow()).isFalse();
      assertThat(generation(searcher)).isEqualTo(1);
      LakeFixture.build(lake, plan, ENTITIES.subList(50, 100));
      assertThat(searcher.follow()).isTrue();
      assertThat(generation(searcher)).isEqualTo(2);
    }
  }

  @Test
  void aClosedOneSaysSo() {
    Plan plan = imported("closed", Metric.DOT, "Flat");
    LakeFixture.build(lake, plan, ENTITIES.subList(0, 50));
    FollowingSearcher searcher = follow(plan);
    searcher.close();
    assertThatThrownBy(() -> generation(searcher))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("it is closed");
    assertThat(searcher.follow()).isFalse();
  }

  @Test
  void vectorsOfFoundEntitiesAreThere() {
    Plan plan = imported("vectors", Metric.EUCLIDEAN, "IVF4,SQ8");
    LakeFixture.build(lake, plan, ENTITIES.subList(0, 100));
    try (FollowingSearcher searcher = follow(plan)) {
      assertThat(vector(searcher, 7)).as("read from the table").isEqualTo(ENTITIES.get(7).vector());
      assertThat(nearest(searcher, 8)).isEqualTo(ENTITIES.get(8).id());
      assertThat(vector(searcher, 8)).as("in memory").isEqualTo(ENTITIES.get(8).vector());
      assertThatThrownBy(() -> searcher.ask(s -> s.vectors(List.of("nobody"))))
          .isInstanceOf(NearfieldException.class)
          .hasMessageContaining("Cannot find entity 'nobody'");
    }
  }

  private static long generation(FollowingSearcher searcher) {
    return searcher.ask(opened -> opened.search(near(2, 10))).generation();
  }

  private static float[] vector(FollowingSearcher searcher, int entity) {
    String id = ENTITIES.get(entity).id();
    return searcher.ask(opened -> opened.vectors(List.of(id))).get(id);
  }

  private static String nearest(FollowingSearcher searcher, int entity) {
    Lookup own = Lookup.of(new Lookup.ByVector(ENTITIES.get(entity).vector()), 1);
    return ids(searcher.ask(opened -> opened.search(own))).get(0);
  }

  private static void add(Plan plan, LakeFixture.Entity entity) {
    Codebooks codebooks = lake.index(plan.ref()).codebooks(1);
    float[] prepared = codebooks.trained().prepare(entity.vector());
    int cell = codebooks.trained().assign(prepared);
    byte[] code = codebooks.trained().encode(prepared, cell);
    LakeFixture.writeEntries(
        lake,
        plan.ref(),
        1,
        Map.of(
            codebooks.partitionOfCell()[cell],
            List.of(new IndexEntry(cell, entity.id(), code, prepared, Map.of()))));
  }

  private static FollowingSearcher follow(Plan plan) {
    return FollowingSearcher.open(lake, plan.ref(), NO_MODEL, CACHE_BYTES);
  }
}
