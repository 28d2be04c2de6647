package io.nearfield.connect.browse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nearfield.connect.api.AttributeType;
import io.nearfield.connect.api.IndexRef;
import io.nearfield.connect.api.NearfieldException;
import io.nearfield.connect.browse.IndexMap.Method;
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
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IndexMapsTest {

  private static final int COUNT = 600;
  private static final int CLUSTERS = 6;
  private static final int DIMENSION = 24;
  private static final IndexRef REF = new IndexRef("shop", "clusters");

  @TempDir static Path folder;
  private static Lake lake;

  @BeforeAll
  static void build() {
    lake = Lake.open(LakeOptions.of(folder.toString()));
    buildGeneration(1);
  }

  @AfterAll
  static void close() {
    lake.close();
  }

  private static void buildGeneration(long seed) {
    LakeFixture.build(
        lake,
        Plan.of(
                REF.name(),
                LakeFixture.featureSet("shop", "vectors", Metric.COSINE, DIMENSION),
                "IVF8,Flat")
            .withPartitions(3)
            .withFilterColumns(Map.of("cluster", AttributeType.INT)),
        entities(new Random(seed)));
  }

  private static List<Entity> entities(Random random) {
    List<Entity> entities = new ArrayList<>();
    for (int i = 0; i < COUNT; i++) {
      float[] vector = new float[DIMENSION];
      for (int j = 0; j < DIMENSION; j++) {
        vector[j] = (float) random.nextGaussian() * 0.08f;
      }
      vector[i % CLUSTERS] += 1;
      entities.add(new Entity("e" + i, vector, Map.of("cluster", i % CLUSTERS)));
    }
    return entities;
  }

  @Test
  void everyEntryIsShownOnceAndClustersLieApart() {
    IndexMap map = new IndexMaps(lake).of(REF, 5000, Method.NEIGHBOURS);
    assertThat(map.entries()).isEqualTo(COUNT);
    assertThat(map.points()).extracting(IndexMap.Point::id).doesNotHaveDuplicates().hasSize(COUNT);
    assertThat(map.trust()).isGreaterThan(0.8);
    for (IndexMap.Point point : map.points()) {
      assertThat(cluster(nearest(map, point))).as(point.id()).isEqualTo(cluster(point));
    }
  }

  @Test
  void aSampleIsTheSameHoweverItIsReadAndNestsInALargerOne() {
    IndexMap small = new IndexMaps(lake).of(REF, 100, Method.PRINCIPAL);
    IndexMap again = new IndexMaps(lake).of(REF, 100, Method.PRINCIPAL);
    IndexMap large = new IndexMaps(lake).of(REF, 200, Method.PRINCIPAL);
    assertThat(again).isEqualTo(small);
    assertThat(small.points()).hasSize(100);
    assertThat(ids(large)).hasSize(200).containsAll(ids(small));
  }

  @Test
  void aMapIsDrawnOnceUntilTheGenerationChanges() {
    IndexRef other = new IndexRef("shop", "changing");
    Plan plan =
        Plan.of(
            other.name(),
            LakeFixture.featureSet("shop", "v2", Metric.COSINE, DIMENSION),
            "IVF4,Flat");
    LakeFixture.build(lake, plan, entities(new Random(3)));
    IndexMaps maps = new IndexMaps(lake);
    IndexMap first = maps.of(other, 50, Method.PRINCIPAL);
    assertThat(maps.of(other, 50, Method.PRINCIPAL)).isSameAs(first);
    LakeFixture.build(lake, plan, entities(new Random(4)));
    IndexMap second = maps.of(other, 50, Method.PRINCIPAL);
    assertThat(second.generation()).isEqualTo(2);
    assertThat(second.points()).isNotEqualTo(first.points());
  }

  @Test
  void whatCannotBeDrawnIsSaid() {
    IndexMaps maps = new IndexMaps(lake);
    assertThatThrownBy(() -> maps.of(REF, 10_001, Method.PRINCIPAL))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("1 to 10000 points, got 10001");
    assertThatThrownBy(() -> maps.of(new IndexRef("shop", "none"), 10, Method.PRINCIPAL))
        .isInstanceOf(NearfieldException.class)
        .hasMessageContaining("none");
  }

  private static List<String> ids(IndexMap map) {
    return map.points().stream().map(IndexMap.Point::id).toList();
  }

  private static int cluster(IndexMap.Point point) {
    return (int) point.attributes().get("cluster");
  }

  private static IndexMap.Point nearest(IndexMap map, IndexMap.Point to) {
    IndexMap.Point nearest = null;
    double least = Double.POSITIVE_INFINITY;
    for (IndexMap.Point point : map.points()) {
      double distance = Math.hypot(point.x() - to.x(), point.y() - to.y());
      if (!point.equals(to) && distance < least) {
        least = distance;
        nearest = point;
      }
    }
    return nearest;
  }
}
