package io.nearfield.flink.local;

import io.nearfield.connect.api.AttributeType;
import io.nearfield.connect.api.Generation;
import io.nearfield.connect.api.IndexRef;
import io.nearfield.connect.iceberg.Lake;
import io.nearfield.connect.iceberg.LakeFixture;
import io.nearfield.connect.iceberg.LakeOptions;
import io.nearfield.index.Metric;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** An index of random vectors whose entities say in an attribute which change they come from. */
public final class SmallIndex {

  public static final IndexRef REF = new IndexRef("shop", "small");
  public static final int DIMENSION = 8;
  public static final int ENTITIES = 120;
  public static final int PARTITIONS = 4;

  private SmallIndex() {}

  /** Writes a new generation with entities {@code e-0} to {@code e-119}, change number -1. */
  public static Generation build(Path warehouse, long seed) {
    return build(warehouse, seed, "IVF12,Flat", PARTITIONS);
  }

  /** The same, with other cells and partitions. */
  public static Generation build(Path warehouse, long seed, String spec, int partitions) {
    return build(warehouse, seed, spec, partitions, "random", DIMENSION);
  }

  /** The same from another feature set, of one dimension more. */
  public static Generation buildWider(Path warehouse, long seed) {
    return build(warehouse, seed, "IVF12,Flat", PARTITIONS, "wider", DIMENSION + 1);
  }

  private static Generation build(
      Path warehouse, long seed, String spec, int partitions, String featureSet, int dimension) {
    Random random = new Random(seed);
    List<LakeFixture.Entity> entities = new ArrayList<>();
    for (int i = 0; i < ENTITIES; i++) {
      entities.add(new LakeFixture.Entity("e-" + i, vector(random, dimension), Map.of("n", -1L)));
    }
    LakeFixture.Plan plan =
        LakeFixture.Plan.of(
                REF.name(),
                LakeFixture.featureSet(REF.dataset(), featureSet, Metric.EUCLIDEAN, dimension),
                spec)
            .withPartitions(partitions)
            .withFilterColumns(Map.of("n", AttributeType.LONG));
    try (Lake lake = Lake.open(LakeOptions.of(warehouse.toString()))) {
      return LakeFixture.build(lake, plan, entities);
    }
  }

  public static float[] vector(Random random) {
    return vector(random, DIMENSION);
  }

  private static float[] vector(Random random, int dimension) {
    float[] vector = new float[dimension];
    for (int i = 0; i < vector.length; i++) {
      vector[i] = (float) random.nextGaussian();
    }
    return vector;
  }
}
