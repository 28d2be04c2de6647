package io.nearfield.connect.lookup;

import static io.nearfield.connect.lookup.ToyIndex.COUNT;
import static io.nearfield.connect.lookup.ToyIndex.DIMENSION;
import static io.nearfield.connect.lookup.ToyIndex.NO_MODEL;
import static io.nearfield.connect.lookup.ToyIndex.ids;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.nearfield.connect.api.AttributeType;
import io.nearfield.connect.api.Lookup;
import io.nearfield.connect.api.Neighbour;
import io.nearfield.connect.api.Neighbours;
import io.nearfield.connect.api.Radius;
import io.nearfield.connect.api.Radius.Bound;
import io.nearfield.connect.api.Radius.Operator;
import io.nearfield.connect.iceberg.Lake;
import io.nearfield.connect.iceberg.LakeFixture;
import io.nearfield.connect.iceberg.LakeFixture.Entity;
import io.nearfield.connect.iceberg.LakeFixture.Plan;
import io.nearfield.connect.iceberg.LakeOptions;
import io.nearfield.index.Metric;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Random lookups against what their definition says, straight from the vectors. */
class LookupOracleTest {

  private static final int LOOKUPS = 150;
  private static final List<Entity> ENTITIES = ToyIndex.ENTITIES;

  @TempDir static Path folder;
  private static Lake lake;

  @BeforeAll
  static void build() {
    lake = Lake.open(LakeOptions.of(folder.toString()));
    for (Metric metric : new Metric[] {Metric.COSINE, Metric.EUCLIDEAN, Metric.DOT, Metric.L1}) {
      LakeFixture.build(lake, plan(metric), ENTITIES);
    }
  }

  @AfterAll
  static void close() {
    lake.close();
  }

  private static Plan plan(Metric metric) {
    return ToyIndex.imported(
            "by-" + metric.name().toLowerCase(java.util.Locale.ROOT),
            metric,
            "IVF32,PQ4,Refine(Flat)")
        .withNprobe(4)
        .withPartitions(5)
        .withFilterColumns(Map.of("n", AttributeType.INT, "lang", AttributeType.STRING));
  }

  @ParameterizedTest
  @EnumSource(
      value = Metric.class,
      names = {"COSINE", "EUCLIDEAN", "DOT", "L1"})
  void everyAnswerIsWhatTheLookupSays(Metric metric) {
    Random random = new Random(metric.ordinal());
    try (IndexSearcher searcher = IndexSearcher.open(lake, plan(metric).ref(), NO_MODEL)) {
      for (int i = 0; i < LOOKUPS; i++) {
        Asked asked = Asked.random(random, metric);
        check(asked, searcher.search(asked.lookup()));
      }
    }
  }

  /** The answer may differ where distances do so by rounding alone. */
  private static void check(Asked asked, Neighbours answer) {
    List<Entity> truth = asked.truth();
    String what = asked.lookup().withQuery(new Lookup.ByText("...")).toString();
    assertThat(answer.isComplete()).as(what).isTrue();
    assertThat(new HashSet<>(ids(answer))).as(what).hasSameSizeAs(answer.neighbours());
    Lookup.Extent extent = asked.lookup().extent();
    List<Entity> page =
        truth.subList(
            Math.min(extent.offset(), truth.size()), Math.min(extent.reach(), truth.size()));
    assertThat(answer.neighbours()).as(what).hasSize(page.size());
    boolean compared =
        asked.lookup().effort().exact()
            || extent.radius() != null
            || asked.lookup().order() == Lookup.Order.FARTHEST
            || asked.lookup().scope().ids() != null;
    assertThat(answer.total()).as(what).isEqualTo(compared ? truth.size() : Neighbours.UNKNOWN);
    Set<String> may = new HashSet<>(truth.stream().map(Entity::id).toList());
    for (int i = 0; i < page.size(); i++) {
      Neighbour one = answer.neighbours().get(i);
      assertThat(may).as(what).contains(one.entityId());
      double distance = asked.distance(ToyIndex.vector(one.entityId()));
      assertThat((double) one.distance()).as(what).isCloseTo(distance, within(1e-3));
      if (compared) {
        assertThat(distance)
            .as("%s, place %d", what, i)
            .isCloseTo(asked.distance(page.get(i).vector()), within(1e-4));
      }
      Map<String, Object> attributes =
          ENTITIES.get(Integer.parseInt(one.entityId().substring(1))).attributes();
      assertThat(one.attributes()).isEqualTo(asked.told(attributes));
    }
  }

  /** A random lookup, and what it means. */
  private record Asked(Metric metric, float[] query, Lookup lookup, Set<String> selves, int below) {

