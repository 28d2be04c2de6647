package io.nearfield.connect.lookup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.nearfield.connect.api.AttributeType;
import io.nearfield.connect.api.Content;
import io.nearfield.connect.api.EmbeddingModel;
import io.nearfield.connect.api.FeatureSet;
import io.nearfield.connect.api.IncompatibleException;
import io.nearfield.connect.api.IndexEntry;
import io.nearfield.connect.api.IndexRef;
import io.nearfield.connect.api.Lookup;
import io.nearfield.connect.api.ModelIdentity;
import io.nearfield.connect.api.NearfieldException;
import io.nearfield.connect.api.Neighbour;
import io.nearfield.connect.api.Neighbours;
import io.nearfield.connect.iceberg.IndexTable;
import io.nearfield.connect.iceberg.Lake;
import io.nearfield.connect.iceberg.LakeFixture;
import io.nearfield.connect.iceberg.LakeFixture.Entity;
import io.nearfield.connect.iceberg.LakeFixture.Plan;
import io.nearfield.connect.iceberg.LakeOptions;
import io.nearfield.index.Metric;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * One warehouse for all: 3,000 vectors around 40 centres, with attributes that filters thin out.
 */
class IndexSearcherTest {

  private static final int DIMENSION = 16;
  private static final int COUNT = 3000;
  private static final IndexRef PQ = new IndexRef("shop", "pq");
  private static final ModelIdentity TOY = new ModelIdentity("toy", "toy-1", DIMENSION);

  private static final Function<FeatureSet, EmbeddingModel> NO_MODEL =
      set -> {
        throw new AssertionError("no model is needed here");
      };

  @TempDir static Path folder;
  private static Lake lake;
  private static List<Entity> entities;

  @BeforeAll
  static void build() {
    lake = Lake.open(LakeOptions.of(folder.toString()));
    entities = entities(new Random(11));
    LakeFixture.build(
        lake,
        Plan.of(PQ.name(), new FeatureSet("shop", "titles", Metric.COSINE, TOY, "toy"), "IVF32,PQ4")
            .withNprobe(6)
            .withPartitions(5)
            .withFilterColumns(Map.of("n", AttributeType.INT, "lang", AttributeType.STRING)),
        entities);
  }

  @AfterAll
  static void close() {
    lake.close();
  }

  private static List<Entity> entities(Random random) {
    float[][] centres = new float[40][];
    for (int i = 0; i < centres.length; i++) {
      centres[i] = gaussian(random, 1);
    }
    List<Entity> made = new ArrayList<>();
    for (int i = 0; i < COUNT; i++) {
      float[] vector = gaussian(random, 0.4);
      float[] centre = centres[random.nextInt(centres.length)];
      for (int j = 0; j < DIMENSION; j++) {
        vector[j] += centre[j];
      }
      Map<String, Object> attributes = new HashMap<>();
      attributes.put("n", i);
      if (i % 3 != 0) {
        attributes.put("lang", i % 3 == 1 ? "de" : "en");
      }
      made.add(new Entity("e" + i, vector, attributes));
    }
    return made;
  }

  private static float[] gaussian(Random random, double scale) {
    float[] vector = new float[DIMENSION];
    for (int j = 0; j < DIMENSION; j++) {
      vector[j] = (float) (random.nextGaussian() * scale);
    }
    return vector;
  }

  private static IndexSearcher open() {
    return IndexSearcher.open(lake, PQ, NO_MODEL);
  }

  private static Plan imported(String name, Metric metric, String spec) {
    return Plan.of(name, LakeFixture.featureSet(name, "t", metric, DIMENSION), spec);
  }

  private static Lookup near(int query, int k) {
    return Lookup.of(new Lookup.ByVector(query(query)), k);
  }

  private static float[] query(int i) {
    float[] near = entities.get(i * 37 % COUNT).vector().clone();
    Random random = new Random(i);
    for (int j = 0; j < DIMENSION; j++) {
      near[j] += (float) (random.nextGaussian() * 0.2);
    }
    return near;
  }

  private static float[] vector(String id) {
    return entities.get(Integer.parseInt(id.substring(1))).vector();
  }

  private static int n(Entity entity) {
    return (int) entity.attributes().get("n");
  }

  /** Straight from the definition, in double precision, over the vectors as they were given. */
  private static List<String> truth(float[] query, int k, Predicate<Entity> passes) {
    return entities.stream()
        .filter(passes)
        .sorted(
            Comparator.<Entity>comparingDouble(e -> cosineDistance(query, e.vector()))
                .thenComparing(Entity::id))
        .limit(k)
        .map(Entity::id)
        .toList();
  }

