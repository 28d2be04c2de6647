package io.nearfield.connect.lookup;

import io.nearfield.connect.api.AttributeType;
import io.nearfield.connect.api.EmbeddingModel;
import io.nearfield.connect.api.FeatureSet;
import io.nearfield.connect.api.IndexRef;
import io.nearfield.connect.api.Lookup;
import io.nearfield.connect.api.ModelIdentity;
import io.nearfield.connect.api.Neighbour;
import io.nearfield.connect.api.Neighbours;
import io.nearfield.connect.iceberg.Lake;
import io.nearfield.connect.iceberg.LakeFixture;
import io.nearfield.connect.iceberg.LakeFixture.Entity;
import io.nearfield.connect.iceberg.LakeFixture.Plan;
import io.nearfield.index.Metric;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import java.util.function.Predicate;

/** An index of 3,000 vectors around 40 centres, with attributes that filters thin out. */
final class ToyIndex {

  static final int DIMENSION = 16;
  static final int COUNT = 3000;
  static final IndexRef PQ = new IndexRef("shop", "pq");
  static final ModelIdentity TOY = new ModelIdentity("toy", "toy-1", DIMENSION);
  static final List<Entity> ENTITIES = entities(new Random(11));

  static final Function<FeatureSet, EmbeddingModel> NO_MODEL =
      set -> {
        throw new AssertionError("no model is needed here");
      };

  private ToyIndex() {}

  /** Builds the index {@link #PQ}. */
  static void build(Lake lake) {
    LakeFixture.build(
        lake,
        Plan.of(PQ.name(), new FeatureSet("shop", "titles", Metric.COSINE, TOY, "toy"), "IVF32,PQ4")
            .withNprobe(6)
            .withPartitions(5)
            .withFilterColumns(Map.of("n", AttributeType.INT, "lang", AttributeType.STRING)),
        ENTITIES);
  }

  static List<Entity> entities(Random random) {
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

  static Plan imported(String name, Metric metric, String spec) {
    return Plan.of(name, LakeFixture.featureSet(name, "t", metric, DIMENSION), spec);
  }

  static Lookup near(int query, int k) {
    return Lookup.of(new Lookup.ByVector(query(query)), k);
  }

  static float[] query(int i) {
    float[] near = ENTITIES.get(i * 37 % COUNT).vector().clone();
    Random random = new Random(i);
    for (int j = 0; j < DIMENSION; j++) {
      near[j] += (float) (random.nextGaussian() * 0.2);
    }
    return near;
  }

  static float[] vector(String id) {
    return ENTITIES.get(Integer.parseInt(id.substring(1))).vector();
  }

  static int n(Entity entity) {
    return (int) entity.attributes().get("n");
  }

  /** Straight from the definition, in double precision, over the vectors as they were given. */
  static List<String> truth(float[] query, int k, Predicate<Entity> passes) {
    return ENTITIES.stream()
        .filter(passes)
        .sorted(
            Comparator.<Entity>comparingDouble(e -> cosineDistance(query, e.vector()))
                .thenComparing(Entity::id))
        .limit(k)
        .map(Entity::id)
        .toList();
  }

  static double cosineDistance(float[] a, float[] b) {
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

  static List<String> ids(Neighbours neighbours) {
    return neighbours.neighbours().stream().map(Neighbour::entityId).toList();
  }

  private static float[] gaussian(Random random, double scale) {
    float[] vector = new float[DIMENSION];
    for (int j = 0; j < DIMENSION; j++) {
      vector[j] = (float) (random.nextGaussian() * scale);
    }
    return vector;
  }
}