    static Asked random(Random random, Metric metric) {
      float[] query = ToyIndex.query(random.nextInt(1000));
      Set<String> selves = Set.of();
      Lookup.Query by = new Lookup.ByVector(query);
      if (random.nextInt(4) == 0) {
        List<String> ids =
            random.ints(1 + random.nextInt(3), 0, COUNT).distinct().mapToObj(i -> "e" + i).toList();
        by =
            ids.size() == 1
                ? new Lookup.ByEntity(ids.get(0))
                : new Lookup.ByEntities(ids, Lookup.Combine.MEAN);
        selves = Set.copyOf(ids);
        query = mean(metric, ids);
      }
      Lookup lookup = Lookup.of(by, 1 + random.nextInt(30));
      if (random.nextInt(3) == 0) {
        lookup = lookup.withPage(random.nextInt(4), 1 + random.nextInt(20));
      }
      if (random.nextInt(3) == 0) {
        lookup = lookup.farthest();
      }
      int below = -1;
      if (random.nextInt(3) == 0) {
        below = random.nextInt(2) == 0 ? random.nextInt(60) : random.nextInt(COUNT);
        lookup = lookup.withFilter("n < " + below);
      }
      if (random.nextInt(3) == 0) {
        Set<String> view = new HashSet<>(Set.of("nobody"));
        IntStream.range(0, random.nextInt(200)).forEach(i -> view.add("e" + random.nextInt(COUNT)));
        lookup = lookup.within(view);
      }
      if (random.nextInt(3) == 0) {
        lookup = lookup.withRadius(radius(random, metric, query));
      }
      if (random.nextInt(4) == 0) {
        lookup = lookup.asExact();
      }
      if (random.nextInt(3) == 0) {
        lookup = lookup.returning(random.nextBoolean() ? List.of("lang") : List.of());
      }
      return new Asked(metric, query, lookup, selves, below);
    }

    /** Bounds lie between the distances of two entities, where rounding decides nothing. */
    private static Radius radius(Random random, Metric metric, float[] query) {
      double[] distances =
          ENTITIES.stream()
              .mapToDouble(e -> distance(metric, query, e.vector()))
              .sorted()
              .toArray();
      Operator[] operators = {Operator.LT, Operator.LTE, Operator.GT, Operator.GTE, Operator.NE};
      List<Bound> bounds = new ArrayList<>();
      bounds.add(bound(random, distances, operators[random.nextInt(operators.length)]));
      if (random.nextBoolean()) {
        Operator other =
            switch (bounds.get(0).operator()) {
              case LT, LTE -> Operator.GTE;
              default -> Operator.LTE;
            };
        bounds.add(bound(random, distances, other));
      }
      return new Radius(bounds);
    }

    private static Bound bound(Random random, double[] sorted, Operator operator) {
      int at = random.nextInt(random.nextBoolean() ? 40 : sorted.length - 1);
      int widest = at;
      for (int i = at; i < Math.min(at + 10, sorted.length - 1); i++) {
        if (sorted[i + 1] - sorted[i] > sorted[widest + 1] - sorted[widest]) {
          widest = i;
        }
      }
      return new Bound(operator, (sorted[widest] + sorted[widest + 1]) / 2);
    }

    private static float[] mean(Metric metric, List<String> ids) {
      float[] mean = new float[DIMENSION];
      for (String id : ids) {
        float[] vector = ToyIndex.vector(id);
        double length = metric == Metric.COSINE ? Math.sqrt(dot(vector, vector)) : 1;
        for (int j = 0; j < DIMENSION; j++) {
          mean[j] += (float) (vector[j] / length / ids.size());
        }
      }
      return mean;
    }

    double distance(float[] vector) {
      return distance(metric, query, vector);
    }

    private static double distance(Metric metric, float[] a, float[] b) {
      double euclidean = 0;
      double l1 = 0;
      for (int i = 0; i < a.length; i++) {
        double difference = (double) a[i] - b[i];
        euclidean += difference * difference;
        l1 += Math.abs(difference);
      }
      return switch (metric) {
        case EUCLIDEAN -> Math.sqrt(euclidean);
        case L1 -> l1;
        case DOT -> -dot(a, b);
        default -> 1 - dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b));
      };
    }

    private static double dot(float[] a, float[] b) {
      double dot = 0;
      for (int i = 0; i < a.length; i++) {
        dot += (double) a[i] * b[i];
      }
      return dot;
    }

    /** All that may answer, in the order that was asked for. */
    List<Entity> truth() {
      Radius radius = lookup.extent().radius();
      Set<String> view = lookup.scope().ids();
      Comparator<Entity> order = Comparator.comparingDouble(e -> distance(e.vector()));
      return ENTITIES.stream()
          .filter(e -> !selves.contains(e.id()))
          .filter(e -> below < 0 || ToyIndex.n(e) < below)
          .filter(e -> view == null || view.contains(e.id()))
          .filter(e -> radius == null || radius.holds((float) distance(e.vector())))
          .sorted(lookup.order() == Lookup.Order.FARTHEST ? order.reversed() : order)
          .toList();
    }

    Map<String, Object> told(Map<String, Object> attributes) {
      if (lookup.attributes() == null) {
        return attributes;
      }
      return attributes.containsKey("lang") && lookup.attributes().contains("lang")
          ? Map.of("lang", attributes.get("lang"))
          : Map.of();
    }
  }
}
