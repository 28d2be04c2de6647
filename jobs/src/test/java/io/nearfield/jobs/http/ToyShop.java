package io.nearfield.jobs.http;

import io.nearfield.connect.api.AttributeType;
import io.nearfield.connect.api.Content;
import io.nearfield.connect.api.EmbeddingModel;
import io.nearfield.connect.api.FeatureSet;
import io.nearfield.connect.api.Generation;
import io.nearfield.connect.api.IndexRef;
import io.nearfield.connect.api.ModelIdentity;
import io.nearfield.connect.iceberg.ItemFixture;
import io.nearfield.connect.iceberg.Lake;
import io.nearfield.connect.iceberg.LakeFixture;
import io.nearfield.connect.iceberg.LakeFixture.Entity;
import io.nearfield.connect.iceberg.LakeFixture.Plan;
import io.nearfield.index.Metric;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.iceberg.types.Types;

/** A dataset of 600 texts about things, with an index over them and a model made for it. */
final class ToyShop {

  static final String DATASET = "shop";
  static final IndexRef INDEX = new IndexRef(DATASET, "things");
  static final int COUNT = 600;
  static final int DIMENSION = 8;

  /** An id that no address could hold as it is. */
  static final String STRANGE_ID = "a/b c?d=1&e#2%";

  private static final ModelIdentity IDENTITY = new ModelIdentity("toy", "toy-1", DIMENSION);
  private static final FeatureSet SET =
      new FeatureSet(DATASET, "words", Metric.COSINE, IDENTITY, "toy");
  private static final Plan PLAN =
      Plan.of(INDEX.name(), SET, "IVF8,Flat")
          .withNprobe(4)
          .withFilterColumns(Map.of("price", AttributeType.DOUBLE, "lang", AttributeType.STRING));

  private ToyShop() {}

  static void fill(Lake lake) {
    List<Map<String, Object>> items = new ArrayList<>();
    for (int i = 0; i < COUNT; i++) {
      items.add(
          Map.of(
              "entity_id",
              id(i),
              "uri",
              "memory:" + i,
              "media_type",
              "text/plain",
              "text",
              text(i),
              "content_hash",
              "hash-" + i,
              "price",
              i * 0.5,
              "lang",
              i % 2 == 0 ? "de" : "en"));
    }
    ItemFixture.append(
        lake,
        DATASET,
        Map.of("price", Types.DoubleType.get(), "lang", Types.StringType.get()),
        items);
    LakeFixture.writeFeatures(lake, SET, entities(COUNT));
    build(lake, COUNT);
  }

  /** Builds another generation, of the first so many things. */
  static Generation build(Lake lake, int count) {
    return LakeFixture.build(lake, PLAN, entities(count));
  }

  private static List<Entity> entities(int count) {
    List<Entity> entities = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      entities.add(
          new Entity(
              id(i), vector(text(i)), Map.of("price", i * 0.5, "lang", i % 2 == 0 ? "de" : "en")));
    }
    return entities;
  }

  static String id(int i) {
    return i == 7 ? STRANGE_ID : "thing-" + i;
  }

  static String text(int i) {
    return "thing number " + i + (i == 9 ? " <script>alert(1)</script>" : "");
  }

  /** The same text has the same vector; different ones have others. */
  static float[] vector(String text) {
    Random random = new Random(text.hashCode());
    float[] vector = new float[DIMENSION];
    for (int d = 0; d < DIMENSION; d++) {
      vector[d] = (float) random.nextGaussian();
    }
    return vector;
  }

  /** Knows texts alone. */
  static EmbeddingModel model() {
    return new EmbeddingModel() {
      @Override
      public ModelIdentity identity() {
        return IDENTITY;
      }

      @Override
      public boolean accepts(Class<? extends Content> kind) {
        return kind == Content.Text.class;
      }

      @Override
      public float[] embed(Content content) {
        return vector(((Content.Text) content).text());
      }

      @Override
      public void close() {
        // nothing is held
      }
    };
  }
}