  private static double cosineDistance(float[] a, float[] b) {
    double dot = 0;
    double aa = 0;
    double bb = 0;
    for (int i = 0; i < a.length; i++) {
      dot += (double) a[i] * b[i];
      aa += (double) a[i] * a[i];
      bb += (double) b[i] * b[i];
    }
    return 1 - dot / Math.sqrt(aa * bb);
  }

  private static List<String> ids(Neighbours neighbours) {
    return neighbours.neighbours().stream().map(Neighbour::entityId).toList();
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
          searcher.search(Lookup.of(new Lookup.ByVector(entities.get(4).vector()), 1));
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

  @Test
  void wrongVectorsAreRefusedWithTheRule() {
    try (IndexSearcher searcher = open()) {
      assertThatThrownBy(() -> searcher.search(Lookup.of(new Lookup.ByVector(new float[3]), 5)))
          .isInstanceOf(IncompatibleException.class)
          .hasMessageContaining("dimension 3")
          .hasMessageContaining("dimension 16")
          .hasMessageContaining("shop.pq");
      float[] nan = query(0);
      nan[5] = Float.NaN;
      assertThatThrownBy(() -> searcher.search(Lookup.of(new Lookup.ByVector(nan), 5)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("NaN")
          .hasMessageContaining("position 5");
      for (int length : new int[] {0, DIMENSION}) {
        assertThatThrownBy(
                () -> searcher.search(Lookup.of(new Lookup.ByVector(new float[length]), 5)))
            .isInstanceOf(IllegalArgumentException.class);
      }
    }
  }

  @Test
  void aFilterOnAnUnknownColumnNamesTheKnownOnes() {
    try (IndexSearcher searcher = open()) {
      assertThatThrownBy(() -> searcher.search(near(0, 5).withFilter("price < 3")))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("price")
          .hasMessageContaining("lang");
    }
  }

  @Test
  void anUnknownIndexNamesTheKnownOnes() {
    assertThatThrownBy(() -> IndexSearcher.open(lake, new IndexRef("shop", "nope"), NO_MODEL))
        .isInstanceOf(NearfieldException.class)
        .hasMessageContaining("'shop.nope'")
        .hasMessageContaining("shop.pq");
  }

  @Test
  void anIndexThatWasNeverActivatedIsRefused() {
    Plan plan = imported("draft", Metric.DOT, "Flat");
    LakeFixture.buildOnly(lake, plan, entities.subList(0, 50));
    assertThatThrownBy(() -> IndexSearcher.open(lake, plan.ref(), NO_MODEL))
        .isInstanceOf(NearfieldException.class)
        .hasMessageContaining("1 is BUILDING");
  }

  @Test
  void rollingBackGivesTheAnswersOfThatGeneration() {
    Plan plan = imported("back", Metric.COSINE, "IVF4,Flat");
    LakeFixture.build(lake, plan, entities.subList(0, 200));
    Neighbours before;
    try (IndexSearcher searcher = IndexSearcher.open(lake, plan.ref(), NO_MODEL)) {
      before = searcher.search(near(2, 10));
    }
    LakeFixture.build(lake, plan, entities.subList(100, 300));
    try (IndexSearcher searcher = IndexSearcher.open(lake, plan.ref(), NO_MODEL)) {
      assertThat(searcher.generation().number()).isEqualTo(2);
      assertThat(ids(searcher.search(near(2, 10)))).isNotEqualTo(ids(before));
    }
    lake.index(plan.ref()).rollback(1);
    try (IndexSearcher searcher = IndexSearcher.open(lake, plan.ref(), NO_MODEL)) {
      assertThat(searcher.search(near(2, 10))).isEqualTo(before);
    }
  }

  @Test
  void anEntryThatDoesNotFitItsCodebooksIsNamed() {
    Plan plan = imported("odd", Metric.COSINE, "IVF4,Flat");
    LakeFixture.build(lake, plan, entities.subList(0, 100));
    IndexTable index = lake.index(plan.ref());
    int partition = index.codebooks(1).partitionOfCell()[0];
    IndexEntry tooShort = new IndexEntry(0, "short", new byte[0], new float[] {1}, Map.of());
    LakeFixture.writeEntries(lake, plan.ref(), 1, Map.of(partition, List.of(tooShort)));
    try (IndexSearcher searcher = IndexSearcher.open(lake, plan.ref(), NO_MODEL)) {
      assertThatThrownBy(() -> searcher.search(near(0, 3).asExact()))
          .isInstanceOf(NearfieldException.class)
          .hasMessageContaining("'short'")
          .hasMessageContaining("odd.odd");
    }
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
    LakeFixture.build(lake, plan, entities.subList(0, 50));
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
          entities.stream().collect(Collectors.toMap(Entity::id, Entity::vector));
      return vectors.get(((Content.Text) content).text());
    }

    @Override
    public void close() {}
  }
}
