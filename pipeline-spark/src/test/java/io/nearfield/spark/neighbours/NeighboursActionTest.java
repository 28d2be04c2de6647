package io.nearfield.spark.neighbours;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.nearfield.connect.api.IndexRef;
import io.nearfield.connect.api.Progress;
import io.nearfield.index.IndexSpec;
import io.nearfield.index.Metric;
import io.nearfield.index.VectorBatch;
import io.nearfield.index.search.ExactSearch;
import io.nearfield.index.search.Hit;
import io.nearfield.spark.build.BuildAction;
import io.nearfield.spark.build.BuildOptions;
import io.nearfield.spark.build.RefreshAction;
import io.nearfield.spark.build.RefreshOptions;
import io.nearfield.spark.build.SyntheticLake;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class NeighboursActionTest {

  private static final int COUNT = 1200;
  private static final int DIMENSION = 12;

  @TempDir static Path folder;
  private static SyntheticLake made;
  private static List<float[]> vectors;

  @BeforeAll
  static void open() {
    made = SyntheticLake.empty(folder.resolve("lake"), Metric.EUCLIDEAN, DIMENSION);
    vectors = new ArrayList<>(SyntheticLake.vectors(7, COUNT, DIMENSION));
    for (int i = 0; i < 30; i++) { // twins and triplets
      vectors.set(COUNT - 1 - i, shifted(vectors.get(i % 20), 0.001f));
    }
    made.append(vectors, 0, 3);
    build();
  }

  private static void build() {
    BuildOptions options =
        BuildOptions.of(SyntheticLake.INDEX, SyntheticLake.FEATURES)
            .withSpec(IndexSpec.parse("IVF24,Flat"))
            .withPartitions(4);
    new BuildAction(made.spark(), made.lake(), Progress.SILENT).run(options.forced());
  }

  @AfterAll
  static void close() {
    made.close();
  }

  private static float[] shifted(float[] vector, float by) {
    float[] other = vector.clone();
    other[0] += by;
    return other;
  }

  private static NeighboursReport run(NeighboursOptions options) {
    return new NeighboursAction(made.spark(), made.lake(), Progress.SILENT).run(options);
  }

  private static List<List<Hit<Void>>> truth(int k) {
    VectorBatch all = VectorBatch.ofRows(vectors);
    String[] ids =
        IntStream.range(0, vectors.size()).mapToObj(SyntheticLake::id).toArray(String[]::new);
    List<List<Hit<Void>>> truth = new ArrayList<>();
    var lists = ExactSearch.search(all, ids, all, k + 1, Metric.EUCLIDEAN);
    for (int i = 0; i < ids.length; i++) {
      String self = ids[i];
      truth.add(lists.get(i).stream().filter(hit -> !hit.id().equals(self)).limit(k).toList());
    }
    return truth;
  }

  private static Map<String, List<Hit<Void>>> table() {
    Map<String, List<Hit<Void>>> lists = new TreeMap<>();
    for (Row row :
        made.spark()
            .sql("select * from lake.shop.neighbours_near order by entity_id, rank")
            .collectAsList()) {
      List<Hit<Void>> list = lists.computeIfAbsent(row.getAs("entity_id"), id -> new ArrayList<>());
      assertThat(row.<Integer>getAs("rank")).isEqualTo(list.size() + 1);
      list.add(new Hit<>(row.getAs("neighbour_id"), row.getAs("distance"), null));
    }
    return lists;
  }

  private static double recall(Map<String, List<Hit<Void>>> found, int k) {
    List<List<Hit<Void>>> truth = truth(k);
    double sum = 0;
    for (int i = 0; i < truth.size(); i++) {
      List<Hit<Void>> list = found.get(SyntheticLake.id(i));
      sum += truth.get(i).stream().filter(list::contains).count() / (double) k;
    }
    return sum / truth.size();
  }

  @Test
  @Order(1)
  void everyEntityHasItsNearestWithTheRecallThatIsTold() {
    NeighboursReport report = run(NeighboursOptions.of(SyntheticLake.INDEX, 6));

    Map<String, List<Hit<Void>>> found = table();
    assertThat(found).hasSize(COUNT);
    assertThat(found.values()).allSatisfy(list -> assertThat(list).hasSize(6));
    assertThat(report.entities()).isEqualTo(COUNT);
    assertThat(report.computed()).isEqualTo(COUNT);
    assertThat(report.nprobe()).isLessThan(24);
    double recall = recall(found, 6);
    assertThat(recall).isGreaterThanOrEqualTo(0.94).isCloseTo(report.recall(), within(0.05));
    assertThat(made.lake().runs("shop"))
        .last()
        .satisfies(
            run -> {
              assertThat(run.type()).isEqualTo("neighbours");
              assertThat(run.figures()).containsEntry("computed", (double) COUNT);
            });
  }

  @Test
  @Order(2)
  void whatHasNotChangedIsNotComputedAgain() {
    NeighboursReport report = run(NeighboursOptions.of(SyntheticLake.INDEX, 6));
    assertThat(report.computed()).isZero();
    assertThat(report.kept()).isEqualTo(COUNT);
  }

  @Test
  @Order(3)
  void exactMeansExact() {
    NeighboursReport report = run(NeighboursOptions.of(SyntheticLake.INDEX, 6).asExact());
    assertThat(report.recall()).isEqualTo(1);
    Map<String, List<Hit<Void>>> found = table();
    List<List<Hit<Void>>> truth = truth(6);
    for (int i = 0; i < COUNT; i++) {
      assertThat(found.get(SyntheticLake.id(i))).isEqualTo(truth.get(i));
    }
  }

  @Test
  @Order(4)
  void newAndLostEntitiesChangeOnlyTheListsTheyBelongTo() {
    float[] added = shifted(vectors.get(5), 0.0005f);
    made.append(List.of(added), COUNT, 1);
    made.spark().sql("delete from lake.shop.features_made where entity_id = 'e00100'");
    build();

    NeighboursReport report = run(NeighboursOptions.of(SyntheticLake.INDEX, 6).asExact());

    assertThat(report.gone()).isEqualTo(1);
    assertThat(report.computed()).isPositive().isLessThan(100);
    Map<String, List<Hit<Void>>> found = table();
    assertThat(found).hasSize(COUNT).doesNotContainKey("e00100");
    assertThat(found.values())
        .allSatisfy(
            list -> assertThat(list).hasSize(6).noneMatch(hit -> hit.id().equals("e00100")));
    assertThat(found.get(SyntheticLake.id(5)).get(0).id()).isEqualTo(SyntheticLake.id(COUNT));
    assertThat(found.get(SyntheticLake.id(COUNT)).get(0).id()).isEqualTo(SyntheticLake.id(5));
  }

  /**
   * Vectors change, leave and come after a refresh, all embedded long before the neighbours were
   * computed; some come as a dense crowd, whose nearest are only each other, before an entity to
   * which they are the nearest.
   */
  @Test
  @Order(5)
  void whatARefreshBroughtIsComputedAsIfEverythingWas() {
    for (String table : List.of("features_made", "items")) {
      made.spark()
          .sql("delete from lake.shop." + table + " where entity_id between 'e00200' and 'e00239'");
    }
    made.append(SyntheticLake.vectors(99, 20, DIMENSION), 200, 1);
    List<float[]> crowd = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      crowd.add(shifted(vectors.get(50), 0.3f + 0.02f * i));
    }
    made.append(crowd, COUNT + 1, 1);
    made.spark()
        .sql("update lake.shop.features_made set embedded_at = timestamp '2020-01-01 00:00:00'");
    assertThat(
            new RefreshAction(made.spark(), made.lake(), Progress.SILENT)
                .run(RefreshOptions.of(SyntheticLake.INDEX)))
        .satisfies(done -> assertThat(done.changed()).isEqualTo(20))
        .satisfies(done -> assertThat(done.published()).isTrue());

    NeighboursOptions exact = NeighboursOptions.of(SyntheticLake.INDEX, 6).asExact();
    NeighboursReport report = run(exact);
    Map<String, List<Hit<Void>>> found = table();
    assertThat(report.gone()).isEqualTo(20);
    assertThat(report.kept()).isGreaterThan(COUNT / 2);
    assertThat(run(exact).computed()).isZero();

    assertThat(run(exact.inFull()).kept()).isZero();
    assertThat(found).isEqualTo(table());
  }

  @Test
  @Order(6)
  void nobodyIsToldOfRemovedItems() {
    made.spark()
        .sql(
            "update lake.shop.items set removed_at = current_timestamp() where entity_id = 'e00060'");

    NeighboursOptions exact = NeighboursOptions.of(SyntheticLake.INDEX, 6).asExact();
    assertThat(run(exact).gone()).isEqualTo(1);
    Map<String, List<Hit<Void>>> found = table();
    assertThat(found).doesNotContainKey("e00060");
    assertThat(found.values())
        .allSatisfy(
            list -> assertThat(list).hasSize(6).noneMatch(hit -> hit.id().equals("e00060")));
    run(exact.inFull());
    assertThat(found).isEqualTo(table());

    new DuplicatesAction(made.spark(), made.lake(), Progress.SILENT)
        .run(DuplicatesOptions.within(SyntheticLake.INDEX, 100));
    assertThat(
            made.spark()
                .sql(
                    "select count(*), count_if(entity_id = 'e00060') from lake.shop.duplicates_near")
                .first())
        .isEqualTo(RowFactory.create((long) found.size(), 0L));
  }

  @Test
  @Order(7)
  void aFilterHoldsForBothSides() {
    Set<String> german = table().keySet();
    german.removeIf(id -> Integer.parseInt(id.substring(1)) % 4 != 0);
    NeighboursOptions filtered =
        NeighboursOptions.of(SyntheticLake.INDEX, 3).withFilter("lang = 'de'");
    run(filtered);
    Map<String, List<Hit<Void>>> found = table();
    assertThat(found.keySet()).isEqualTo(german);
    assertThat(run(filtered).computed()).isZero();
    assertThat(found.values())
        .allSatisfy(
            list ->
                assertThat(list)
                    .hasSize(3)
                    .allMatch(hit -> Integer.parseInt(hit.id().substring(1)) % 4 == 0));
  }

  @Test
  @Order(8)
  void duplicatesAreGroupedUnderTheLeastOfThem() {
    DuplicatesReport report =
        new DuplicatesAction(made.spark(), made.lake(), Progress.SILENT)
            .run(DuplicatesOptions.within(SyntheticLake.INDEX, 0.01f));

    Map<String, List<String>> groups = new TreeMap<>();
    for (Row row :
        made.spark()
            .sql("select * from lake.shop.duplicates_near order by entity_id")
            .collectAsList()) {
      groups
          .computeIfAbsent(row.getAs("group_id"), id -> new ArrayList<>())
          .add(row.getAs("entity_id"));
      assertThat(row.<Float>getAs("distance")).isLessThanOrEqualTo(0.01f);
    }
    Map<String, List<String>> expected = new TreeMap<>();
    for (int i = 0; i < 20; i++) {
      List<String> group = new ArrayList<>(List.of(SyntheticLake.id(i)));
      if (i < 10) {
        group.add(SyntheticLake.id(COUNT - 1 - 20 - i));
      }
      group.add(SyntheticLake.id(COUNT - 1 - i));
      if (i == 5) {
        group.add(SyntheticLake.id(COUNT));
      }
      expected.put(SyntheticLake.id(i), group);
    }
    assertThat(groups).isEqualTo(expected);
    assertThat(report.groups()).isEqualTo(20);
    assertThat(report.members()).isEqualTo(51);
    assertThat(report.redundant()).isEqualTo(31);
    assertThat(report.largest()).isEqualTo(4);
    assertThat(report.crowded()).isZero();
    assertThat(report.sample().get(0).id()).isEqualTo(SyntheticLake.id(5));
    assertThat(report.sample().get(0).members().get(0).text()).startsWith("text of e00005");
  }

  @Test
  void mistakesAreTold() {
    IndexRef index = SyntheticLake.INDEX;
    assertThatThrownBy(() -> NeighboursOptions.of(index, 0)).hasMessageContaining("(-k)");
    assertThatThrownBy(() -> NeighboursOptions.of(index, 1).withRecallTarget(0))
        .hasMessageContaining("--recall-target");
    assertThatThrownBy(() -> DuplicatesOptions.within(index, -1)).hasMessageContaining("--radius");
    assertThatThrownBy(() -> DuplicatesOptions.atLeast(index, 2))
        .hasMessageContaining("--similarity");
  }
}
