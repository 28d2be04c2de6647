package io.nearfield.flink.sql;

import io.nearfield.connect.api.AttributeType;
import io.nearfield.connect.api.IndexRef;
import io.nearfield.connect.iceberg.Lake;
import io.nearfield.connect.iceberg.LakeFixture;
import io.nearfield.connect.iceberg.LakeOptions;
import io.nearfield.index.Metric;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.StringJoiner;

/** An index of random vectors with an attribute of every type. */
final class SqlIndex {

  static final IndexRef REF = new IndexRef("shop", "things");
  static final int DIMENSION = 6;
  static final int ENTITIES = 300;

  private static final Map<String, AttributeType> ATTRIBUTES =
      Map.of(
          "tags", AttributeType.STRINGS,
          "lang", AttributeType.STRING,
          "sold", AttributeType.BOOLEAN,
          "n", AttributeType.INT,
          "views", AttributeType.LONG,
          "weight", AttributeType.FLOAT,
          "rating", AttributeType.DOUBLE,
          "price", AttributeType.DECIMAL,
          "since", AttributeType.DATE,
          "seen", AttributeType.TIMESTAMP);

  private SqlIndex() {}

  /** Writes a new generation and lets it serve. */
  static List<LakeFixture.Entity> build(Path warehouse, Metric metric, long seed) {
    List<LakeFixture.Entity> entities = entities(seed);
    try (Lake lake = Lake.open(LakeOptions.of(warehouse.toString()))) {
      LakeFixture.build(lake, plan(metric), entities);
    }
    return entities;
  }

  static LakeFixture.Plan plan(Metric metric) {
    return LakeFixture.Plan.of(
            REF.name(),
            LakeFixture.featureSet(REF.dataset(), "random", metric, DIMENSION),
            "IVF8,SQ8")
        .withPartitions(3)
        .withNprobe(3)
        .withFilterColumns(ATTRIBUTES);
  }

  static List<LakeFixture.Entity> entities(long seed) {
    Random random = new Random(seed);
    List<LakeFixture.Entity> entities = new ArrayList<>();
    for (int i = 0; i < ENTITIES; i++) {
      float[] vector = new float[DIMENSION];
      for (int j = 0; j < DIMENSION; j++) {
        // Few digits: Flink does not keep all of a longer FLOAT literal.
        vector[j] = Math.round(random.nextGaussian() * 32) / 32f;
      }
      entities.add(new LakeFixture.Entity("t-" + i, vector, attributes(i)));
    }
    return entities;
  }

  /** Every seventh entity has none. */
  static Map<String, Object> attributes(int i) {
    Map<String, Object> attributes = new HashMap<>();
    if (i % 7 != 0) {
      attributes.put("tags", List.of("a" + i, "b"));
      attributes.put("lang", i % 2 == 0 ? "de" : "en");
      attributes.put("sold", i % 3 == 0);
      attributes.put("n", i);
      attributes.put("views", 10_000_000_000L + i);
      attributes.put("weight", i / 4f);
      attributes.put("rating", i / 10.0);
      attributes.put("price", new BigDecimal(i + ".25"));
      attributes.put("since", LocalDate.of(2026, 1, 1).plusDays(i));
      attributes.put("seen", Instant.parse("2026-01-01T00:00:00Z").plusSeconds(i));
    }
    return attributes;
  }

  /** {@code ARRAY[CAST(0.5 AS FLOAT), ...]}. */
  static String sql(float[] vector) {
    StringJoiner numbers = new StringJoiner(", ", "ARRAY[", "]");
    for (float number : vector) {
      numbers.add(String.format(Locale.ROOT, "CAST('%s' AS FLOAT)", number));
    }
    return numbers.toString();
  }
}
