package io.nearfield.connect.lookup;

import static io.nearfield.connect.lookup.ToyIndex.COUNT;
import static io.nearfield.connect.lookup.ToyIndex.ENTITIES;
import static io.nearfield.connect.lookup.ToyIndex.NO_MODEL;
import static io.nearfield.connect.lookup.ToyIndex.PQ;
import static io.nearfield.connect.lookup.ToyIndex.cosineDistance;
import static io.nearfield.connect.lookup.ToyIndex.ids;
import static io.nearfield.connect.lookup.ToyIndex.n;
import static io.nearfield.connect.lookup.ToyIndex.near;
import static io.nearfield.connect.lookup.ToyIndex.query;
import static io.nearfield.connect.lookup.ToyIndex.truth;
import static io.nearfield.connect.lookup.ToyIndex.vector;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.nearfield.connect.api.Lookup;
import io.nearfield.connect.api.NearfieldException;
import io.nearfield.connect.api.Neighbour;
import io.nearfield.connect.api.Neighbours;
import io.nearfield.connect.iceberg.Lake;
import io.nearfield.connect.iceberg.LakeFixture;
import io.nearfield.connect.iceberg.LakeFixture.Entity;
import io.nearfield.connect.iceberg.LakeFixture.Plan;
import io.nearfield.connect.iceberg.LakeOptions;
import io.nearfield.index.Metric;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IndexSearcherTest {

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

  private static IndexSearcher open() {
    return IndexSearcher.open(lake, PQ, NO_MODEL);
  }

  @Test
  void exactLookupsGiveTheTruth() {
    try (IndexSearcher searcher = open()) {
      for (int i = 0; i < 30; i++) {
        Neighbours found = searcher.search(near(i, 10).asExact());
        assertThat(ids(found)).isEqualTo(truth(query(i), 10, e -> true));
        assertThat(found.isComplete()).isTrue();
        assertThat(found.generation()).isEqualTo(1);
        Neighbour fourth = found.neighbours().get(3);
        assertThat((double) fourth.distance())
            .isCloseTo(cosineDistance(query(i), vector(fourth.entityId())), within(1e-5));
      }
    }
  }

  @Test
  void indexedLookupsComeCloseToTheTruth() {
    try (IndexSearcher searcher = open()) {
      assertThat(recall(searcher, null, e -> true)).isGreaterThan(0.9);
    }
  }

  @Test
  void filteredLookupsComeAsCloseAsOthers() {
    try (IndexSearcher searcher = open()) {
      assertThat(recall(searcher, "lang = 'de'", e -> "de".equals(e.attributes().get("lang"))))
          .isGreaterThan(0.9);
      assertThat(recall(searcher, "n < 300", e -> n(e) < 300)).isGreaterThan(0.9);
    }
  }

  private static double recall(IndexSearcher searcher, String filter, Predicate<Entity> passes) {
    int found = 0;
    int wanted = 0;
    for (int i = 0; i < 50; i++) {
      List<String> truth = truth(query(i), 10, passes);
      List<String> ids = ids(searcher.search(near(i, 10).withFilter(filter)));
      wanted += truth.size();
      found += (int) truth.stream().filter(ids::contains).count();
    }
    return (double) found / wanted;
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 3, 10, 40, 200, 3000})
  void filtersNeverGiveFewerThanThereAre(int passing) {
    try (IndexSearcher searcher = open()) {
      for (int i = 0; i < 10; i++) {
        for (int k : new int[] {1, 10, 100}) {
          Neighbours found = searcher.search(near(i, k).withFilter("n < " + passing).withNprobe(1));
          List<String> truth = truth(query(i), k, e -> n(e) < passing);
          assertThat(found.neighbours()).hasSameSizeAs(truth);
          assertThat(found.neighbours())
              .allSatisfy(hit -> assertThat((int) hit.attributes().get("n")).isLessThan(passing))
              .isSortedAccordingTo(Neighbour.NEAREST_FIRST);
          if (passing <= 10) {
            assertThat(ids(found)).isEqualTo(truth);
          }
        }
      }
    }
  }

  @Test
  void moreThanAllAreAllOnceInOrder() {
    try (IndexSearcher searcher = open()) {
      assertThat(ids(searcher.search(near(1, 5000).withNprobe(1))))
          .isEqualTo(truth(query(1), COUNT, e -> true));
    }
  }

  @Test
  void attributesComeWithTheAnswer() {
    try (IndexSearcher searcher = open()) {
      Neighbours found =
          searcher.search(Lookup.of(new Lookup.ByVector(ENTITIES.get(4).vector()), 1));
      assertThat(ids(found)).containsExactly("e4");
      assertThat(found.neighbours().get(0).attributes())
          .containsOnly(Map.entry("n", 4), Map.entry("lang", "de"));
    }
  }

  @Test
  void anEntityIsNotItsOwnNeighbour() {
    try (IndexSearcher searcher = open()) {
      for (int i = 0; i < 10; i++) {
        String id = "e" + i * 41;
        Lookup lookup = Lookup.of(new Lookup.ByEntity(id), 10);
        assertThat(ids(searcher.search(lookup.asExact())))
            .hasSize(10)
            .isEqualTo(truth(vector(id), 10, e -> !e.id().equals(id)));
        assertThat(ids(searcher.search(lookup.withFilter("lang = 'en'"))))
            .hasSize(10)
            .doesNotContain(id);
      }
      assertThatThrownBy(() -> searcher.search(Lookup.of(new Lookup.ByEntity("nobody"), 1)))
          .isInstanceOf(NearfieldException.class)
          .hasMessageContaining("'nobody'")
          .hasMessageContaining("shop.pq");
    }
  }

  @Test
  void theAnswerDoesNotDependOnWhatIsInMemory() {
    List<Neighbours> warm = new ArrayList<>();
    List<Neighbours> cold = new ArrayList<>();
    try (IndexSearcher large = open();
        IndexSearcher small = IndexSearcher.open(lake, PQ, NO_MODEL, 1)) {
      large.search(near(0, 10).asExact());
      for (int i = 0; i < 12; i++) {
        Lookup lookup = near(i, 10).withFilter(i % 2 == 0 ? null : "n < 500");
        warm.add(large.search(lookup));
        cold.add(small.search(lookup));
      }
    }
    assertThat(cold).isEqualTo(warm);
  }

  @Test
  void manyThreadsGetTheSameAnswers() throws Exception {
    ExecutorService pool = Executors.newFixedThreadPool(6);
    try (IndexSearcher alone = open();
        IndexSearcher shared = IndexSearcher.open(lake, PQ, NO_MODEL, 300_000)) {
      List<Future<Neighbours>> found =
          IntStream.range(0, 60)
              .mapToObj(i -> pool.submit(() -> shared.search(near(i, 10))))
              .toList();
      for (int i = 0; i < found.size(); i++) {
        assertThat(found.get(i).get()).isEqualTo(alone.search(near(i, 10)));
      }
    } finally {
      pool.shutdownNow();
    }
  }

  @Test
  void tiesAreOrderedById() {
    List<Entity> twins =
        IntStream.range(0, 40)
            .mapToObj(i -> new Entity("t" + (99 - i), new float[] {i % 2 + 1f, 0, 0, 0}, Map.of()))
            .toList();
    Plan plan =
        Plan.of("ties", LakeFixture.featureSet("twins", "t", Metric.EUCLIDEAN, 4), "IVF2,Flat");
    LakeFixture.build(lake, plan, twins);
    try (IndexSearcher searcher = IndexSearcher.open(lake, plan.ref(), NO_MODEL)) {
      List<String> expected =
          twins.stream()
              .filter(e -> e.vector()[0] == 1f)
              .map(Entity::id)
              .sorted()
              .limit(7)
              .toList();
      Lookup lookup = Lookup.of(new Lookup.ByVector(new float[] {1, 0, 0, 0}), 7);
      assertThat(ids(searcher.search(lookup))).isEqualTo(expected);
      assertThat(ids(searcher.search(lookup.asExact()))).isEqualTo(expected);
    }
  }
}
