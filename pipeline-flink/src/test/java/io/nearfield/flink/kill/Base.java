package io.nearfield.flink.kill;

import io.nearfield.connect.api.AttributeType;
import io.nearfield.connect.api.Generation;
import io.nearfield.connect.api.IndexRef;
import io.nearfield.connect.iceberg.Lake;
import io.nearfield.connect.iceberg.LakeFixture;
import io.nearfield.connect.iceberg.LakeOptions;
import io.nearfield.index.Metric;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/** The generations that the live job stands on: the same entities, cut up anew each time. */
final class Base {

  static final IndexRef INDEX = new IndexRef("shop", "kills");
  static final int ENTITIES = 1_500;

  /** The number of the change that base entities come from. */
  static final long NUMBER = -1;

  private final LakeOptions lake;
  private final Map<String, float[]> vectors = new TreeMap<>();
  private int built;

  Base(LakeOptions lake, Clumps clumps, long seed) {
    this.lake = lake;
    Random random = new Random(seed);
    for (int i = 0; i < ENTITIES; i++) {
      vectors.put(id(i), clumps.next(random));
    }
  }

  static String id(int number) {
    return "e-" + number;
  }

  Map<String, float[]> vectors() {
    return vectors;
  }

  /** Builds another generation and lets it serve. */
  Generation build() {
    List<LakeFixture.Entity> entities = new ArrayList<>();
    vectors.forEach(
        (id, vector) -> entities.add(new LakeFixture.Entity(id, vector, Map.of("n", NUMBER))));
    // Other cells each time: an answer that mixes two generations would show.
    LakeFixture.Plan plan =
        LakeFixture.Plan.of(
                INDEX.name(),
                LakeFixture.featureSet(
                    INDEX.dataset(), "clumps", Metric.EUCLIDEAN, Clumps.DIMENSION),
                "IVF%d,SQ8".formatted(20 + built % 5))
            .withPartitions(4 + built % 3)
            .withNprobe(10)
            .withFilterColumns(Map.of("n", AttributeType.LONG));
    built++;
    try (Lake opened = Lake.open(lake)) {
      return LakeFixture.build(opened, plan, entities);
    }
  }
}
